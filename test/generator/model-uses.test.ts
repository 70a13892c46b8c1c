import { describe, expect, it } from 'vitest'

import type { EncodingUses, Model } from '../../codegen/model/model.js'
import {
  folderOf,
  type InMemoryFolder,
  lexicon,
  objectOf,
  paramsOf,
  subscriptionTo,
} from '../check/in-memory-folder.js'
import { modelOf } from './generate-in-memory.js'

const integer = { type: 'integer' }
const did = { type: 'string', format: 'did' }

function ref(target: string) {
  return { type: 'ref', ref: target }
}

function unionOf(...refs: readonly string[]) {
  return { type: 'union', refs }
}

function query(output: object) {
  return { type: 'query', output: { encoding: 'application/json', schema: output } }
}

function formsOf({ typed, plain }: EncodingUses): string {
  return [typed ? 'typed' : '', plain ? 'plain' : ''].filter((form) => form !== '').join('+')
}

/** What is generated for each definition: `cbor:typed json:typed+plain`, or nothing but its type. */
function usesIn(folder: InMemoryFolder): Record<string, string> {
  return Object.fromEntries(
    modelOf(folder).documents.flatMap(({ nsid, definitions }) =>
      definitions.map(({ name, uses: { cbor, json } }) => [
        `${nsid} ${name}`,
        [`cbor:${formsOf(cbor)}`, `json:${formsOf(json)}`]
          .filter((forms) => !forms.endsWith(':'))
          .join(' '),
      ]),
    ),
  )
}

describe('what is generated', () => {
  it('for a stream follows its messages, in both encodings', () => {
    const folder = folderOf(
      lexicon('c', {
        main: subscriptionTo(['#one', '#two']),
        one: objectOf({ item: ref('#item'), list: { type: 'array', items: ref('#two') } }),
        two: objectOf({ any: unionOf('#member', '#item') }),
        item: objectOf({
          token: { type: 'string', knownValues: ['a.b.c#token'] },
          kind: ref('#kind'),
        }),
        member: objectOf({ again: ref('#member') }),
        kind: { type: 'string', maxLength: 3 },
        token: { type: 'token' },
        alone: objectOf({ item: ref('#item'), one: ref('#one'), part: objectOf({}) }),
      }),
    )
    expect(usesIn(folder)).toEqual({
      'a.b.c One': 'cbor:typed json:typed',
      'a.b.c OneList': 'cbor:plain json:plain',
      'a.b.c Two': 'cbor:typed+plain json:typed+plain',
      'a.b.c TwoAny': 'cbor:plain json:plain',
      'a.b.c Item': 'cbor:typed+plain json:typed+plain',
      'a.b.c Member': 'cbor:typed+plain json:typed+plain',
      'a.b.c Kind': 'cbor:plain json:plain',
      // Types that nobody needs are declared, but nothing reads them, nor what they refer to.
      'a.b.c Token': '',
      'a.b.c Alone': '',
      'a.b.c AlonePart': '',
    })
  })

  it('for a query is JSON alone, and takes nothing along into CBOR', () => {
    const folder = folderOf(
      lexicon('c', { main: subscriptionTo(['#one']), one: objectOf({ a: integer }) }),
      lexicon('getD', {
        main: query(objectOf({ one: ref('a.b.c#one'), any: unionOf('#other') })),
        other: objectOf({}),
      }),
      lexicon('getE', { main: query(ref('a.b.getD#other')) }),
    )
    expect(usesIn(folder)).toEqual({
      'a.b.c One': 'cbor:typed json:typed+plain',
      'a.b.getD Output': 'json:plain',
      'a.b.getD OutputAny': 'json:plain',
      'a.b.getD Other': 'json:typed+plain',
    })
  })

  it('for records and procedures is only what others refer to', () => {
    const body = { encoding: 'application/json', schema: objectOf({ used: ref('#used') }) }
    const folder = folderOf(
      lexicon('c', { main: subscriptionTo(['#one']), one: objectOf({ r: ref('a.b.note') }) }),
      lexicon('note', {
        main: {
          type: 'record',
          key: 'tid',
          record: objectOf({ used: ref('#used'), part: objectOf({}) }),
        },
        used: objectOf({}),
        unused: objectOf({}),
      }),
      lexicon('put', {
        main: { type: 'procedure', input: body, output: body },
        used: objectOf({}),
      }),
      lexicon('permissions', { main: { type: 'permission-set', permissions: [] } }),
    )
    expect(usesIn(folder)).toEqual({
      'a.b.c One': 'cbor:typed json:typed',
      'a.b.note Note': 'cbor:plain json:plain',
      'a.b.note NotePart': 'cbor:plain json:plain',
      'a.b.note Used': 'cbor:plain json:plain',
    })
    expect(modelOf(folder).documents.map(({ nsid }) => nsid)).toEqual(['a.b.c', 'a.b.note'])
  })
})

function messagesOf(model: Model) {
  return model.documents.flatMap(({ stream }) => stream?.messages ?? [])
}

describe('messages', () => {
  const message = (properties: object, rest: object) =>
    messagesOf(
      modelOf(
        folderOf(
          lexicon('c', {
            main: subscriptionTo(['#one', '#seq'], { parameters: paramsOf({ cursor: integer }) }),
            one: objectOf(properties, rest),
            seq: objectOf({ seq: integer }, { required: ['seq'] }),
          }),
        ),
      ),
    )[0]

  it.each([
    ['did', { did }, { required: ['did'] }],
    ['repo', { repo: did }, { required: ['repo'] }],
    ['did', { repo: did, did }, { required: ['repo', 'did'] }],
    ['repo', { repo: did, did }, { required: ['repo'] }],
    ['host', { did, host: { type: 'string' } }, { required: ['did', 'host'], shardKey: 'host' }],
    [undefined, { did }, {}],
    [undefined, { did }, { required: ['did'], nullable: ['did'] }],
    [undefined, { did: { type: 'string' } }, { required: ['did'] }],
    [undefined, { account: did }, { required: ['account'] }],
  ])('are sharded by %s where they have %j, %j', (shardKey, properties, rest) => {
    expect(message(properties, rest)?.shardKey).toBe(shardKey)
  })

  it.each([
    [true, { seq: integer }, { required: ['seq'] }],
    [false, { seq: integer }, {}],
    [false, { seq: integer }, { required: ['seq'], nullable: ['seq'] }],
    [false, { seq: { type: 'string' } }, { required: ['seq'] }],
    [false, {}, {}],
  ])('are sequenced: %s, where they have %j, %j', (sequenced, properties, rest) => {
    expect(message(properties, rest)?.sequenced).toBe(sequenced)
  })

  it('may be records, and of other documents, and say so in v0', () => {
    const folder = folderOf(
      lexicon('c', {
        main: subscriptionTo(['a.b.note', 'a.b.d#one', '#one']),
        one: objectOf({ other: ref('a.b.d#one') }),
      }),
      lexicon('d', { one: objectOf({}) }),
      lexicon('note', {
        main: { type: 'record', key: 'any', record: objectOf({ did }, { required: ['did'] }) },
      }),
    )
    const model = modelOf(folder)
    expect(messagesOf(model).map(({ $type, t, shardKey }) => [$type, t, shardKey])).toEqual([
      ['a.b.note', 'a.b.note', 'did'],
      ['a.b.d#one', 'a.b.d#one', undefined],
      ['a.b.c#one', '#one', undefined],
    ])
    const [stream] = model.documents
    expect(stream?.definitions[0]?.type).toMatchObject({
      message: true,
      properties: [{ shape: { kind: 'reference', target: 'object', message: true } }],
    })
  })
})
