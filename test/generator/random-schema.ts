import * as fc from 'fast-check'

import type { StringFormat } from '../../codegen/load/lexicon.js'
import type { LexMap, LexValue } from '../../templates/values/lex-value.js'
import { byteStrings, integers, lexMaps, links, texts } from '../wire/arbitraries.js'
import { mapOf } from '../wire/map-of.js'

/** A schema as JSON, with the values that fit it. */
export interface RandomSchema {
  readonly schema: object
  readonly values: fc.Arbitrary<LexValue>
}

/** An object's schema, with the values that fit it. */
export interface RandomObject {
  readonly schema: object
  readonly values: fc.Arbitrary<LexMap>
  /** What a failed property prints. */
  readonly [fc.toStringMethod]: () => string
}

function random(schema: object, values: fc.Arbitrary<LexValue>): RandomSchema {
  return { schema, values }
}

const formats: { readonly [F in StringFormat]: readonly string[] } = {
  'at-identifier': ['did:web:a.example', 'a.example'],
  'at-uri': ['at://did:web:a.example', 'at://a.example/com.example.note/self'],
  cid: ['bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq'],
  datetime: ['2026-11-23T15:54:00Z', '1985-04-12T23:20:50.123456-07:00'],
  did: ['did:plc:ewvi7nxzyoun6zhxrhs64oiz', 'did:m:v'],
  handle: ['a.example', 'xn--a.example'],
  language: ['en', 'pt-BR', 'i-klingon'],
  nsid: ['com.example.note'],
  'record-key': ['self', '~1.2-3_'],
  tid: ['3jzfcijpj2z2a'],
  uri: ['https://example.com/?q=1#x', 'x:y'],
}

/** Two numbers, of which either may not be there; the first is the lower one. */
function bounds(limit: number) {
  return fc
    .tuple(fc.nat(limit), fc.nat(limit), fc.constantFrom('none', 'low', 'high', 'both'))
    .map(([a, b, which]) => ({
      low: which === 'low' || which === 'both' ? Math.min(a, b) : undefined,
      high: which === 'high' || which === 'both' ? Math.max(a, b) : undefined,
    }))
}

const booleanSchemas = fc.constantFrom(
  random({ type: 'boolean' }, fc.boolean()),
  random({ type: 'boolean', const: true }, fc.constant(true)),
  random({ type: 'boolean', const: false }, fc.constant(false)),
)

const integerSchemas = fc.oneof(
  fc.constant(random({ type: 'integer' }, integers)),
  bounds(1000).map(({ low, high }) =>
    random(
      { type: 'integer', minimum: low, maximum: high },
      fc.integer({ min: low ?? -2000, max: high ?? 2000 }),
    ),
  ),
  fc
    .uniqueArray(integers, { minLength: 1, maxLength: 12 })
    .map((values) => random({ type: 'integer', enum: values }, fc.constantFrom(...values))),
  integers.map((value) => random({ type: 'integer', const: value }, fc.constant(value))),
)

/** Texts by their number of UTF-8 bytes. */
function textsOfBytes(low: number, high: number): fc.Arbitrary<string> {
  return fc.integer({ min: low, max: high }).chain((size) =>
    fc
      .constantFrom('a', 'é', '€', '😀')
      .map((unit) => unit.repeat(Math.floor(size / Buffer.byteLength(unit))))
      .map((text) => text + 'b'.repeat(size - Buffer.byteLength(text))),
  )
}

/** Texts by their number of graphemes, most of which are more than one code unit. */
function textsOfGraphemes(low: number, high: number): fc.Arbitrary<string> {
  const units = ['a', 'é', 'e\u0301', '👩‍👩‍👦‍👦', '🇩🇪', '한']
  return fc
    .array(fc.constantFrom(...units), { minLength: low, maxLength: high })
    .map((graphemes) => graphemes.join(''))
}

const stringSchemas = fc.oneof(
  fc.constant(random({ type: 'string' }, texts)),
  fc
    .constantFrom(...Object.entries(formats))
    .map(([format, values]) => random({ type: 'string', format }, fc.constantFrom(...values))),
  bounds(80).map(({ low, high }) =>
    random(
      { type: 'string', minLength: low, maxLength: high },
      textsOfBytes(low ?? 0, high ?? 100),
    ),
  ),
  bounds(12).map(({ low, high }) =>
    random(
      { type: 'string', minGraphemes: low, maxGraphemes: high },
      textsOfGraphemes(low ?? 0, high ?? 15),
    ),
  ),
  fc
    .uniqueArray(texts, { minLength: 1, maxLength: 12 })
    .map((values) => random({ type: 'string', enum: values }, fc.constantFrom(...values))),
  texts.map((value) => random({ type: 'string', const: value }, fc.constant(value))),
  texts.map((value) => random({ type: 'string', knownValues: [value] }, texts)),
)

const bytesSchemas = fc.oneof(
  fc.constant(random({ type: 'bytes' }, byteStrings)),
  bounds(40).map(({ low, high }) =>
    random(
      { type: 'bytes', minLength: low, maxLength: high },
      fc.uint8Array({ minLength: low ?? 0, maxLength: high ?? 50 }),
    ),
  ),
)

function blobs(mimeType: string, maxSize: number): fc.Arbitrary<LexValue> {
  return fc.oneof(
    fc.record({
      $type: fc.constant('blob'),
      ref: links,
      mimeType: fc.constant(mimeType),
      size: fc.nat(maxSize),
    }),
    links.map((link) => ({ cid: link.toString(), mimeType })),
  )
}

const blobSchemas = fc.constantFrom(
  random({ type: 'blob' }, blobs('text/plain', 1e9)),
  random({ type: 'blob', accept: ['image/*'], maxSize: 1000 }, blobs('image/webp', 1000)),
)

const leafSchemas = fc.oneof(
  booleanSchemas,
  integerSchemas,
  stringSchemas,
  bytesSchemas,
  blobSchemas,
  fc.constant(random({ type: 'cid-link' }, links)),
  fc.constant(random({ type: 'unknown' }, lexMaps)),
  fc.constant(random({ type: 'null' }, fc.constant(null))),
)

function arraysOf(items: fc.Arbitrary<RandomSchema>): fc.Arbitrary<RandomSchema> {
  return fc
    .tuple(items, bounds(6))
    .map(([item, { low, high }]) =>
      random(
        { type: 'array', items: item.schema, minLength: low, maxLength: high },
        fc.array(item.values, { minLength: low ?? 0, maxLength: high ?? 8 }),
      ),
    )
}

/** Names of properties; these three have a meaning in the data model. */
const names = fc
  .oneof(
    { weight: 2, arbitrary: texts },
    { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c', 'value', 'key', 'toString', 'a.b') },
  )
  .filter((name) => !['$type', '$bytes', '$link'].includes(name))

function objectsOf(fields: fc.Arbitrary<RandomSchema>): fc.Arbitrary<RandomObject> {
  const properties = fc.uniqueArray(
    fc.record({ name: names, field: fields, required: fc.boolean(), nullable: fc.boolean() }),
    { maxLength: 7, selector: ({ name }) => name },
  )
  return properties.map((members) => {
    const schema = {
      type: 'object',
      required: members.filter(({ required }) => required).map(({ name }) => name),
      nullable: members.filter(({ nullable }) => nullable).map(({ name }) => name),
      properties: Object.fromEntries(members.map(({ name, field }) => [name, field.schema])),
    }
    const pairs = members.map(({ name, field, required, nullable }) => {
      const present = nullable ? fc.option(field.values, { nil: null }) : field.values
      const value = required ? present : fc.option(present, { nil: undefined })
      return value.map((item) => [name, item] as const)
    })
    const values = fc
      .tuple(...pairs)
      .map((all) => mapOf(all.filter(([, value]) => value !== undefined)))
    return { schema, values, [fc.toStringMethod]: () => JSON.stringify(schema) }
  })
}

/** Objects of fields of all types, within each other too. */
const objects = fc.letrec<{ field: RandomSchema; object: RandomObject }>((tie) => ({
  field: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: leafSchemas },
    { weight: 1, arbitrary: arraysOf(tie('field')) },
    { weight: 1, arbitrary: tie('object') },
  ),
  object: objectsOf(tie('field')),
})).object

/** A lexicon's definitions: a message, and what it refers to. */
export interface RandomMessage {
  readonly defs: { readonly [name: string]: object }
  readonly values: fc.Arbitrary<LexMap>
  readonly [fc.toStringMethod]: () => string
}

/** Messages of the stream `nsid`, which has two other objects for references and unions. */
export function randomMessages(nsid: string): fc.Arbitrary<RandomMessage> {
  return fc.tuple(objects, objects).chain(([left, right]) => {
    const members = fc.oneof(
      left.values.map((value) => ({ $type: `${nsid}#left`, ...value })),
      right.values.map((value) => ({ $type: `${nsid}#right`, ...value })),
    )
    const others = lexMaps.map((value) => ({ ...value, $type: 'com.example.not.listed' }))
    const refs = ['#left', '#right']
    const compounds = fc.constantFrom(
      random({ type: 'ref', ref: '#left' }, left.values),
      random({ type: 'ref', ref: '#list' }, fc.array(right.values, { maxLength: 3 })),
      random({ type: 'union', refs }, fc.oneof(members, others)),
      random({ type: 'union', refs, closed: true }, members),
    )
    const fields = fc.oneof(compounds, arraysOf(compounds), leafSchemas, objects)
    return objectsOf(fields).map(({ schema, values }) => {
      const list = { type: 'array', items: { type: 'ref', ref: '#right' } }
      const defs = { message: schema, left: left.schema, right: right.schema, list }
      return { defs, values, [fc.toStringMethod]: () => JSON.stringify(defs) }
    })
  })
}
