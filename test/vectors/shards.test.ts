import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { RefusalError } from '../../templates/server/refusal-error.js'
import { requestedShard } from '../../templates/server/shard-request.js'
import { slotOfKey } from '../../templates/server/shard-slot.js'
import { shardOfSlot, slotOfDigest } from '../../templates/stream/shard.js'
import { unixMicrosSequencer } from '../../templates/stream/sequencer.js'
import { readVectors } from './read-vectors.js'

const { slots, counts, tick, keys, requests } = readVectors('shards')

describe.each(keys)('$id: $description', ({ key, sha256, slotOf, shards, seq }) => {
  const digest = createHash('sha256').update(Buffer.from(key, 'utf8')).digest()
  const slot = slotOf[String(slots)] ?? -1

  it('has the slots of its hash', () => {
    expect(digest.toString('hex')).toBe(sha256)
    for (const [all, expected] of Object.entries(slotOf)) {
      const theirs = BigInt(`0x${sha256}`) >> BigInt(256 - Math.log2(Number(all)))
      expect(expected).toBe(Number(theirs))
      expect(slotOfKey(key, Number(all))).toBe(expected)
      expect(slotOfDigest(digest, Number(all))).toBe(expected)
    }
  })

  it('has the shards of its slot, of any number of slots', () => {
    expect(shards).toHaveLength(counts.length)
    for (const [index, count] of counts.entries()) {
      expect(shardOfSlot(slot, slots, count)).toBe(shards[index])
      for (const [all, other] of Object.entries(slotOf)) {
        if (Number(all) >= count) expect(shardOfSlot(other, Number(all), count)).toBe(shards[index])
      }
    }
  })

  it('has its slot in the low bits of the seq', () => {
    expect(seq % slots).toBe(slot)
    expect(unixMicrosSequencer({ slots, now: () => tick / 1000 }).next(slot)).toBe(seq)
  })
})

describe('the keys', () => {
  it('are of many slots, and of both halves', () => {
    expect(new Set(keys.map(({ slotOf }) => slotOf[String(slots)])).size).toBeGreaterThan(20)
    expect(new Set(keys.map(({ shards }) => shards[1]))).toEqual(new Set([0, 1]))
  })

  it('keep to their half where the count is doubled', () => {
    for (const { shards } of keys) {
      for (const [index, shard] of shards.slice(1).entries()) {
        expect(Math.floor(shard / 2)).toBe(shards[index])
      }
    }
  })
})

function refusalOf(ask: () => unknown): unknown {
  try {
    return ask()
  } catch (error) {
    if (error instanceof RefusalError) return error.refusal
    throw error
  }
}

describe('what is asked for', () => {
  it.each(requests)('$shard of $shardCount where there are $slots slots: $answer', (request) => {
    const { shard, shardCount, slots: all, answer } = request
    const ask = () => requestedShard(shard, shardCount, all)
    if (answer === 'all') expect(ask()).toBeUndefined()
    else if (answer === 'shard') expect(ask()).toEqual({ index: shard, count: shardCount })
    else {
      expect(refusalOf(ask)).toMatchObject({ status: 400, error: answer })
    }
  })
})
