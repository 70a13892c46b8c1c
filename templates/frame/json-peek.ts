import { eachProperty } from '../json/json-properties.js'
import { JsonReader } from '../json/json-reader.js'
import type { MessageDescriptor } from '../stream/descriptor.js'
import type { FramePeek } from './decoded-frame.js'

/**
 * Finds `seq` and the shard key in the payload at `at`, stepping over all else.
 *
 * @throws DecodeError
 */
export function peekJsonPayload(
  bytes: Uint8Array,
  at: number,
  message: MessageDescriptor,
): FramePeek {
  let seq: number | undefined
  let shardKey: string | undefined
  let wanted = (message.sequenced ? 1 : 0) + (message.shardKey === undefined ? 0 : 1)
  if (wanted > 0) {
    eachProperty(bytes, at, (name, valueAt) => {
      if (name === 'seq' && message.sequenced) {
        seq = new JsonReader(bytes, false, valueAt).readInteger()
        wanted--
      } else if (name === message.shardKey) {
        shardKey = new JsonReader(bytes, false, valueAt).readString()
        wanted--
      }
      return wanted === 0
    })
  }
  return { kind: 'message', type: message.$type, seq, shardKey }
}
