import type { CborReader } from '../cbor/cbor-reader.js'
import { skipCbor, TRUNCATED } from '../cbor/cbor-skip.js'
import { cborText, headWord } from '../keys/key-table.js'
import type { MessageDescriptor } from '../stream/descriptor.js'
import type { FramePeek } from './decoded-frame.js'
import { startsWith } from '../bytes/starts-with.js'

const seqKey = cborText('seq')
const seqWord = headWord(seqKey, 0)

/** What `peek` looks for in a message's payload, worked out once. */
export interface PeekTarget {
  readonly $type: string
  readonly sequenced: boolean
  readonly shardKey: Uint8Array | undefined
  readonly shardWord: number
}

/** The target of a message type. */
export function peekTarget(message: MessageDescriptor): PeekTarget {
  const shardKey = message.shardKey === undefined ? undefined : cborText(message.shardKey)
  return {
    $type: message.$type,
    sequenced: message.sequenced,
    shardKey,
    shardWord: shardKey === undefined ? 0 : headWord(shardKey, 0),
  }
}

/**
 * Finds `seq` and the shard key in the payload map where the reader stands, stepping over all else.
 *
 * @throws DecodeError
 */
export function peekCborPayload(reader: CborReader, target: PeekTarget): FramePeek {
  const { bytes } = reader
  let seq: number | undefined
  let shardKey: string | undefined
  let wanted = (target.sequenced ? 1 : 0) + (target.shardKey === undefined ? 0 : 1)
  for (let left = wanted === 0 ? 0 : reader.openMap(); left > 0 && wanted > 0; left--) {
    const at = reader.pos
    const word = headWord(bytes, at)
    if (word === seqWord && target.sequenced) {
      reader.pos = at + seqKey.length
      seq = reader.readInteger()
      wanted--
    } else if (
      word === target.shardWord &&
      target.shardKey !== undefined &&
      startsWith(bytes, at, target.shardKey)
    ) {
      reader.pos = at + target.shardKey.length
      shardKey = reader.readString()
      wanted--
    } else {
      skipItem(reader)
      skipItem(reader)
    }
  }
  return { kind: 'message', type: target.$type, seq, shardKey }
}

function skipItem(reader: CborReader): void {
  const next = skipCbor(reader.bytes, reader.pos)
  if (next === TRUNCATED) reader.failTruncated()
  reader.pos = next
}
