import { describe, expect, it } from 'vitest'
import { slotOfKey } from '../../templates/server/shard-slot.js'
import { isPowerOfTwo, shardOfSlot, slotOfDigest } from '../../templates/stream/shard.js'

// Which slots and shards keys have is pinned by the vectors.

describe('slots', () => {
  it('do not exist without a key', () => {
    expect(slotOfKey(undefined, 32)).toBeUndefined()
  })

  it('reach from the first to the last', () => {
    expect(slotOfDigest(Uint8Array.of(0, 0, 0, 0), 32)).toBe(0)
    expect(slotOfDigest(Uint8Array.of(0xff, 0xff, 0xff, 0xff), 32)).toBe(31)
  })
})

describe('shards', () => {
  it('are runs of neighbouring slots, which twice the count splits in two', () => {
    for (let slot = 0; slot < 32; slot++) {
      expect(shardOfSlot(slot, 32, 1)).toBe(0)
      expect(shardOfSlot(slot, 32, 32)).toBe(slot)
      for (const count of [1, 2, 4, 8, 16]) {
        const half = shardOfSlot(slot, 32, count * 2)
        expect(Math.floor(half / 2)).toBe(shardOfSlot(slot, 32, count))
      }
    }
  })
})

describe('isPowerOfTwo', () => {
  it.each([1, 2, 32, 2 ** 30])('%d is', (value) => expect(isPowerOfTwo(value)).toBe(true))
  it.each([0, -2, 3, 1.5, 2 ** 31, Number.NaN])('%d is not', (value) =>
    expect(isPowerOfTwo(value)).toBe(false),
  )
})
