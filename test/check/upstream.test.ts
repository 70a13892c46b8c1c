import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { schemas } from '@atproto/api'
import { describe, expect, it } from 'vitest'

import { isJsonObject } from '../../codegen/load/json-value.js'
import { checkInMemory, folderOf, linesFor } from './in-memory-folder.js'
import type { InMemoryFolder } from './in-memory-folder.js'

const upstream = folderOf(...schemas)

const data = join(import.meta.dirname, '../../../shared/data')
const hasData = existsSync(join(data, 'interop/lexicon'))
const whyNot = hasData ? '' : ' (skipped: the interoperability fixtures are not here)'

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(data, path), 'utf8'))
}

/** A document alone in the file that its NSID names, or in any where it has none. */
function alone(document: unknown): InMemoryFolder {
  const id = isJsonObject(document) ? document['id'] : undefined
  return { [`${typeof id === 'string' ? id.replaceAll('.', '/') : 'x'}.json`]: document }
}

function fixtures(file: string): readonly (readonly [name: string, document: unknown])[] {
  const list: unknown = hasData ? readJson(`interop/lexicon/${file}`) : []
  const items: readonly unknown[] = Array.isArray(list) ? list : []
  return items.map((item) =>
    isJsonObject(item) ? [String(item['name']), item['lexicon']] : ['?', item],
  )
}

describe('the documents of @atproto/api', () => {
  it('pass without an error or a warning', () => {
    const { diagnostics, documents } = checkInMemory(upstream)
    expect(diagnostics).toEqual([])
    expect(documents.map(({ lexicon }) => lexicon.id)).toEqual(
      schemas.map(({ id }) => id).toSorted((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1)),
    )
  })

  it('are missed, each by name, when one is taken away', () => {
    const { 'com/atproto/label/defs.json': _removed, ...rest } = upstream
    const { diagnostics } = checkInMemory(rest)
    expect(new Set(diagnostics.map(({ rule }) => rule))).toEqual(new Set(['unknown-document']))
    expect(diagnostics.find(({ file }) => file.endsWith('/subscribeLabels.json'))).toEqual({
      severity: 'error',
      rule: 'unknown-document',
      file: 'com/atproto/label/subscribeLabels.json',
      line: 46,
      column: 20,
      path: 'defs.labels.properties.labels.items.ref',
      message:
        'unknown ref "lex:com.atproto.label.defs#label": there is no document "com.atproto.label.defs"',
    })
  })
})

describe.skipIf(!hasData)(`the interoperability fixtures${whyNot}`, () => {
  it.each(fixtures('lexicon-valid.json'))('accept: %s', (_name, document) => {
    expect(linesFor(alone(document))).toEqual([])
  })

  const faults: Readonly<Record<string, readonly string[]>> = {
    'invalid lexicon field': [
      'example/lexicon/other.json:2:14 lexicon: must be 1, not the string "one" [error document-shape]',
    ],
    'invalid id field': [
      'x.json:3:9 id: must be a string, not the number 2 [error document-shape]',
    ],
    'invalid NSID': [
      'one-two-three.json:3:9 id: "one-two-three" is not an NSID (like com.example.fooBar) [error document-shape]',
    ],
    'defined unknown': [
      'example/lexicon/other.json:6:15 defs.demo.type: a definition cannot be of type "unknown" (it can be record, query, procedure, subscription, permission-set, boolean, integer, string, bytes, cid-link, blob, null, array, object or token) [error misplaced-type]',
    ],
    'defined ref': [
      'example/lexicon/other.json:6:15 defs.demo.type: a definition cannot be of type "ref" (it can be record, query, procedure, subscription, permission-set, boolean, integer, string, bytes, cid-link, blob, null, array, object or token) [error misplaced-type]',
    ],
    'non-main primary': [
      'example/lexicon/other.json:8:17 defs.demo.record: must have a member "properties" [error document-shape]',
    ],
    'record missing type object': [
      'example/lexicon/other.json:8:17 defs.main.record: "record" must have a member "type" (it must be "object") [error document-shape]',
    ],
  }
  it.each(fixtures('lexicon-invalid.json'))('reject: %s', (name, document) => {
    expect(linesFor(alone(document))).toEqual(faults[name])
  })

  it.each(['permission-set', 'procedure', 'query', 'record', 'subscription'])(
    'accept beside the documents of @atproto/api: catalog/%s',
    (name) => {
      const folder = { ...upstream, ...alone(readJson(`interop/lexicon/catalog/${name}.json`)) }
      const { diagnostics, documents } = checkInMemory(folder)
      // The parser of @atproto/lexicon does not know objects inside objects, which two of these have.
      expect(diagnostics.filter(({ rule }) => rule !== 'upstream-parser')).toEqual([])
      expect(documents.length).toBe(schemas.length + 1)
    },
  )

  it('accept beside the documents of @atproto/api: the stream of Jetstream', () => {
    const path = 'network/bsky/jetstream/subscribeEvents.json'
    const folder = { ...upstream, [path]: readJson(`lexicons/${path}`) }
    expect(linesFor(folder)).toEqual([])
  })
})

function pathOf(nsid: string): string {
  return `${nsid.replaceAll('.', '/')}.json`
}
