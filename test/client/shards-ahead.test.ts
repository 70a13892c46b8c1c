import { describe, expect, it } from 'vitest'
import { briefs, cursor, note, openShards, settled, start } from './shard-network.js'

const second = 1_000_000
/** The highest number of a quiet host whose numbers tell the time. */
const highest = 1_750_000_000 * second

describe('shards of a host that begins below a cursor made from a time', () => {
  const asked = highest + 30 * second
  const told = cursor(highest, highest, true, { seqScheme: 'unix-micros' })

  it('are at the position that it tells, as a single connection is', async () => {
    const { network, subscription } = start({ shards: 2, cursor: asked })
    const lines = briefs(subscription, 1)
    const [a] = await openShards(network, told, told)
    expect(await lines).toEqual([`cursor ${highest}/${highest} live`])
    expect(subscription.cursor).toBe(highest)
    const further = briefs(subscription, 1)
    a?.send(note(highest + 5 * second))
    expect(await further).toEqual([`note ${highest + 5 * second}`])
    expect(subscription.cursor).toBe(highest)
    await subscription.return()
  })

  it('save no position that nobody has told', async () => {
    const saved: number[] = []
    const store = {
      load: () => Promise.resolve(undefined),
      save: (place: { readonly cursor: number }) => {
        saved.push(place.cursor)
        return Promise.resolve()
      },
    }
    const { network, subscription } = start({ shards: 2, cursor: asked, store, saveIntervalMs: 0 })
    const lines = briefs(subscription, 1)
    await openShards(network, told, told)
    await lines
    const waiting = subscription.next()
    await settled()
    await subscription.return()
    await waiting
    expect(saved.filter((place) => place > highest)).toEqual([])
    expect(saved.at(-1)).toBe(highest)
  })
})
