import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { beforeAll, describe, expect, it } from 'vitest'

import { subprotocols } from '../../templates/frame/subprotocol.js'
import { comparable } from '../wire/comparable.js'
import { frameOf } from './frames.js'
import { documentFiles, generateInMemory } from './generate-in-memory.js'
import { type AnyStream, queryOf, streamOf } from './generated-module.js'
import { goldenValues } from './golden-values.js'
import { OutputFolder } from './output-folder.js'
import { expectRoundTrip } from './round-trip.js'

// What the generator makes of one lexicon per feature, word for word. After a change that is meant,
// write it anew, and read the difference before it is committed:
//
//     UPDATE_GOLDENS=1 npm test -- goldens
const isUpdate = process.env['UPDATE_GOLDENS'] === '1'

const goldens = fileURLToPath(new URL('../goldens/', import.meta.url))
const features = readdirSync(goldens).toSorted()

/** The one golden that shows `index.ts` as well. */
const withIndex = 'references'

const output = new OutputFolder('goldens')
const expected = new Map<string, Readonly<Record<string, string>>>()
const generated = new Map<string, Readonly<Record<string, string>>>()

beforeAll(async () => {
  for (const feature of features) {
    const files = await generateInMemory(readFolder(join(goldens, feature, 'lexicons')))
    const documents = documentFiles(files)
    const index = feature === withIndex ? { 'index.ts': files.get('index.ts') ?? '' } : {}
    generated.set(feature, { ...documents, ...index })
    // All in one folder, around one runtime.
    output.write([...files].filter(([path]) => path !== 'index.ts'))
    const folder = join(goldens, feature, 'output')
    if (isUpdate) replaceFolder(folder, { ...documents, ...index })
    expected.set(feature, readFolder(folder))
  }
}, 120_000)

async function importStream(feature: string): Promise<AnyStream> {
  const { nsid } = valuesOf(feature)
  return streamOf(await output.import(`${nsid}.ts`))
}

function valuesOf(feature: string) {
  const values = goldenValues[feature]
  if (values === undefined) throw new Error(`there are no values for the golden ${feature}`)
  return values
}

function typeOf(nsid: string, name: string): string {
  return name.includes('#') ? name : `${nsid}#${name}`
}

describe('goldens', () => {
  it.each(features)('%s', (feature) => {
    expect(generated.get(feature)).toEqual(expected.get(feature))
  })

  it('compile together, under strict settings', async () => {
    expect(await output.compile()).toEqual([])
  })
})

describe.each(features.filter((feature) => feature !== 'queries'))('%s', (feature) => {
  const { nsid, valid, refused } = valuesOf(feature)

  it('reads back what it writes, in every encoding', async () => {
    const stream = await importStream(feature)
    for (const [name, fields] of valid) {
      expectRoundTrip(stream, { ...fields, $type: typeOf(nsid, name) })
    }
  })

  const cases = refused.map(([name, fields, detail]) => ({ name, fields, detail }))
  it.each(cases)('refuses $name: $detail', async ({ name, fields, detail }) => {
    const stream = await importStream(feature)
    for (const subprotocol of subprotocols) {
      const frame = frameOf(subprotocol, nsid, typeOf(nsid, name), fields)
      expect(() => stream.codecs[subprotocol].decode(frame), subprotocol).toThrow(detail)
    }
  })

  it('leaves out unknown fields', async () => {
    const stream = await importStream(feature)
    const [[name, fields] = ['', {}]] = valid
    const $type = typeOf(nsid, name)
    for (const subprotocol of subprotocols) {
      const more = { ...fields, '': [1], zzz: { deep: [{}] }, 'a name that nobody knows': null }
      const decoded = stream.codecs[subprotocol].decode(frameOf(subprotocol, nsid, $type, more))
      expect(comparable(decoded)).toEqual(
        comparable({ kind: 'message', message: { ...fields, $type } }),
      )
    }
  })
})

async function parse(query: string): Promise<object> {
  return (await importStream('params')).params.parse(new URLSearchParams(query))
}

describe('params', () => {
  const least = 'required=ab&levels=1&levels=2'

  it('fills in defaults and leaves out the rest', async () => {
    expect(await parse(least)).toEqual({
      off: false,
      limit: 50,
      color: 'red',
      required: 'ab',
      levels: [1, 2],
    })
  })

  it('reads back what it writes', async () => {
    const { params } = await importStream('params')
    const all = {
      flag: true,
      off: true,
      count: -3,
      limit: 1,
      level: 3,
      text: 'é&=+',
      did: 'did:web:a.example',
      color: 'green',
      sort: 'other',
      fixed: 'x',
      required: 'ab',
      anything: '{}',
      flags: [true, false],
      levels: [0, 1],
      kinds: ['b', 'a'],
      dids: ['did:web:a.example'],
    }
    const query = params.serialize(all)
    expect(params.parse(query)).toEqual(all)
    expect([...new Set(query.keys())]).toEqual(Object.keys(all))
  })

  it.each([
    ['levels=1&levels=2', 'required: is required'],
    [`${least}&required=ab`, 'required: must be given once, not 2 times'],
    ['required=a&levels=1&levels=2', 'required: must be at least 2 bytes, not 1'],
    ['required=ab&levels=1', 'levels: must have at least 2 items, not 1'],
    [`${least}&levels=-1`, 'levels: must be at least 0, not -1'],
    [`${least}&count=1.5`, 'count: must be an integer, not "1.5"'],
    [`${least}&limit=101`, 'limit: must be at most 100, not 101'],
    [`${least}&level=4`, 'level: must be one of 1, 2, 3, not 4'],
    [`${least}&flag=yes`, 'flag: must be true or false, not "yes"'],
    [`${least}&did=me`, 'did: not a valid did: "me"'],
    [`${least}&color=blue`, 'color: must be one of "red", "green", not "blue"'],
    [`${least}&fixed=y`, 'fixed: must be "x", not "y"'],
    [`${least}&kinds=c`, 'kinds: must be one of "a", "b", not "c"'],
    [`${least}&sort=much+too+long`, 'sort: must be at most 10 bytes, not 13'],
  ])('refuses %s', async (query, message) => {
    await expect(parse(query)).rejects.toThrow(message)
  })
})

async function importQuery(name: string) {
  return queryOf(await output.import(`com.example.queries.${name}.ts`))
}

describe('queries', () => {
  it.each([
    ['getThing', { thing: { name: 'a' }, content: Uint8Array.of(1, 2) }],
    ['getThing', { thing: { name: 'a', made: '2026-11-23T15:54:00Z' }, others: [{ name: '' }] }],
    ['getUnion', { $type: 'com.example.queries.getThing#thing', name: 'a' }],
    ['getUnion', { $type: 'com.example.queries.getUnion#other' }],
    ['getUnion', { $type: 'org.example.unlisted', a: [1] }],
    ['getReference', { name: 'a' }],
  ])('%s reads back the answer %j', async (name, answer) => {
    const { output: codec } = await importQuery(name)
    expect(comparable(codec.decode(codec.encode(answer)))).toEqual(comparable(answer))
  })

  it('can answer what is no object', async () => {
    const { output: codec } = await importQuery('getName')
    expect(codec.decode('"a name"')).toBe('a name')
    expect(() => codec.decode('"a name that is too long"')).toThrow('must be at most 20 bytes')
  })

  it('has no codec for what is not JSON', async () => {
    expect(await importQuery('getBytes')).toMatchObject({
      nsid: 'com.example.queries.getBytes',
      output: undefined,
      errors: [],
    })
  })

  it('has the parameters and the errors of the lexicon', async () => {
    const { params, errors } = await importQuery('getThing')
    expect(params.parse(new URLSearchParams('id=3&unknown=x'))).toEqual({ id: 3, limit: 10 })
    expect(errors).toEqual(['NotFound', 'Gone'])
  })
})

describe('descriptors', () => {
  it('name messages of other documents by their full type', async () => {
    expect((await importStream('foreign-messages')).messages).toEqual([
      row('com.example.foreign.subscribeOne#event', 'com.example.foreign.subscribeOne#event', true),
      row('com.example.foreign.defs#note', 'com.example.foreign.defs#note', false),
      row('com.example.foreign.subscribeAll#own', '#own', true),
    ])
  })

  it('have the default subprotocol of the lexicon, or else v0', async () => {
    expect((await importStream('subprotocol')).defaultSubprotocol).toBe('xrpc.v1.json')
    expect((await importStream('strings')).defaultSubprotocol).toBe('xrpc.v0.cbor')
  })

  it('have the shard key that is named or follows from the fields', async () => {
    const { messages, codecs } = await importStream('shard-keys')
    expect(messages.map(({ t, sequenced, shardKey }) => [t, sequenced, shardKey])).toEqual([
      ['#byDid', true, 'did'],
      ['#byRepo', true, 'repo'],
      ['#byBoth', true, 'did'],
      ['#named', true, 'host'],
      ['#byNothing', false, undefined],
    ])
    const $type = 'com.example.shards.subscribeShards#named'
    const message = { $type, seq: 7, did: 'did:web:a.example', host: 'h.example' }
    for (const codec of Object.values(codecs)) {
      const { type, seq, shardKey } = codec.peek(codec.encode(message))
      expect([type, seq, shardKey]).toEqual([$type, 7, 'h.example'])
    }
  })
})

function row($type: string, t: string, sequenced: boolean) {
  return { $type, t, sequenced, shardKey: undefined }
}

/** Every file below a folder that may not be there, by path. */
function readFolder(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [
        path.slice(folder.length + 1).replaceAll('\\', '/'),
        readFileSync(path, 'utf8'),
      ]),
  )
}

function replaceFolder(folder: string, files: Readonly<Record<string, string>>): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
}
