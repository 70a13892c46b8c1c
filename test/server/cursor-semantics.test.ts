import { describe, expect, it } from 'vitest'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { subprotocols } from '../../templates/frame/subprotocol.js'
import { noteFrame, nsid } from './example-stream.js'
import { Peer, publishNotes, startHost } from './harness.js'

const note = (text: string) => ({ $type: `${nsid}#note` as const, did: 'did:example:a', text })

describe.each(subprotocols)('a connection in %s', (subprotocol) => {
  it('starts live at the current position without a cursor', async () => {
    const { authority, publisher } = await startHost()
    await publishNotes(publisher, 3)
    const peer = new Peer(authority, '', subprotocol)
    expect(await peer.brief()).toBe('cursor 3/3 live')
    await publisher.publish(note('new'))
    expect(await peer.message()).toEqual({ ...note('new'), seq: 4 })
  })

  it('replays everything retained for 0, announces the cutover and goes live', async () => {
    const { authority, publisher } = await startHost()
    await publishNotes(publisher, 3)
    const peer = new Peer(authority, '?cursor=0', subprotocol)
    expect(await peer.briefs(5)).toEqual([
      'cursor 0/3 replay',
      'note 1',
      'note 2',
      'note 3',
      'cursor 3/3 live',
    ])
    await publishNotes(publisher, 1)
    expect(await peer.brief()).toBe('note 4')
  })

  it('replays strictly after a cursor inside the window', async () => {
    const { authority, publisher } = await startHost()
    await publishNotes(publisher, 4)
    const peer = new Peer(authority, '?cursor=2', subprotocol)
    expect(await peer.briefs(4)).toEqual([
      'cursor 2/4 replay',
      'note 3',
      'note 4',
      'cursor 4/4 live',
    ])
  })

  it('is live at once with exactly the highest as cursor', async () => {
    const { authority, publisher } = await startHost()
    await publishNotes(publisher, 4)
    const peer = new Peer(authority, '?cursor=4', subprotocol)
    expect(await peer.brief()).toBe('cursor 4/4 live')
    await publishNotes(publisher, 1)
    expect(await peer.brief()).toBe('note 5')
  })

  it('is told when its cursor is older than the window, and gets the whole window', async () => {
    const { authority, publisher } = await startHost({ log: { maxFrames: 2 } })
    await publishNotes(publisher, 6)
    const peer = new Peer(authority, '?cursor=2', subprotocol)
    expect(await peer.briefs(5)).toEqual([
      'cursor 4/6 replay',
      'info OutdatedCursor',
      'note 5',
      'note 6',
      'cursor 6/6 live',
    ])
  })

  it('is told where the stream is before it fails with a future cursor', async () => {
    const { authority, publisher } = await startHost()
    await publishNotes(publisher, 4)
    const peer = new Peer(authority, '?cursor=5', subprotocol)
    expect(await peer.briefs(3)).toEqual([
      'cursor 4/4 replay',
      'error FutureCursor: cursor 5 is ahead of the stream, which is at 4',
      'the end',
    ])
    expect(await peer.closed).toEqual({ code: 1008, reason: 'FutureCursor' })
  })

  it.each(['', '?cursor=0', '?cursor='])('waits on an empty stream with "%s"', async (query) => {
    const { authority, publisher } = await startHost()
    const peer = new Peer(authority, query, subprotocol)
    expect(await peer.brief()).toBe('cursor 0/0 live')
    await publishNotes(publisher, 1)
    expect(await peer.brief()).toBe('note 1')
  })
})

describe('#cursor', () => {
  it('says all that is known', async () => {
    const { authority, publisher } = await startHost({
      log: { maxFrames: 3, sequenceId: 'abc', slots: 8 },
      server: { now: () => Date.UTC(2026, 0, 2, 3, 4, 5) },
    })
    await publishNotes(publisher, 5)
    expect(await new Peer(authority, '?cursor=3').message()).toEqual({
      $type: `${nsid}#cursor`,
      cursor: 3,
      highestSeq: 5,
      live: false,
      lowestSeq: 3,
      seqScheme: 'counter',
      sequenceId: 'abc',
      shardCount: 8,
      pendingMessages: 2,
      pendingBytes: noteFrame(1, 'text').length * 2,
      time: '2026-01-02T03:04:05.000Z',
    })
  })

  it('goes to v1 connections only where that is asked for', async () => {
    const { authority, publisher } = await startHost({ mount: { cursorMessages: 'v1' } })
    await publishNotes(publisher, 1)
    expect(await new Peer(authority, '?cursor=0').brief()).toBe('note 1')
    expect(await new Peer(authority, '?cursor=0', 'xrpc.v0.cbor').brief()).toBe('note 1')
    expect(await new Peer(authority, '?cursor=0', 'xrpc.v1.json').brief()).toBe('cursor 0/1 replay')
  })
})

describe('the window', () => {
  it('drops a consumer that it has moved away from', async () => {
    const { authority, publisher } = await startHost({
      log: { maxFrames: 3 },
      mount: { highWaterBytes: 1 },
    })
    const peer = new Peer(authority)
    expect(await peer.brief()).toBe('cursor 0/0 live')
    await publishNotes(publisher, 1)
    expect(await peer.brief()).toBe('note 1')
    // All in one turn of the event loop: nothing can be read in between.
    for (let seq = 2; seq <= 6; seq++) void publisher.publishFrame(noteFrame(seq))
    expect(await peer.briefs(2)).toEqual([
      'error ConsumerTooSlow: what follows 1 is no longer retained',
      'the end',
    ])
    expect(await peer.closed).toEqual({ code: 1008, reason: 'ConsumerTooSlow' })
  })

  it('may begin anywhere: whoever waits on an empty log misses nothing of it', async () => {
    const { authority, publisher } = await startHost()
    const peer = new Peer(authority)
    expect(await peer.brief()).toBe('cursor 0/0 live')
    await publisher.publishFrame(noteFrame(5_000_000))
    expect(await peer.brief()).toBe('note 5000000')
  })
})

describe('shards', () => {
  const dids = Array.from({ length: 40 }, (_, index) => `did:example:${index}`)

  it.each([1, 2, 4, 8])('divide the stream among %d, nothing twice', async (count) => {
    const log = new MemoryLog({ slots: 8 })
    const { authority, publisher } = await startHost({ log })
    for (const did of dids) await publishNotes(publisher, 1, did)
    const seen: string[] = []
    for (let index = 0; index < count; index++) {
      const peer = new Peer(authority, `?cursor=0&shard=${index}&shardCount=${count}`)
      for (let line = await peer.brief(); line !== 'cursor 40/40 live'; line = await peer.brief()) {
        if (line.startsWith('note')) seen.push(line)
      }
    }
    expect(seen.toSorted()).toEqual(dids.map((_, index) => `note ${index + 1}`).toSorted())
  })

  it('are ignored where there are none', async () => {
    const { authority, publisher } = await startHost()
    await publishNotes(publisher, 1)
    const peer = new Peer(authority, '?cursor=0&shard=0&shardCount=64')
    expect(await peer.briefs(2)).toEqual(['cursor 0/1 replay', 'note 1'])
  })
})

describe('a filter', () => {
  it('leaves out what it does not match, and the position goes on', async () => {
    const { authority, publisher } = await startHost({
      mount: { filter: () => (frame) => frame.seq % 2 === 0 },
    })
    await publishNotes(publisher, 5)
    const peer = new Peer(authority, '?cursor=0')
    expect(await peer.briefs(4)).toEqual([
      'cursor 0/5 replay',
      'note 2',
      'note 4',
      'cursor 5/5 live',
    ])
  })
})

describe('stored frames', () => {
  it('that are none cost themselves alone in the v1 subprotocols', async () => {
    const { authority, log, errors } = await startHost()
    const broken = { seq: 2, slot: undefined, bytes: Uint8Array.of(0xa1) }
    const [first, third] = [1, 3].map((seq) => ({ seq, slot: undefined, bytes: noteFrame(seq) }))
    for (const frame of [first, broken, third]) if (frame !== undefined) log.append([frame])
    for (const peer of [1, 2].map(() => new Peer(authority, '?cursor=0', 'xrpc.v1.json'))) {
      expect(await peer.briefs(4)).toEqual([
        'cursor 0/3 replay',
        'note 1',
        'note 3',
        'cursor 3/3 live',
      ])
    }
    expect(errors).toHaveLength(1)
  })
})
