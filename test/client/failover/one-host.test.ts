import { describe, expect, it } from 'vitest'
import { MemoryCursorStore } from '../../../templates/client/stores/memory-cursor-store.js'
import { start } from '../start-subscription.js'
import { asked, at, cursor, note, texts } from './two-hosts.js'

/** No `hosts`, and no `failover`. */
describe('one host, of which nothing was said', () => {
  it('that tells of another sequence is read again from a minute before', async () => {
    const { network, subscription } = start({ cursor: at(0) })
    const all = texts(subscription, 3)
    ;(await network.dialled())
      .open()
      .send(cursor(at(0), 'a'), note(at(100), 'x'), note(at(200), 'y'))
      .drop()
    const two = await network.dialled()
    expect(asked(two)).toBe(`relay.example ${at(200)}`)
    two.open().send(cursor(at(900), 'b'))
    const three = await network.dialled()
    expect(asked(three)).toBe(`relay.example ${at(140)}`)
    three.open().send(cursor(at(140), 'b'), note(at(201), 'y'), note(at(901), 'z'))
    expect(await all).toEqual(['x', 'y', 'z'])
    expect(subscription.position).toMatchObject({ sequenceId: 'b', cursor: at(901) })
    await subscription.return()
  })

  it('that tells of no sequence ends the subscription when its numbers go down', async () => {
    const { network, subscription } = start({ cursor: at(0) })
    const all = texts(subscription, 2)
    ;(await network.dialled()).open().send(note(at(2), 'x'), note(at(1), 'y'))
    await expect(all).rejects.toMatchObject({ name: 'SequenceOrderError', code: 'went-down' })
    expect(network.connections).toHaveLength(1)
  })

  it('is taken for the one whose cursor was saved, by whatever name', async () => {
    const store = new MemoryCursorStore({ cursor: 7, host: 'once.example', time: '' })
    const { network, subscription } = start({ store })
    const first = subscription.next()
    expect(asked(await network.dialled())).toBe('relay.example 7')
    await subscription.return()
    await first
  })
})
