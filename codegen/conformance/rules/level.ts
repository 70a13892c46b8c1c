/**
 * What a server or a client may be held to, each level for itself.
 *
 * - `core`: the event stream specification as it is today.
 * - `encodings`: proposal 0015, subprotocols and the frames of version 1.
 * - `cursor`: `#cursor` messages and `com.atproto.stream.getStatus`.
 * - `time`: sequence numbers that tell the time.
 * - `shards`: the parameters `shard` and `shardCount`.
 */
export const levels = ['core', 'encodings', 'cursor', 'time', 'shards'] as const

export type Level = (typeof levels)[number]
