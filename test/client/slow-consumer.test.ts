import { describe, expect, it } from 'vitest'
import { ReceiveQueueError } from '../../templates/client/subscribe-error.js'
import { nsid, stream, type Message } from '../server/example-stream.js'
import { FakeNetwork } from './fake-dial.js'
import { briefs, note, start } from './start-subscription.js'

describe('a slow consumer', () => {
  const size = stream.codecs['xrpc.v0.cbor'].encode(note(1)).length

  it('holds the server back until half of what waits is consumed', async () => {
    const { network, subscription } = start({ maxQueueBytes: size * 4 })
    const first = briefs(subscription, 1)
    const connection = (await network.dialled()).open()
    connection.send(note(1), note(2), note(3), note(4), note(5))
    expect(connection.paused).toBe(false)
    connection.send(note(6))
    expect(connection.paused).toBe(true)
    await first
    await briefs(subscription, 2)
    expect(connection.paused).toBe(true)
    await briefs(subscription, 1)
    expect(connection.paused).toBe(false)
    expect(await briefs(subscription, 2)).toEqual(['note 5', 'note 6'])
  })

  it('is disconnected and resumed where the platform cannot do that', async () => {
    const { network, subscription } = start({ maxQueueBytes: size * 2 }, new FakeNetwork(false))
    const first = briefs(subscription, 1)
    const connection = (await network.dialled()).open()
    connection.send(note(1), note(2), note(3), note(4), note(5))
    expect(connection.closedWith).toBe(1000)
    connection.drop(1000)
    expect(await first).toEqual(['note 1'])
    const rest = briefs(subscription, 4)
    const next = await network.dialled()
    expect(next.url.searchParams.get('cursor')).toBe('4')
    next.open().send(note(5))
    expect(await rest).toEqual(['note 2', 'note 3', 'note 4', 'note 5'])
  })

  it('fails where there is no position to resume from either', async () => {
    const { network, subscription } = start({ maxQueueBytes: 100 }, new FakeNetwork(false))
    const info: Message = { $type: `${nsid}#info`, name: 'x'.repeat(80) }
    const first = briefs(subscription, 1)
    ;(await network.dialled()).open().send(info, info, info)
    await first
    await briefs(subscription, 1)
    await expect(subscription.next()).rejects.toEqual(new ReceiveQueueError(100))
  })
})
