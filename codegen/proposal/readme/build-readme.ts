import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { rules } from '../../conformance/rules/catalogue.js'
import { isJsonObject } from '../../load/json-value.js'
import type { Model } from '../../model/model.js'
import { shippedLexicons } from '../../streams/shipped-lexicons.js'
import { defaultFutureAllowanceMs } from '../../../templates/stream/cursor-resolution.js'
import type { LexiconPatch } from '../patch/lexicon-patch.js'
import type { Upstream } from '../patch/upstream.js'
import type { ProposedStream } from '../proposed-streams.js'
import {
  exampleSlots,
  negotiationTable,
  resolutionTable,
  sequencingTable,
  shardTable,
} from './behaviour-tables.js'
import { clientsTable, measuredClients } from './client-table.js'
import { fieldsTable, shardParametersTable } from './field-tables.js'
import { fillTemplate, partsAbout } from './fill-template.js'
import { code, table } from './markdown.js'
import { readTemplate } from './read-template.js'
import { requirementsOf } from './requirements.js'
import { rulesTable, uncheckedText } from './rule-tables.js'
import { exampleTimeMs, sampleStream } from './sample-stream.js'
import { additionsTable, patchWords, streamsTable } from './stream-tables.js'
import {
  backfillTranscript,
  cursorEncodings,
  futureTranscript,
  idleTranscript,
  outdatedTranscript,
} from './wire-examples.js'

/** What the text of a proposal is made from. */
export interface ReadmeSource {
  readonly model: Model
  readonly streams: readonly ProposedStream[]
  readonly patch: LexiconPatch
  /** What upstream's documents are; absent where none were at hand. */
  readonly upstream: Pick<Upstream, 'source' | 'laidOutAgain'> | undefined
  /** The other files and folders of the proposal, by name, and what each is. */
  readonly contents: readonly (readonly [name: string, meaning: string])[]
}

/** The proposal's text: the prose of the templates, with every table and example made. */
export async function buildReadme(source: ReadmeSource): Promise<string> {
  const { model, streams, patch, upstream, contents } = source
  const nsids = streams.map(({ nsid }) => nsid)
  const topics = upstream?.laidOutAgain === true ? [...nsids, 'package'] : nsids
  const template = partsAbout(await readTemplate(), topics)
  const requirements = requirementsOf(template)
  const sample = sampleStream(model, streams)
  const example = streams.find(({ nsid }) => nsid === sample.nsid)
  const cursor = await ownSchema('com.atproto.stream.defs', 'cursor')
  const status = await ownSchema('com.atproto.stream.getStatus', 'main', 'output', 'schema')
  return fillTemplate(template, {
    streams: nsids,
    blocks: new Map([
      ['streams', streamsTable(streams, patch, upstream !== undefined)],
      ['additions', additionsTable(patch)],
      ['cursor-fields', fieldsTable(cursor)],
      ['cursor-encodings', cursorEncodings(sample)],
      ['resolution', resolutionTable()],
      ['sequencing', sequencingTable()],
      ['shard-parameters', shardParametersTable(example?.stream.parameters ?? [])],
      ['shard-assignment', shardTable()],
      ['negotiation', negotiationTable()],
      ['status-fields', fieldsTable(status)],
      ['transcript-backfill', backfillTranscript(sample)],
      ['transcript-idle', idleTranscript(sample)],
      ['transcript-future', futureTranscript(sample)],
      ['transcript-outdated', outdatedTranscript(sample)],
      ['clients', clientsTable(await measuredClients())],
      [
        'files',
        table(
          ['name', 'what it is'],
          contents.map(([name, meaning]) => [code(name), meaning]),
        ),
      ],
      ['rules', rulesTable(requirements, rules)],
    ]),
    words: new Map([
      ['patch', patchWords(patch, upstream?.source)],
      ['allowance', String(defaultFutureAllowanceMs / 1000)],
      ['largest', String(Number.MAX_SAFE_INTEGER)],
      ['slots', String(exampleSlots)],
      ['now', new Date(exampleTimeMs).toISOString()],
      ['unchecked', uncheckedText(requirements)],
    ]),
  })
}

/** A schema in a document that comes with this package. */
async function ownSchema(nsid: string, ...path: readonly string[]): Promise<unknown> {
  const file = join(shippedLexicons(), ...nsid.split('.')) + '.json'
  const document: unknown = JSON.parse(await readFile(file, 'utf8'))
  return ['defs', ...path].reduce<unknown>(
    (at, name) => (isJsonObject(at) ? at[name] : undefined),
    document,
  )
}
