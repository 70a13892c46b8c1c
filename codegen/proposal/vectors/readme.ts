import { readFileSync } from 'node:fs'

import { isJsonObject } from '../../load/json-value.js'
import { fillTemplate } from '../readme/fill-template.js'
import { code, fence, table } from '../readme/markdown.js'
import { templatePath } from '../readme/read-template.js'
import { isJsonArray, type Json, type JsonObject } from './encode/json.js'
import { printJson } from './encode/print.js'
import { reasons } from './invalid/refusal.js'

/** A file of vectors: its path, and what is in it. */
export type VectorFile = readonly [path: string, content: JsonObject]

/** What the page shows of the files: a case each, by the name of its place there. */
const examples: readonly (readonly [place: string, file: RegExp, list: string, id: RegExp])[] = [
  ['parts-case', /^values\./, 'cases', /^bytes\/256$/],
  ['message-case', /^messages\./, 'messages', /\/minimal$/],
  ['frame-case', /^frames\.json$/, 'cases', /^v0\/a-header-with-op-before-t$/],
  ['client-case', /^negotiation\./, 'clients', /^failed-untold$/],
  ['cursor-case', /^cursor-resolution\./, 'cases', /^counter\/pruned$/],
  ['trace', /^sequencer\./, 'traces', /^slots\/clock-back$/],
  ['shard-case', /^shards\./, 'keys', /^umlaut$/],
  ['transcript-case', /^transcripts\./, 'transcripts', /^cursor-idle$/],
]

/** The page on the vectors, in Markdown; reads the prose from its template. */
export function vectorsReadme(files: readonly VectorFile[]): string {
  const template = readFileSync(templatePath('vectors.md'), 'utf8').replaceAll('\r\n', '\n')
  const listed = files.filter(([path]) => !path.startsWith('schema/'))
  const rows = listed.map(([path, content]) => [
    code(path),
    String(casesIn(content)),
    titleOf(content),
  ])
  const schemas = [code('schema/'), '', 'The JSON Schemas of all of these files.']
  const shown = examples.map(
    ([place, file, list, id]) => [place, exampleOf(files, file, list, id)] as const,
  )
  return fillTemplate(template, {
    streams: [],
    words: new Map([
      ['default', 'xrpc.v0.cbor'],
      ['suite', 'lexstream conformance'],
    ]),
    blocks: new Map([
      ['files', table(['File', 'Cases', 'What it holds'], [...rows, schemas])],
      ...shown,
      [
        'reasons',
        table(
          ['Reason', 'What it means'],
          Object.entries(reasons).map(([name, meaning]) => [code(name), meaning]),
        ),
      ],
    ]),
  })
}

function titleOf({ description }: JsonObject): string {
  return typeof description === 'string' ? description : ''
}

/** How many cases there are in the lists of a file, those of messages counted one by one. */
function casesIn(content: JsonObject): number {
  return allCases(content).length
}

function allCases(content: Json | undefined): readonly JsonObject[] {
  if (content === undefined || content === null || typeof content !== 'object') return []
  if (isJsonArray(content)) {
    return content.flatMap((item) => {
      if (!isJsonObject(item) || isJsonArray(item)) return []
      return 'id' in item ? [item] : allCases(item)
    })
  }
  return Object.values(content).flatMap((member) => allCases(member))
}

/** @throws Error where the case is gone that the page is to show */
function exampleOf(files: readonly VectorFile[], file: RegExp, list: string, id: RegExp): string {
  const candidates = files
    .filter(([path]) => file.test(path))
    .flatMap(([, content]) => allCases(content[list]))
    .filter((found) => typeof found['id'] === 'string' && id.test(found['id']))
    .map((found) => printJson(found))
  const [shortest] = candidates.toSorted((a, b) => a.length - b.length)
  return shortest === undefined ? '' : fence('json', shortest)
}
