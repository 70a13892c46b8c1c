import { ComAtprotoSyncSubscribeRepos } from '@atcute/atproto'
import { decode, decodeFirst, encode } from '@atcute/cbor'
import { safeParse } from '@atcute/lexicons/validations'

// The package exports only the subscription that uses these.
import {
  addTypeToBody,
  decodeFrame,
} from '../../../node_modules/@atcute/firehose/dist/frame-decoder.js'

export { decodeFrame }

const { nsid, message: messageSchema } = ComAtprotoSyncSubscribeRepos.mainSchema

/**
 * What `FirehoseSubscription` of @atcute/firehose does with each WebSocket message, from the bytes
 * to the validated message that it emits: the whole of its `onmessage` save for the event emitter.
 *
 * @throws where the value does not fit the lexicon
 */
export function readMessage(bytes: Uint8Array): unknown {
  const frame = decodeFrame(bytes)
  if (frame.type === 'error') throw new Error(frame.error)
  const result = safeParse(messageSchema, addTypeToBody(frame.body, frame.discriminator, nsid))
  return result.ok ? result.value : result.throw()
}

/** The two items of a frame as @atcute/cbor decodes them. */
export interface FrameParts {
  readonly header: unknown
  readonly body: unknown
}

/** Takes a frame apart, in the classes that @atcute/cbor encodes fastest. */
export function readParts(bytes: Uint8Array): FrameParts {
  const first: readonly [header: unknown, rest: Uint8Array] = decodeFirst(bytes)
  return { header: first[0], body: decode(first[1]) }
}

/** A frame with @atcute/cbor, which leaves the framing to its user; nothing is validated. */
export function writeParts(parts: FrameParts): Uint8Array {
  return Buffer.concat([encode(parts.header), encode(parts.body)])
}
