import { format } from 'prettier'

import type { CheckedDocument } from '../check/check-lexicons.js'
import { Definitions } from '../emit/definitions.js'
import { compareByCodeUnit } from '../load/code-unit-order.js'
import type { Model } from '../model/model.js'
import { buildAsyncApi } from './asyncapi/build-asyncapi.js'
import { withMarker } from './markers.js'
import { lexiconPatch, type LexiconPatch } from './patch/lexicon-patch.js'
import type { Upstream } from './patch/upstream.js'
import {
  fragmentOf,
  neededDefinitions,
  proposedStreams,
  StreamChoiceError,
} from './proposed-streams.js'
import { buildReadme } from './readme/build-readme.js'
import { buildSchemas } from './schemas/build-schemas.js'
import { statusQuery, withStatusQuery } from './status-query.js'
import { referenceTypes } from './types/reference-types.js'
import { buildVectors } from './vectors/build-vectors.js'

/** What a proposal is made from. */
export interface ProposalSource {
  readonly documents: readonly CheckedDocument[]
  readonly model: Model
  /** The NSIDs of the streams that it is about; all of the model's where none is named. */
  readonly nsids: readonly string[]
  /** What the patch is made against; absent where nothing of upstream's is at hand. */
  readonly upstream: Upstream | undefined
}

export interface Proposal {
  /** Full texts by path below the proposal's folder, with forward slashes. */
  readonly files: ReadonlyMap<string, string>
  readonly patch: LexiconPatch
  /** The NSIDs of the streams that it is about. */
  readonly streams: readonly string[]
}

/**
 * Everything that a proposal's folder holds. The same lexicons give the same bytes.
 *
 * @throws StreamChoiceError where the streams named make no proposal
 * @throws UpstreamError where upstream's documents cannot be read
 */
export async function buildProposal(source: ProposalSource): Promise<Proposal> {
  const { documents, model, upstream } = source
  const streams = proposedStreams(model, source.nsids)
  for (const { nsid, stream } of streams) {
    if (stream.messages.some((message) => fragmentOf(message) === 'cursor')) continue
    throw new StreamChoiceError(
      `${nsid} has no message #cursor to propose; lexstream upgrade adds it to the lexicon`,
    )
  }
  const nsids = streams.map(({ nsid }) => nsid)
  const whole = await withStatusQuery(model, documents)
  const definitions = new Definitions(whole)
  const needed = neededDefinitions(whole, streams, statusQuery(whole), definitions)
  const proposed = new Map(
    documents
      .filter(({ lexicon }) => nsids.includes(lexicon.id))
      .map(({ lexicon }) => [lexicon.id, lexicon] as const),
  )
  const patch = await lexiconPatch(proposed, upstream)
  const readme = await buildReadme({
    model,
    streams,
    patch,
    upstream,
    contents,
  })

  const files = new Map<string, string>()
  const add = (path: string, text: string) => files.set(path, withMarker(path, text))
  add('README.md', readme)
  add('lexicons.patch', patch.text)
  add('types.ts', await referenceTypes(needed, definitions))
  add('asyncapi.json', await jsonText(buildAsyncApi(streams)))
  for (const [file, schema] of buildSchemas(needed, definitions)) {
    add(`schemas/${file}`, await jsonText(schema))
  }
  for (const [path, text] of buildVectors(model, nsids)) add(`vectors/${path}`, text)
  const sorted = [...files].toSorted(([a], [b]) => compareByCodeUnit(a, b))
  return { files: new Map(sorted), patch, streams: nsids }
}

const contents = [
  ['README.md', 'this text'],
  [
    'lexicons.patch',
    'what the proposal adds to the published Lexicons: `git apply lexicons.patch` at the root of the repository that holds them under `lexicons/`',
  ],
  [
    'types.ts',
    'every message, and the answer of `getStatus`, as a TypeScript type, in one file that imports nothing',
  ],
  [
    'schemas/',
    'every message and every frame of `xrpc.v1.json`, and the answer of `getStatus`, as JSON Schema (2020-12), one file for each Lexicon',
  ],
  ['asyncapi.json', 'the endpoints as an AsyncAPI 3 document: parameters, subprotocols, messages'],
  [
    'vectors/',
    'test vectors for any language: messages in three encodings, invalid frames, negotiation, cursors, sequence numbers, shards, whole connections; `vectors/README.md` says how to read them',
  ],
] as const

async function jsonText(value: unknown): Promise<string> {
  return await format(JSON.stringify(value, undefined, 2), { parser: 'json', printWidth: 100 })
}
