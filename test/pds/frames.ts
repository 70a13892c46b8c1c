import {
  stream,
  type Cursor,
  type Info,
  type Message,
} from '../../generated/com.atproto.sync.subscribeRepos.js'
import type { DecodedFrame } from '../../generated/runtime/index.js'

/** A frame as it came, and what is in it. */
export interface ReceivedFrame {
  readonly bytes: Buffer
  readonly decoded: DecodedFrame<Message>
}

/** A frame of a message that has a seq. */
export interface SequencedFrame {
  readonly bytes: Buffer
  readonly message: Exclude<Message, Cursor | Info>
}

/** The frames that have a seq. */
export function sequenced(frames: readonly ReceivedFrame[]): SequencedFrame[] {
  return frames.flatMap(({ bytes, decoded }) =>
    decoded.kind === 'message' && 'seq' in decoded.message
      ? [{ bytes, message: decoded.message }]
      : [],
  )
}

/** What the frames that have none hold. */
export function unsequenced(frames: readonly ReceivedFrame[]): DecodedFrame<Message>[] {
  return frames.map(({ decoded }) => decoded).filter((decoded) => seqOf(decoded) === undefined)
}

export function seqOf(decoded: DecodedFrame<Message>): number | undefined {
  return decoded.kind === 'message' && 'seq' in decoded.message ? decoded.message.seq : undefined
}

/** The account that a message is about. */
export function didOf({ message }: SequencedFrame): string {
  return message.$type === 'com.atproto.sync.subscribeRepos#commit' ? message.repo : message.did
}

/** Frames as text, so that it can be read where they differ. */
export function hex(frames: readonly { readonly bytes: Uint8Array }[]): string[] {
  return frames.map(({ bytes }) => Buffer.from(bytes).toString('hex'))
}

/** The frames that the generated codec makes of messages in `xrpc.v0.cbor`, as text. */
export function encodedHex(frames: readonly SequencedFrame[]): string[] {
  const codec = stream.codecs['xrpc.v0.cbor']
  return hex(frames.map(({ message }) => ({ bytes: codec.encode(message) })))
}
