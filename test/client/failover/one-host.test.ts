import { describe, expect, it } from 'vitest'
import { FailoverError } from '../../../templates/client/failover/failover-error.js'
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

  it('is taken for the one whose cursor was saved, where nobody said of which it is', async () => {
    const store = new MemoryCursorStore({ cursor: 7, host: '', time: '' })
    const { network, subscription } = start({ store })
    const first = subscription.next()
    expect(asked(await network.dialled())).toBe('relay.example 7')
    await subscription.return()
    await first
  })

  it('is not given the number of another host', async () => {
    const store = new MemoryCursorStore({ cursor: 7, host: 'once.example', time: '' })
    const { network, subscription } = start({ store })
    await expect(subscription.next()).rejects.toThrow(
      new FailoverError('unknown-time', 'relay.example', undefined, 'once.example'),
    )
    expect(network.connections).toEqual([])
  })

  it('is gone on with in the numbers of another host where they are of the same sequence', async () => {
    const saved = { cursor: 7, host: 'once.example', time: '', sequenceId: 'a' }
    const { network, subscription } = start({ store: new MemoryCursorStore(saved) })
    const all = texts(subscription, 1)
    const one = await network.dialled()
    expect(asked(one)).toBe('relay.example 7')
    one.open().send(cursor(7, 'a', { highestSeq: 9, seqScheme: 'counter' }), note(8, 'x'))
    expect(await all).toEqual(['x'])
    await subscription.return()
  })

  it('is read from a minute before the position on another host, where numbers tell the time', async () => {
    const store = new MemoryCursorStore({ cursor: at(100), host: 'once.example', time: '' })
    const { network, subscription } = start({ store })
    const all = texts(subscription, 1)
    const one = await network.dialled()
    expect(asked(one)).toBe(`relay.example ${at(40)}`)
    one.open().send(note(at(41), 'x'))
    expect(await all).toEqual(['x'])
    await subscription.return()
  })

  it('goes on where it is told to, where nothing tells', async () => {
    const store = new MemoryCursorStore({ cursor: 7, host: 'once.example', time: '' })
    const { network, subscription } = start({ store, failover: { onGap: 'oldest' } })
    const first = subscription.next()
    expect(asked(await network.dialled())).toBe('relay.example 0')
    await subscription.return()
    await first
  })
})
