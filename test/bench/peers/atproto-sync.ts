import { isPlainObject } from '@atproto/lex-data'
import type { LexValue } from '@atproto/lex-data'
import { MessageFrame, ensureChunkIsMessage } from '@atproto/xrpc-server'

// The schemas that @atproto/sync validates with. The package exports only what uses them.
import { com } from '../../../node_modules/@atproto/sync/dist/lexicons/index.js'

const { $lxm: method, $message: messageSchema } = com.atproto.sync.subscribeRepos

/** A message as @atproto/sync's Firehose sees it, with `$type`. */
export type AtprotoMessage = com.atproto.sync.subscribeRepos.$Message

/**
 * What `Firehose` of @atproto/sync does with each WebSocket message before it acts on it, which is
 * one turn of the loop in `Subscription` of @atproto/xrpc-server: CBOR to `Frame`, header checked,
 * the body copied with its `$type`, and the `validate` that Firehose passes, which is `safeParse`
 * with the union of the lexicon's messages.
 *
 * Left out, to the peer's advantage: the WebSocket, the async iterators, and all that follows with
 * the validated message (reading the CAR file, resolving the identity, checking the signature).
 */
export function readMessage(chunk: Uint8Array): AtprotoMessage {
  const message = ensureChunkIsMessage(chunk)
  return validateMessage(typedBody(message.body, message.header.t))
}

function typedBody(body: LexValue, t: string | undefined): LexValue | undefined {
  if (!isPlainObject(body)) return undefined
  if (t === undefined) return body
  return { ...body, $type: t.startsWith('#') ? method + t : t }
}

/**
 * The `validate` of Firehose.
 *
 * @throws where the value does not fit the lexicon
 */
export function validateMessage(value: unknown): AtprotoMessage {
  const result = messageSchema.safeParse(value)
  if (result.success) return result.value
  throw result.reason
}

/**
 * What `Server` of @atproto/xrpc-server does with each message of a subscription handler that is
 * declared with @atproto/lex: the response is validated, made a frame and encoded.
 */
export function writeMessageValidated(message: AtprotoMessage): Uint8Array {
  return writeMessage(messageSchema.validate(message))
}

/** The same for handlers that are declared with a lexicon document, which does not validate. */
export function writeMessage(message: AtprotoMessage): Uint8Array {
  return MessageFrame.fromLexValue(message, method).toBytes()
}
