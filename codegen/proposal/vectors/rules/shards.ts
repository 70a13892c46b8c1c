import { createHash } from 'node:crypto'
import type { JsonObject } from '../encode/json.js'

/** How many slots the server has in the cases, and for which shards of it are told. */
const slotCounts = [1, 2, 32, 1024, 65_536, 2 ** 30] as const
const slots = 1024
const counts = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] as const
/** A tick of a clock with 1024 slots, 2026-07-04. */
const tick = 1_783_175_953_999_872

const keys: readonly (readonly [id: string, description: string, key: string])[] = [
  ['plc', 'A DID, as in most streams.', 'did:plc:2a7ygipkrbh544aqhcav53oy'],
  ['plc-2', 'Another one.', 'did:plc:7iza6de2dwap2sbkpav7c6c6'],
  ['plc-3', 'Another one.', 'did:plc:ewvi7nxzyoun6zhxrhs64oiz'],
  ['plc-4', 'Another one.', 'did:plc:z72i7hdynmk6r22z27h6tvur'],
  ['web', 'A DID of another method.', 'did:web:example.com'],
  ['web-port', 'It is the text that counts: nothing is decoded.', 'did:web:localhost%3A8080'],
  ['letters', 'Letters keep their case.', 'DID:WEB:EXAMPLE.COM'],
  ['convo', 'The id of a conversation.', '3lk5yq2zwv22a'],
  ['empty', 'An empty key is a key.', ''],
  ['umlaut', 'A key is hashed as UTF-8.', 'größe'],
  ['cjk', 'The same in three bytes a character.', '東京'],
  ['emoji', 'The same in four.', '😀'],
  ['combining', 'Nothing is normalized: e and its accent are two characters.', 'e\u0301'],
  ['composed', 'The same accent in one.', 'é'],
  ['nul', 'A NUL is a character.', 'a\0b'],
  ['long', 'A key of the length that a DID may have at most.', `did:web:${'a'.repeat(2040)}`],
  ...Array.from(
    { length: 16 },
    (_, index) => [`many-${index}`, 'One of many.', `did:example:${index}`] as const,
  ),
]

/** What `shard` and `shardCount` may be asked of a server with so many slots; absent where not given. */
const requests: readonly (readonly [
  description: string,
  slots: number,
  shard: number | undefined,
  shardCount: number | undefined,
  answer: 'all' | 'shard' | 'InvalidShard',
])[] = [
  ['Neither.', 8, undefined, undefined, 'all'],
  ['The one shard that there is of one.', 8, 0, 1, 'shard'],
  ['The second half.', 8, 1, 2, 'shard'],
  ['As many shards as there are slots, the last one.', 8, 7, 8, 'shard'],
  ['The same with many slots.', 1024, 1023, 1024, 'shard'],
  ['A shard of nothing.', 8, 0, undefined, 'InvalidShard'],
  ['A count without a shard.', 8, undefined, 2, 'InvalidShard'],
  ['A count that is no power of two.', 8, 0, 3, 'InvalidShard'],
  ['More shards than slots.', 8, 0, 16, 'InvalidShard'],
  ['A shard that is not below the count.', 8, 4, 4, 'InvalidShard'],
  ['A shard below 0.', 8, -1, 4, 'InvalidShard'],
  ['No shards at all.', 8, 0, 0, 'InvalidShard'],
  ['A count below 0.', 8, 0, -2, 'InvalidShard'],
  ['A power of two that no server has so many slots as.', 8, 0, 2 ** 31, 'InvalidShard'],
  ['A server without shards ignores both.', 1, 0, 64, 'all'],
  ['It ignores what would be wrong elsewhere, too.', 1, 5, 3, 'all'],
  ['It ignores one without the other.', 1, 0, undefined, 'all'],
]

/** The vectors of shards. */
export function buildShards(): JsonObject {
  return {
    $schema: 'schema/shards.schema.json',
    description:
      "Shards: from a message's shard key by its SHA-256 to its slot, to its shard of each count, and to the low bits of its seq.",
    slots,
    counts,
    tick,
    keys: keys.map(([id, description, key]) => keyCase(id, description, key)),
    requests: requests.map(([description, all, shard, shardCount, answer], index) => ({
      id: `request-${index + 1}`,
      description,
      slots: all,
      shard,
      shardCount,
      answer,
    })),
  }
}

function keyCase(id: string, description: string, key: string): JsonObject {
  const sha256 = createHash('sha256').update(key, 'utf8').digest('hex')
  const slot = topBits(sha256, slots)
  return {
    id,
    description,
    key,
    sha256,
    slotOf: Object.fromEntries(slotCounts.map((all) => [String(all), topBits(sha256, all)])),
    shards: counts.map((count) => topBits(sha256, count)),
    seq: tick + slot,
  }
}

/** The top bits of a digest, as many as tell so many values apart. */
function topBits(sha256: string, values: number): number {
  const bits = BigInt(`0x${sha256}`).toString(2).padStart(256, '0')
  return Number.parseInt(`0${bits.slice(0, Math.log2(values))}`, 2)
}
