import type { DocumentModel, Model, StreamModel } from '../../../model/model.js'
import type { JsonObject } from '../encode/json.js'
import { explainReasons } from '../invalid/refusal.js'
import type { ValueMaker } from '../messages/make-value.js'
import type { BaseMessage } from './base-message.js'
import { printable, type FrameCase } from './frame-case.js'
import { wrongKinds } from './message-kind.js'
import { schemaFrames } from './schema-frames.js'
import { v0Frames } from './v0-frames.js'
import { v1CborFrames } from './v1-cbor-frames.js'
import { v1JsonFrames } from './v1-json-frames.js'

/** The vectors of frames whose form is what they are about. */
export function buildFrames(base: BaseMessage): JsonObject {
  return fileOf(
    base.nsid,
    'Whole WebSocket messages, good, odd and broken, and what a receiver does with each.',
    [...v0Frames(base), ...v1CborFrames(base), ...v1JsonFrames(base), ...wrongKinds(base)],
  )
}

/** The vectors of frames whose messages break their lexicon, or just do not. */
export function buildSchemaFrames(
  model: Model,
  document: DocumentModel,
  stream: StreamModel,
  maker: ValueMaker,
): JsonObject {
  return fileOf(
    document.nsid,
    `Messages that the lexicon of ${document.nsid} does not allow, and some at the edge of it: well-formed frames all of them.`,
    schemaFrames(model, stream, maker),
  )
}

function fileOf(stream: string, description: string, cases: readonly FrameCase[]): JsonObject {
  const refused = cases.flatMap(({ outcome }) => (outcome.receiver === 'close' ? [outcome] : []))
  return {
    $schema: 'schema/frames.schema.json',
    description,
    stream,
    reasons: explainReasons(refused),
    cases: cases.map(printable),
  }
}
