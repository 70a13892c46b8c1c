import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../../templates/client/subscribe-error.js'
import { tidCursor } from '../../templates/stream/tid-cursor.js'
import { FakeNetwork } from './fake-dial.js'
import { briefs, note, start } from './start-subscription.js'

function writeCursor(cursor: number): string {
  if (cursor > 1) throw new Error('cannot be written')
  return String(cursor)
}

describe('what must never happen:', () => {
  it('a number below 0 that is asked for', async () => {
    const { network, subscription } = start({ writeCursor: tidCursor })
    const first = subscription.next()
    ;(await network.dialled()).open().send(note(-5)).drop()
    await expect(first).rejects.toEqual(
      new ProtocolError('a message with the number -5, which is below 0'),
    )
  })

  it('an error out of a timer', async () => {
    const { network, subscription } = start({ writeCursor })
    const lines = briefs(subscription, 2)
    ;(await network.dialled()).open().send(note(7)).drop()
    await expect(lines).rejects.toThrow('cannot be written')
  })

  it('a connection after the end', async () => {
    const abort = new AbortController()
    const network = new FakeNetwork(false)
    const { subscription } = start({ signal: abort.signal, maxQueueBytes: 300 }, network)
    subscription.onPosition(({ subprotocol, cursor }) => {
      if (subprotocol === undefined && cursor !== undefined) abort.abort()
    })
    const first = subscription.next()
    const connection = (await network.dialled()).open().send(note(1))
    await first
    for (let seq = 2; seq <= 50; seq++) connection.send(note(seq))
    for await (const _ of subscription);
    expect(network.connections.map(({ closedWith }) => closedWith)).toEqual([1000])
  })
})
