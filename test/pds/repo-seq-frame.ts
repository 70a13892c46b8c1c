import { stream } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { decodeDrisl, type LexMap, type LexValue } from '../../generated/runtime/index.js'
import { slotOfKey, type StoredFrame } from '../../generated/runtime/server/index.js'
import { isMessageOf } from '../../generated/runtime/stream/message.js'
import { RepoSeqError } from './repo-seq-error.js'
import type { RepoSeqRow } from './repo-seq-table.js'

/** The message types by what the sequencer calls them. */
const messageTypes: ReadonlyMap<string, string> = new Map([
  ['append', `${stream.nsid}#commit`],
  ['sync', `${stream.nsid}#sync`],
  ['identity', `${stream.nsid}#identity`],
  ['account', `${stream.nsid}#account`],
])

/**
 * Makes the `xrpc.v0.cbor` frame of a row: what the PDS stored, with `seq` and `time` put in. The
 * codec writes the keys in DRISL order, so there is one way only to write a message, and the bytes
 * are those that the PDS sends.
 *
 * Fields that the lexicon does not know are left out: where a PDS has new ones, update
 * `com.atproto.sync.subscribeRepos` and generate again.
 *
 * @param slots how many shard slots there are, a power of two
 * @throws RepoSeqError where the row is of a type, or has a payload, that the lexicon does not have
 */
export function frameOfRow(row: RepoSeqRow, slots: number): StoredFrame {
  const { seq, did, eventType, event, sequencedAt: time } = row
  const $type = messageTypes.get(eventType)
  if ($type === undefined) throw new RepoSeqError(seq, `unknown eventType ${eventType}`)
  try {
    const message = { ...payloadOf(event), $type, seq, time }
    // Narrows by the type alone; the encoder checks the fields, one by one.
    if (!isMessageOf(stream, message)) throw new TypeError(`${$type} is no message`)
    const bytes = stream.codecs['xrpc.v0.cbor'].encode(message)
    return { seq, slot: slotOfKey(did, slots), bytes }
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new RepoSeqError(seq, detail, { cause })
  }
}

function payloadOf(event: Uint8Array): LexMap {
  const payload = decodeDrisl(event)
  if (!isMap(payload)) throw new TypeError('the event is not a map')
  return payload
}

function isMap(value: LexValue): value is LexMap {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array)
  )
}
