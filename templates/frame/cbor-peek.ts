import { CborReader } from '../cbor/cbor-reader.js'
import { skipCbor, TRUNCATED } from '../cbor/cbor-skip.js'
import { mapCount, mapHeadSize } from '../cbor/cbor-type.js'
import { cborText, headWord } from '../keys/key-table.js'
import type { MessageDescriptor } from '../stream/descriptor.js'
import type { FramePeek } from './decoded-frame.js'
import { startsWith } from '../bytes/starts-with.js'

const seqKey = /* @__PURE__ */ cborText('seq')
const ABSENT = -1

/** What `peek` looks for in a message's payload, worked out once. */
export interface PeekTarget {
  readonly $type: string
  readonly sequenced: boolean
  readonly shardKey: Uint8Array | undefined
}

/** The target of a message type. */
export function peekTarget(message: MessageDescriptor): PeekTarget {
  const shardKey = message.shardKey === undefined ? undefined : cborText(message.shardKey)
  return {
    $type: message.$type,
    sequenced: message.sequenced,
    shardKey,
  }
}

/** What stands in a message's payload; see {@link FramePeek}. */
class CborPeek implements FramePeek {
  readonly kind = 'message'
  readonly type: string
  readonly seq: number | undefined
  readonly #bytes: Uint8Array
  readonly #shardKeyAt: number

  constructor(type: string, seq: number | undefined, bytes: Uint8Array, shardKeyAt: number) {
    this.type = type
    this.seq = seq
    this.#bytes = bytes
    this.#shardKeyAt = shardKeyAt
  }

  get shardKey(): string | undefined {
    if (this.#shardKeyAt === ABSENT) return undefined
    return new CborReader(this.#bytes, false, this.#shardKeyAt).readString()
  }
}

/**
 * Finds `seq` and the shard key in the payload map at `at`, stepping over all else.
 *
 * @throws DecodeError
 */
export function peekCborPayload(bytes: Uint8Array, at: number, target: PeekTarget): FramePeek {
  const { $type, sequenced, shardKey } = target
  let seq: number | undefined
  let shardKeyAt = ABSENT
  let wanted = (sequenced ? 1 : 0) + (shardKey === undefined ? 0 : 1)
  let left = mapCount(bytes, at)
  // No map, or one that is not deterministic: the strict reader says what is wrong.
  if (left < 0) left = new CborReader(bytes, false, at).openMap()
  let pos = at + mapHeadSize(left)
  for (; left > 0 && wanted > 0; left--) {
    if (sequenced && startsWith(bytes, pos, seqKey)) {
      pos += seqKey.length
      seq = readSeq(bytes, pos)
      if (--wanted > 0) pos = skipCbor(bytes, pos)
    } else if (shardKey !== undefined && startsWith(bytes, pos, shardKey)) {
      shardKeyAt = pos + shardKey.length
      if (--wanted > 0) pos = skipCbor(bytes, shardKeyAt)
    } else {
      pos = skipCbor(bytes, pos, 2)
    }
    if (pos === TRUNCATED) new CborReader(bytes, false, at).failTruncated()
  }
  return new CborPeek($type, seq, bytes, shardKeyAt)
}

/** The integer at `at`; those of four and eight bytes, as sequence numbers are, without a reader. */
function readSeq(bytes: Uint8Array, at: number): number {
  const head = bytes[at]
  const high = headWord(bytes, at + 1) >>> 0
  if (head === 0x1a && high > 0xffff && at + 5 <= bytes.length) return high
  if (head === 0x1b && high > 0 && high < 0x20_0000 && at + 9 <= bytes.length) {
    return high * 0x1_0000_0000 + (headWord(bytes, at + 5) >>> 0)
  }
  return new CborReader(bytes, false, at).readInteger()
}
