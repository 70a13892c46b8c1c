import { CborReader } from '../cbor/cbor-reader.js'
import { skipCbor, TRUNCATED } from '../cbor/cbor-skip.js'
import { cborText, headWord } from '../keys/key-table.js'
import type { MessageDescriptor } from '../stream/descriptor.js'
import type { FramePeek } from './decoded-frame.js'
import { startsWith } from '../bytes/starts-with.js'

const seqKey = cborText('seq')
const seqWord = headWord(seqKey, 0)
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
  const reader = new CborReader(bytes, false, at)
  for (let left = wanted === 0 ? 0 : reader.openMap(); left > 0 && wanted > 0; left--) {
    const key = reader.pos
    if (sequenced && headWord(bytes, key) === seqWord) {
      reader.pos = key + seqKey.length
      seq = reader.readInteger()
      wanted--
    } else if (shardKey !== undefined && startsWith(bytes, key, shardKey)) {
      shardKeyAt = key + shardKey.length
      if (--wanted > 0) skipPair(reader)
    } else {
      skipPair(reader)
    }
  }
  return new CborPeek($type, seq, bytes, shardKeyAt)
}

function skipPair(reader: CborReader): void {
  const next = skipCbor(reader.bytes, reader.pos, 2)
  if (next === TRUNCATED) reader.failTruncated()
  reader.pos = next
}
