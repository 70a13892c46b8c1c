import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { beforeAll, describe, expect, it } from 'vitest'

import { subprotocols } from '../../templates/frame/subprotocol.js'
import { decodeLexJson } from '../../templates/json/lex-json.js'
import { isArray } from '../../templates/values/lex-map.js'
import type { LexMap, LexValue } from '../../templates/values/lex-value.js'
import { folderOf, subscriptionTo } from '../check/in-memory-folder.js'
import { comparable } from '../wire/comparable.js'
import { frameOf } from './frames.js'
import { generateInMemory } from './generate-in-memory.js'
import { type AnyStream, streamOf } from './generated-module.js'
import { OutputFolder } from './output-folder.js'
import { decodeMessage, expectRoundTrip } from './round-trip.js'

// The protocol's own fixtures: data that fits the record of a lexicon, or does not. Here the record
// is the message of a stream. What holds of records alone does not hold of it, but none of the
// fixtures is about that: their `$type` is right throughout, and so is their record key, which a
// message does not have.

const fixtures = fileURLToPath(new URL('../../../shared/data/interop/lexicon/', import.meta.url))
const isPresent = existsSync(fixtures)
const title = isPresent
  ? 'record data of the interoperability fixtures'
  : 'record data: SKIPPED, ../shared/data/interop is not there'

const record = 'example.lexicon.record'
const nsid = 'example.lexicon.subscribeRecords'

interface RecordData {
  readonly name: string
  /** The data as it stands in the fixture, or as it is changed below. */
  readonly json: string
}

/** Where a fixture cannot be taken as it is: what in its text is replaced by what, and why. */
const changes: { readonly [name: string]: readonly (readonly [from: string, to: string])[] } = {
  full: [
    // The lexicon has a `cid-link`, and unknown fields are left out.
    ['"cidlink":', '"cid-link":'],
  ],
  // These lack a required field too, so that they would be refused whatever else they hold.
  'unknown wrong type (bool)': [['"unknown":', '"integer":1,"unknown":']],
  'unknown wrong type (bytes)': [['"unknown":', '"integer":1,"unknown":']],
  'unknown wrong type (blob)': [['"unknown":', '"integer":1,"unknown":']],
}

function readCases(file: string): readonly RecordData[] {
  if (!isPresent) return []
  const cases: unknown = JSON.parse(readFileSync(join(fixtures, file), 'utf8'))
  if (!Array.isArray(cases)) throw new Error(`${file} is no list`)
  return cases.map((item: unknown) => {
    if (typeof item !== 'object' || item === null || !('name' in item) || !('data' in item)) {
      throw new Error(`${file} has an item without name and data`)
    }
    const name = String(item.name)
    const json = (changes[name] ?? []).reduce((text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${name} has changed`)
      return text.replace(from, to)
    }, JSON.stringify(item.data))
    return { name, json }
  })
}

function isMap(value: LexValue): value is LexMap {
  return typeof value === 'object' && value !== null && !isArray(value)
}

function dataOf({ json }: RecordData): LexMap {
  const data = decodeLexJson(json)
  if (!isMap(data)) throw new Error(`no object: ${json}`)
  return data
}

const valid = readCases('record-data-valid.json')
const invalid = readCases('record-data-invalid.json')

describe.skipIf(!isPresent)(title, () => {
  const output = new OutputFolder('record-data')
  let stream: AnyStream

  beforeAll(async () => {
    const catalog = readFileSync(join(fixtures, 'catalog/record.json'), 'utf8')
    const streamDocument = { lexicon: 1, id: nsid, defs: { main: subscriptionTo([record]) } }
    const folder = { 'example/lexicon/record.json': catalog, ...folderOf(streamDocument) }
    output.write(await generateInMemory(folder))
    stream = streamOf(await output.import(`${nsid}.ts`))
  })

  it('is all there', () => {
    expect(valid.length).toBeGreaterThan(2)
    expect(invalid.length).toBeGreaterThan(40)
    const names = new Set([...valid, ...invalid].map(({ name }) => name))
    expect(Object.keys(changes).filter((name) => !names.has(name))).toEqual([])
  })

  it.each(valid)('takes: $name', (item) => {
    const data = dataOf(item)
    const text = Buffer.from(`{"$type":"message","payload":${item.json}}`)
    const message = decodeMessage(stream.codecs['xrpc.v1.json'], text)
    expect(comparable(message)).toEqual(comparable(data))
    expectRoundTrip(stream, message)
    for (const subprotocol of subprotocols) {
      const frame = frameOf(subprotocol, nsid, record, data)
      const decoded = decodeMessage(stream.codecs[subprotocol], frame)
      expect(comparable(decoded)).toEqual(comparable(data))
    }
  })

  it.each(invalid)('refuses: $name', (item) => {
    const text = Buffer.from(`{"$type":"message","payload":${item.json}}`)
    expect(() => stream.codecs['xrpc.v1.json'].decode(text)).toThrow(/\(at byte \d+\)$/)
    for (const subprotocol of subprotocols) {
      const frame = frameOf(subprotocol, nsid, record, dataOf(item))
      expect(() => stream.codecs[subprotocol].decode(frame)).toThrow(/\(at byte \d+\)$/)
    }
  })
})
