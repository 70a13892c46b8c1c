import { DecodeError } from '../../../templates/errors.js'
import type { FrameCodec } from '../../../templates/frame/frame-codec.js'
import { isCursorMessage, type CursorMessage } from '../../../templates/stream/cursor-message.js'
import { ownField } from '../../../templates/values/own-field.js'
import type { AnyMessage } from '../any-message.js'
import { shorten } from '../../printable.js'

/** What is remembered of a frame: little, however large it was. */
export type SeenFrame =
  | { readonly kind: 'cursor'; readonly cursor: CursorMessage }
  | {
      readonly kind: 'message'
      readonly $type: string
      /** Absent where the message has no number in that place. */
      readonly seq: number | undefined
      /** The `name` of an `#info`. */
      readonly info: string | undefined
    }
  | { readonly kind: 'error'; readonly error: string; readonly message: string | undefined }
  /** A message without type, or a frame of an unknown kind, which clients skip. */
  | { readonly kind: 'unknown' }
  /** It cannot be read in the encoding that was settled on. */
  | { readonly kind: 'broken'; readonly detail: string }

const longest = 300

/** Looks at what came on a connection to the stream `nsid` in the codec's encoding. Never throws. */
export function seenFrame(
  bytes: Uint8Array,
  binary: boolean,
  codec: FrameCodec<AnyMessage>,
  nsid: string,
): SeenFrame {
  if (binary !== codec.binary) {
    const [is, right] = binary ? ['binary', 'text'] : ['text', 'binary']
    return { kind: 'broken', detail: `a ${is} message, where ${right} ones belong` }
  }
  try {
    const decoded = codec.decode(bytes)
    switch (decoded.kind) {
      case 'message':
        return summary(decoded.message, nsid)
      case 'error':
        return {
          kind: 'error',
          error: shorten(decoded.error, longest),
          message: decoded.message && shorten(decoded.message, longest),
        }
      default:
        return { kind: 'unknown' }
    }
  } catch (error) {
    if (error instanceof DecodeError) return { kind: 'broken', detail: error.message }
    throw error
  }
}

function summary(message: AnyMessage, nsid: string): SeenFrame {
  const { $type } = message
  if (isCursorMessage(nsid, message)) return { kind: 'cursor', cursor: cursorOf(message) }
  const seq = ownField(message, 'seq')
  const name = ownField(message, 'name')
  return {
    kind: 'message',
    $type: shorten($type, longest),
    seq: typeof seq === 'number' ? seq : undefined,
    info: $type.endsWith('#info') && typeof name === 'string' ? shorten(name, longest) : undefined,
  }
}

/** The known fields alone, of which texts are as long as the lexicon lets them be and some more. */
function cursorOf(message: CursorMessage): CursorMessage {
  const { $type, cursor, highestSeq, live, lowestSeq, shardCount } = message
  const { seqScheme, sequenceId, time } = message
  return {
    $type,
    cursor,
    highestSeq,
    live,
    ...(lowestSeq === undefined ? {} : { lowestSeq }),
    ...(shardCount === undefined ? {} : { shardCount }),
    ...(seqScheme === undefined ? {} : { seqScheme: shorten(seqScheme, longest) }),
    ...(sequenceId === undefined ? {} : { sequenceId: shorten(sequenceId, longest) }),
    ...(time === undefined ? {} : { time: shorten(time, longest) }),
  }
}
