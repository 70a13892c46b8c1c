import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { isJsonObject } from '../load/json-value.js'
import { shippedLexicons } from '../streams/shipped-lexicons.js'

/** An error that a stream may declare. */
export interface ErrorAddition {
  readonly name: 'FutureCursor' | 'ConsumerTooSlow' | 'InvalidShard'
  readonly description: string
}

/** The parameter to resume with, for streams that have sequence numbers and lack it. */
export const cursorParameter = {
  type: 'integer',
  description:
    'Where to resume: the sequence number of the last message processed, or the `cursor` of a `#cursor` message. Replay starts right after it; a server may repeat that one message, so drop what has been seen. 0 replays everything retained. When absent, only new messages are sent.',
}

export const shardParameter = {
  type: 'integer',
  description:
    'The one shard to send, counted from 0; it has to be less than `shardCount`. Only valid together with `shardCount`; without the two, everything is sent. A message belongs to a shard by the SHA-256 of its shard key, so that all messages with the same key are in one shard, in order; messages without one, `#cursor` among them, go to every shard.',
  minimum: 0,
}

export const shardCountParameter = {
  type: 'integer',
  description:
    'The number of equal shards to divide the stream into: a power of two, at most the `shardCount` that `#cursor` and `com.atproto.stream.getStatus` report. Twice the count splits each shard into two neighbours and moves nothing else, and a cursor is good for every shard of every count, so a consumer may ask for another count whenever it reconnects. A server without shards ignores this and reports no `shardCount` in `#cursor`.',
  minimum: 1,
}

export const futureCursor: ErrorAddition = {
  name: 'FutureCursor',
  description:
    "The cursor is ahead of the stream: above its highest sequence number or, where the numbers tell the time, past the server's clock by more than an allowance for clocks that differ. The connection gets `#cursor`, then this error, and is closed. The saved cursor most likely belongs to another host or to an earlier sequence.",
}

export const consumerTooSlow: ErrorAddition = {
  name: 'ConsumerTooSlow',
  description:
    'Messages arrived faster than this consumer read them, until more had piled up for it than the server is ready to hold. The connection closes; reconnecting with the last position replays what is missing.',
}

export const invalidShard: ErrorAddition = {
  name: 'InvalidShard',
  description:
    'The two shard parameters make no sense together or to this server: one stands without the other, the count is not a power of two or exceeds what the server accepts, or the shard is not less than the count. The answer is HTTP status 400, before the WebSocket opens.',
}

let cursorDefinition: unknown

/**
 * What `#cursor` is in every stream: `com.atproto.stream.defs#cursor`, as the firehose repeats it.
 *
 * @throws Error where the installation lacks that lexicon
 */
export function cursorMessage(): unknown {
  cursorDefinition ??= readCursorDefinition()
  return cursorDefinition
}

function readCursorDefinition(): unknown {
  const path = join(shippedLexicons(), 'com', 'atproto', 'sync', 'subscribeRepos.json')
  const document: unknown = JSON.parse(readFileSync(path, 'utf8'))
  const defs = isJsonObject(document) ? document['defs'] : undefined
  const cursor = isJsonObject(defs) ? defs['cursor'] : undefined
  if (cursor === undefined) throw new Error(`${path}: has no definition "cursor"`)
  return cursor
}
