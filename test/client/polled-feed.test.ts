import { describe, expect, it } from 'vitest'
import type { FeedEvents } from '../../templates/client/feed.js'
import { feedOfHost } from '../../templates/client/feed-of-host.js'
import type { SubscribeOptions } from '../../templates/client/subscribe-options.js'
import { planSubscription } from '../../templates/client/subscription-plan.js'
import { nsid, stream, type Message, type Params } from '../server/example-stream.js'
import { brief } from '../server/harness.js'
import { FakeNetwork } from './fake-dial.js'
import { cursor, note } from './shard-network.js'

/** A feed that is polled, and everything that it tells of. */
function startFeed(options: Omit<SubscribeOptions<Params>, 'host'> = {}) {
  const network = new FakeNetwork()
  const events: string[] = []
  const noted: FeedEvents<Message> = {
    delivered: (message) => events.push(`delivered ${brief(message)}`),
    arrived: () => events.push('arrived'),
    connectionChanged: () => events.push('connection'),
    ended: (error) => events.push(`ended ${error instanceof Error ? error.name : 'by request'}`),
  }
  const all = { host: 'relay.example', cursor: 0, backoff: { minMs: 0, maxMs: 0 }, ...options }
  const plan = planSubscription(stream, all, network.dial)
  const feed = feedOfHost({ ...plan, from: { cursor: 0, sequenceId: undefined } }, noted)
  const take = () => {
    const message = feed.poll()
    return message === undefined ? undefined : brief(message)
  }
  return { network, feed, events, take }
}

describe('a feed that is polled', () => {
  it('connects with the first poll, and hands out what is there', async () => {
    const { network, feed, events, take } = startFeed()
    expect(network.connections).toHaveLength(0)
    expect(take()).toBe(undefined)
    const connection = (await network.dialled()).open().send(note(1), note(2))
    expect(events).toEqual(['connection', 'arrived', 'arrived'])
    expect(feed.cursor).toBe(0)
    expect([take(), take(), take()]).toEqual(['note 1', 'note 2', undefined])
    expect(feed.cursor).toBe(2)
    expect(events.slice(3)).toEqual(['delivered note 1', 'delivered note 2'])
    connection.send(note(3))
    expect(events.at(-1)).toBe('arrived')
    expect(take()).toBe('note 3')
  })

  it('is to be polled when a connection is lost, so that there is another', async () => {
    const { network, events, take } = startFeed()
    take()
    const first = (await network.dialled()).open().send(note(1))
    first.drop()
    expect(events.filter((event) => event === 'arrived')).toHaveLength(2)
    expect(network.connections).toHaveLength(1)
    expect([take(), take()]).toEqual(['note 1', undefined])
    const second = await network.dialled()
    expect(second.url.search).toBe('?cursor=1')
    second.open().send(note(2))
    expect(take()).toBe('note 2')
  })

  it('tells of a failure rather than throw it', async () => {
    const { network, events, take } = startFeed()
    take()
    const connection = (await network.dialled()).open().send(note(1))
    connection.sendBytes(Uint8Array.of(0xff))
    expect(take()).toBe('note 1')
    expect(events).not.toContain('ended DecodeError')
    expect(take()).toBe(undefined)
    expect(events.at(-1)).toBe('ended DecodeError')
    expect(connection.closedWith).toBe(1007)
    expect(take()).toBe(undefined)
    expect(events.at(-1)).toBe('ended DecodeError')
  })

  it('hands out nothing more once it was ended', async () => {
    const { network, feed, events, take } = startFeed()
    take()
    const connection = (await network.dialled()).open().send(note(1))
    expect(await feed.return()).toEqual({ done: true, value: undefined })
    expect(take()).toBe(undefined)
    expect(events.at(-1)).toBe('ended by request')
    expect(connection.closedWith).toBe(1000)
  })

  it('may be one of shards', async () => {
    const { network, events, take } = startFeed({ shards: 2 })
    expect(take()).toBe(undefined)
    const a = (await network.dialled()).open().send(cursor(0, 9, false))
    expect(events.at(-1)).toBe('arrived')
    expect(take()).toBe(undefined)
    const b = (await network.dialled()).open().send(cursor(0, 9, false))
    expect(take()).toBe('cursor 0/9 replay')
    a.send(note(1), note(4))
    b.send(note(2), note(3))
    // In turn, where both have messages: none is left behind.
    expect([take(), take(), take(), take(), take()]).toEqual([
      'note 1',
      'note 2',
      'note 4',
      'note 3',
      undefined,
    ])
    b.sendBytes(Uint8Array.of(0xff))
    expect(take()).toBe(undefined)
    expect(events.at(-1)).toBe('ended DecodeError')
    expect([a.closedWith, b.closedWith]).toEqual([1000, 1007])
  })

  it('of shards holds one message of each while it is not polled', async () => {
    const size = stream.codecs['xrpc.v0.cbor'].encode(note(1)).length
    const { network, take } = startFeed({ shards: 2, maxQueueBytes: 2 * size })
    take()
    const a = (await network.dialled()).open().send(cursor(0, 9, false))
    take()
    const b = (await network.dialled()).open().send(cursor(0, 9, false))
    take()
    a.send(note(1), note(2), note(3))
    b.send(note(4))
    expect([a.paused, b.paused]).toEqual([true, false])
    expect([take(), take(), take(), take()]).toEqual(['note 1', 'note 4', 'note 2', 'note 3'])
    expect(a.paused).toBe(false)
  })

  it('takes a type that is not of the lexicon as nothing', async () => {
    const unknown: unknown[] = []
    const { network, take } = startFeed({ onUnknown: (frame) => unknown.push(frame) })
    take()
    const connection = (await network.dialled()).open()
    const frame = stream.codecs['xrpc.v0.cbor'].encode(note(1))
    const other = Uint8Array.from(frame)
    // `#note` becomes `#nope` in the header.
    other.set(new TextEncoder().encode('#nope'), Buffer.from(frame).indexOf('#note'))
    connection.sendBytes(other).send(note(2))
    expect(take()).toBe('note 2')
    expect(unknown).toEqual([{ kind: 'unknown-message', type: `${nsid}#nope` }])
  })
})
