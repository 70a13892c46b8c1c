import type { DocumentModel, Model, StreamModel } from '../../model/model.js'
import type { JsonObject } from './encode/json.js'
import { printJson } from './encode/print.js'
import { baseMessage } from './frames/base-message.js'
import { buildFrames, buildSchemaFrames } from './frames/build-frames.js'
import { buildInvalidCbor } from './invalid/invalid-cbor.js'
import { buildInvalidJson } from './invalid/invalid-json.js'
import { buildMessages } from './messages/build-messages.js'
import { ValueMaker } from './messages/make-value.js'
import { vectorsReadme } from './readme.js'
import { buildCursorResolution } from './rules/cursor-resolution.js'
import { buildNegotiation } from './rules/negotiation.js'
import { buildSequencer } from './rules/sequencer.js'
import { buildShards } from './rules/shards.js'
import { vectorSchemas } from './schema/vector-schemas.js'
import { buildTranscripts } from './transcripts/build-transcripts.js'
import { buildValues } from './values/build-values.js'

/**
 * The test vectors of some streams, for implementations in any language, with the JSON Schemas that
 * describe them and a page on how they are used. The same texts every time.
 *
 * @param streams NSIDs of streams of the model; others are passed over
 * @returns full texts by path below the folder of the vectors, with forward slashes
 */
export function buildVectors(
  model: Model,
  streams: readonly string[],
): ReadonlyMap<string, string> {
  const maker = new ValueMaker(model)
  const base = baseMessage(model, streams, maker)
  const data: readonly (readonly [path: string, content: JsonObject])[] = [
    ['values.json', buildValues()],
    ['invalid-cbor.json', buildInvalidCbor()],
    ['invalid-json.json', buildInvalidJson()],
    ...streams.flatMap((nsid) => ofStream(model, nsid, maker)),
    ...(base === undefined ? [] : [['frames.json', buildFrames(base)] as const]),
    ['negotiation.json', buildNegotiation()],
    ['cursor-resolution.json', buildCursorResolution()],
    ['sequencer.json', buildSequencer()],
    ['shards.json', buildShards()],
    ['transcripts.json', buildTranscripts()],
    ...vectorSchemas.map(([name, schema]) => [`schema/${name}.schema.json`, schema] as const),
  ]
  return new Map([
    ['README.md', vectorsReadme(data)],
    ...data.map(([path, content]) => [path, printJson(content)] as const),
  ])
}

function ofStream(
  model: Model,
  nsid: string,
  maker: ValueMaker,
): readonly (readonly [path: string, content: JsonObject])[] {
  return model.documents.filter(isStreamNamed(nsid)).flatMap((document) => [
    [`messages.${nsid}.json`, buildMessages(document, document.stream, maker)],
    [`frames.${nsid}.json`, buildSchemaFrames(model, document, document.stream, maker)],
  ])
}

function isStreamNamed(nsid: string) {
  return (document: DocumentModel): document is DocumentModel & { stream: StreamModel } =>
    document.nsid === nsid && document.stream !== undefined
}
