import { isDeepStrictEqual } from 'node:util'

import { DecodeError } from '../../../templates/errors.js'
import type { Subprotocol } from '../../../templates/frame/subprotocol.js'
import { encodeLexJson } from '../../../templates/json/lex-json.js'
import { seqOf } from '../../../templates/stream/message.js'
import { anyCodecs } from '../../streams/any-codecs.js'
import type { AnyMessage } from '../../streams/any-message.js'
import type { SeenFrame } from '../../streams/probe/seen-frame.js'
import { visitOf, type Visit } from '../../streams/probe/visit.js'
import type { Talk } from '../../streams/probe/talk.js'
import type { Host } from './host.js'

/** A frame of a connection, with the whole message where it is one. */
export interface TalkFrame {
  readonly seen: SeenFrame
  readonly message: AnyMessage | undefined
  /** Of a message that has one. */
  readonly seq: number | undefined
}

/** All that was seen on a connection. */
export interface SeenTalk {
  readonly visit: Visit
  readonly frames: readonly TalkFrame[]
}

/**
 * Looks back at a connection, which is left.
 *
 * @param waited whether whatever more it could have shown was waited for
 */
export function lookBack(
  talk: Talk,
  host: Host,
  offer: Subprotocol | undefined,
  waited: boolean,
): SeenTalk {
  const visit = visitOf(talk, offer, host.timeoutMs, { by: waited ? 'time' : 'probe' })
  const codec = anyCodecs(host.address.nsid)[talk.spoken]
  const frames = visit.frames.map((seen, index): TalkFrame => {
    const bytes = talk.bytes[index]
    if (seen.kind !== 'message' || bytes === undefined) {
      return { seen, message: undefined, seq: undefined }
    }
    try {
      const decoded = codec.decode(bytes)
      const message = decoded.kind === 'message' ? decoded.message : undefined
      return { seen, message, seq: message && seqOf(message) }
    } catch (error) {
      if (error instanceof DecodeError) return { seen, message: undefined, seq: undefined }
      throw error
    }
  })
  talk.leave()
  return { visit, frames }
}

/** The sequenced messages of a connection, in their order. */
export function sequencedOf(talk: SeenTalk): readonly (TalkFrame & { seq: number })[] {
  return talk.frames.flatMap((frame) => {
    const { seq } = frame
    return seq === undefined ? [] : [{ ...frame, seq }]
  })
}

/** Whether two messages have the same fields with the same values, in whatever order. */
export function isSameMessage(a: AnyMessage | undefined, b: AnyMessage | undefined): boolean {
  return isDeepStrictEqual(comparable(a), comparable(b))
}

/** A message in the JSON form of the data model. */
export function comparable(message: AnyMessage | undefined): unknown {
  if (message === undefined) return undefined
  return JSON.parse(Buffer.from(encodeLexJson(message)).toString())
}
