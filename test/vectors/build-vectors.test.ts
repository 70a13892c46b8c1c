import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { isJsonObject } from '../../codegen/load/json-value.js'
import type { Model } from '../../codegen/model/model.js'
import { buildVectors } from '../../codegen/proposal/vectors/build-vectors.js'
import { joinParts } from '../../codegen/proposal/vectors/encode/parts.js'
import { generateInMemory, modelOf } from '../generator/generate-in-memory.js'
import { streamOf, type AnyStream } from '../generator/generated-module.js'
import { OutputFolder } from '../generator/output-folder.js'
import { comparable } from '../wire/comparable.js'
import { hex, joined } from '../wire/hex.js'
import { lexMapOf } from './lex-of.js'
import type { VectorFiles } from './vector-types.js'

// The vectors of streams that nobody has seen: of every feature of lexicons, one.

const goldens = resolve(import.meta.dirname, '../goldens')
const features = readdirSync(goldens).filter((feature) => feature !== 'queries')
const output = new OutputFolder('vectors')

interface Built {
  readonly model: Model
  readonly nsid: string
  readonly files: ReadonlyMap<string, string>
}

const built = new Map<string, Built>()

function lexiconsOf(feature: string): Readonly<Record<string, string>> {
  const folder = join(goldens, feature, 'lexicons')
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(
    paths.map((path) => [
      path.slice(folder.length + 1).replaceAll('\\', '/'),
      readFileSync(path, 'utf8'),
    ]),
  )
}

beforeAll(async () => {
  for (const feature of features) {
    const lexicons = lexiconsOf(feature)
    const model = modelOf(lexicons)
    const nsid = model.documents.find(({ stream }) => stream !== undefined)?.nsid ?? ''
    built.set(feature, { model, nsid, files: buildVectors(model, [nsid]) })
    output.write([...(await generateInMemory(lexicons))].filter(([path]) => path !== 'index.ts'))
  }
}, 120_000)

function builtOf(feature: string): Built {
  const found = built.get(feature)
  if (found === undefined) throw new Error(`nothing was built for ${feature}`)
  return found
}

/** A file, once it has passed the schema that was built with it. */
function fileOf<K extends 'messages' | 'frames'>(feature: string, kind: K): VectorFiles[K] {
  const { files, nsid } = builtOf(feature)
  const schema: unknown = JSON.parse(files.get(`schema/${kind}.schema.json`) ?? '')
  if (!isJsonObject(schema)) throw new Error('a schema is an object')
  const validate = new Ajv2020({ strict: true }).compile<VectorFiles[K]>(schema)
  const content: unknown = JSON.parse(files.get(`${kind}.${nsid}.json`) ?? '')
  if (validate(content)) return content
  throw new Error(`${feature}: ${JSON.stringify(validate.errors)}`)
}

async function importStream(feature: string): Promise<AnyStream> {
  return streamOf(await output.import(`${builtOf(feature).nsid}.ts`))
}

describe.each(features)('%s', (feature) => {
  it('has messages that are read as what they are', async () => {
    const { codecs } = await importStream(feature)
    const { messages } = fileOf(feature, 'messages')
    for (const { cases } of messages) {
      for (const { id, value, decodesTo, v0, v1cbor, v1json } of cases) {
        const left = cases.find((other) => other.id === decodesTo)?.value ?? value
        const expected = comparable({ kind: 'message', message: lexMapOf(left) })
        const frames = {
          'xrpc.v0.cbor': joined(hex(v0.header), hex(v0.payload)),
          'xrpc.v1.cbor': hex(v1cbor),
          'xrpc.v1.json': new TextEncoder().encode(v1json),
        } as const
        expect(comparable(codecs['xrpc.v0.cbor'].decode(frames['xrpc.v0.cbor'])), id).toEqual(
          expected,
        )
        expect(comparable(codecs['xrpc.v1.cbor'].decode(frames['xrpc.v1.cbor'])), id).toEqual(
          expected,
        )
        expect(comparable(codecs['xrpc.v1.json'].decode(frames['xrpc.v1.json'])), id).toEqual(
          expected,
        )
      }
    }
  })

  it('has messages that its lexicon does not allow', async () => {
    const { codecs } = await importStream(feature)
    const { cases } = fileOf(feature, 'frames')
    expect(cases.length).toBeGreaterThan(0)
    for (const { id, subprotocol, hex: digits, text, outcome } of cases) {
      const frame =
        text === undefined
          ? hex(joinParts(digits ?? ''))
          : new TextEncoder().encode(joinParts(text))
      const decode = () => codecs[subprotocol].decode(frame)
      if (outcome.receiver === 'deliver') expect(decode(), id).toMatchObject({ kind: 'message' })
      else expect(decode, id).toThrow(expect.objectContaining({ name: 'DecodeError' }))
    }
  })
})

describe('unions', () => {
  it('have each member in a message, and one of no lexicon where they are open', () => {
    const { messages } = fileOf('unions', 'messages')
    const ids = messages.flatMap(({ cases }) => cases.map(({ id }) => id))
    expect(ids).toContain('unions/second-member')
    expect(ids).toContain('unions/no-member')
  })
})

it('the same vectors come out of the same lexicons, whatever the order of the streams', () => {
  const { model, nsid, files } = builtOf('strings')
  expect([...buildVectors(model, [nsid])]).toEqual([...files])
  expect(buildVectors(model, ['com.example.no.such.stream', nsid])).toEqual(files)
})
