import * as fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

import { checkLexicons } from '../../codegen/check/check-lexicons.js'
import { parseJsonText } from '../../codegen/load/json-text.js'
import { isJsonObject } from '../../codegen/load/json-value.js'
import { objectAt } from '../../codegen/upgrade/stream-facts.js'
import { upgradeLexicon, type UpgradeOptions } from '../../codegen/upgrade/upgrade-lexicon.js'
import { loadInMemory } from '../check/in-memory-folder.js'
import { smallStreams } from './bare-streams.js'
import { expectKept } from './expect-kept.js'

type Json = Readonly<Record<string, unknown>>

const did = { type: 'string', format: 'did' }
const note = {
  type: 'object',
  required: ['seq', 'did'],
  properties: { seq: { type: 'integer' }, did },
}
const message = { schema: { type: 'union', refs: ['#note'] } }

/** The upgrade of a stream, its main definition with what is given, as a value. */
function upgraded(main: Json, defs: Json = { note }, options?: UpgradeOptions) {
  const before = JSON.stringify(
    {
      lexicon: 1,
      id: 'com.example.subscribeNotes',
      defs: { main: { type: 'subscription', ...main }, ...defs },
    },
    undefined,
    2,
  )
  const { text, added, notes } = upgradeLexicon(before, options)
  expect(parseJsonText(text).problems).toEqual([])
  const document: unknown = JSON.parse(text)
  const after = isJsonObject(document) ? objectAt(document, 'defs') : {}
  return { added, notes, defs: after, main: objectAt(after, 'main') }
}

const cursorAdded = ['#cursor', 'parameter cursor']
const shardsAdded = ['parameter shard', 'parameter shardCount']
const errorsAdded = ['error FutureCursor', 'error ConsumerTooSlow', 'error InvalidShard']

describe('parameters', () => {
  it('without "properties" get them, and nothing stands twice', () => {
    const { added, notes, main } = upgraded({ parameters: { type: 'params' }, message })
    expect(added).toEqual([...cursorAdded, ...shardsAdded, ...errorsAdded])
    expect(notes).toEqual([])
    expect(main['parameters']).toMatchObject({
      type: 'params',
      properties: { cursor: { type: 'integer' }, shard: {}, shardCount: {} },
    })
  })

  it.each([
    [null, 'its "parameters" are null, not an object: none were added'],
    [[], 'its "parameters" are an array, not an object: none were added'],
    [{}, 'its "parameters" are without a "type", not of type "params": none were added'],
    [
      { type: 'object', properties: {} },
      'its "parameters" are of type "object", not of type "params": none were added',
    ],
    [
      { type: 'params', properties: [] },
      'the "properties" of its parameters are an array, not an object: none were added',
    ],
  ])('that are wrong stay so: %j', (parameters, why) => {
    const { added, notes, main } = upgraded({ parameters, message })
    expect(added).toEqual(['#cursor', 'error FutureCursor', 'error ConsumerTooSlow'])
    expect(notes).toEqual([why])
    expect(main['parameters']).toEqual(parameters)
  })

  it.each([
    ['shard', { type: 'string' }, 'of type "string"'],
    ['shardCount', { type: 'array', items: { type: 'integer' } }, 'of type "array"'],
    ['shard', {}, 'without a "type"'],
    ['shardCount', null, 'null'],
    ['shard', { type: 7 }, 'of type the number 7'],
  ])('%s of a wrong type is not made half of a pair: %j', (name, parameter, what) => {
    const { added, notes, main } = upgraded({
      parameters: { type: 'params', properties: { [name]: parameter } },
      message,
    })
    expect(added).toEqual([...cursorAdded, 'error FutureCursor', 'error ConsumerTooSlow'])
    expect(notes).toEqual([
      `its parameter "${name}" is ${what}, where shards need an integer: no shard parameters`,
    ])
    expect(Object.keys(objectAt(objectAt(main, 'parameters'), 'properties'))).toEqual([
      name,
      'cursor',
    ])
  })

  it('shard and shardCount of a wrong type are both named', () => {
    const properties = { shard: { type: 'string' }, shardCount: { type: 'boolean' } }
    const parameters = { type: 'params', properties }
    expect(upgraded({ parameters, message }, { note }, { parts: ['shards'] })).toMatchObject({
      added: [],
      notes: [
        'its parameter "shard" is of type "string", where shards need an integer: no shard parameters',
        'its parameter "shardCount" is of type "boolean", where shards need an integer: no shard parameters',
      ],
    })
  })

  it('get the half that is missing even where nothing divides the stream', () => {
    const { added, notes } = upgraded(
      { parameters: { type: 'params', properties: { shard: { type: 'integer' } } }, message },
      { note: { ...note, required: ['seq'] } },
      { parts: ['shards', 'errors'] },
    )
    expect(added).toEqual(['parameter shardCount', ...errorsAdded])
    expect(notes).toEqual([])
  })

  it('have no #cursor beside a "cursor" that holds no position', () => {
    const properties = { cursor: { type: 'boolean' } }
    const { added, notes, main } = upgraded({ parameters: { type: 'params', properties }, message })
    expect(added).toEqual([...shardsAdded, 'error ConsumerTooSlow', 'error InvalidShard'])
    expect(notes).toEqual([
      'its parameter "cursor" is of type "boolean", where a position is an integer: no #cursor',
    ])
    expect(main['message']).toEqual(message)
  })
})

describe('errors', () => {
  it.each([
    ['none', 'its "errors" are the string "none", not an array: none were added'],
    [{}, 'its "errors" are an object, not an array: none were added'],
    [
      ['FutureCursor'],
      'its "errors" hold the string "FutureCursor", which has no "name": none were added',
    ],
    [
      [{ name: 'FutureCursor' }, null],
      'its "errors" hold null, which has no "name": none were added',
    ],
  ])('that are wrong stay so: %j', (errors, why) => {
    const { added, notes, main } = upgraded({ message, errors })
    expect(added).toEqual([...cursorAdded, ...shardsAdded])
    expect(notes).toEqual([why])
    expect(main['errors']).toEqual(errors)
  })
})

describe('without messages to look at, it is said why', () => {
  it.each([
    [undefined, 'it has no "message"'],
    [[], 'its "message" is an array'],
    [{}, 'its "message" has no "schema"'],
    [{ schema: '#note' }, 'the "schema" of its messages is the string "#note"'],
    [{ schema: {} }, 'the "schema" of its messages is without a "type"'],
    [{ schema: { type: 'ref', ref: '#note' } }, 'the "schema" of its messages is of type "ref"'],
    [{ schema: { type: 'union' } }, 'its union of messages has no "refs"'],
    [
      { schema: { type: 'union', refs: '#note' } },
      'the "refs" of its union of messages are the string "#note"',
    ],
    [
      { schema: { type: 'union', refs: ['#note', null] } },
      'its union of messages holds null as a ref',
    ],
    [{ schema: { type: 'union', refs: [] } }, 'its union of messages is empty'],
  ])('%j', (wrong, why) => {
    const { added, notes, defs, main } = upgraded({ message: wrong })
    expect(added).toEqual(['error ConsumerTooSlow'])
    expect(notes).toEqual([`${why}: #cursor and shards need a union that names messages`])
    expect(main['message']).toEqual(wrong)
    expect(defs).not.toHaveProperty('cursor')
    expect(upgraded({ message: wrong }, { note }, { parts: ['errors'] }).notes).toEqual([])
  })
})

describe('messages', () => {
  it('that are defined elsewhere are said not to have been looked at', () => {
    const refs = ['com.example.defs#note', '#gone']
    const { added, notes } = upgraded({ message: { schema: { type: 'union', refs } } })
    expect(added).toEqual(['error ConsumerTooSlow'])
    expect(notes).toEqual([
      'no message that is defined here has a sequence number (a required integer "seq"), and others were not looked at (com.example.defs#note, #gone), so that #cursor has no position to tell',
      'no message that is defined here has a shard key (a required DID, or a property that shardKey names), and others were not looked at (com.example.defs#note, #gone), so every message would go to every shard: no shard parameters',
    ])
  })

  it('have no TIDs, where the cursor is a text', () => {
    const parameters = { type: 'params', properties: { cursor: { type: 'string' } } }
    expect(upgraded({ parameters, message }, { note }, { parts: ['cursor'] })).toMatchObject({
      added: [],
      notes: [
        'no message has a TID to go with its text "cursor" (a required string "rev"), so that #cursor has no position to tell',
      ],
    })
  })

  it('named twice get one shard key', () => {
    const like = {
      type: 'object',
      required: ['seq', 'by'],
      properties: { seq: { type: 'integer' }, by: did },
    }
    const refs = ['#note', 'com.example.subscribeNotes#note']
    const { added, defs } = upgraded(
      { message: { schema: { type: 'union', refs } } },
      { note: like },
      { parts: ['shard-key'] },
    )
    expect(added).toEqual(['shardKey by of #note'])
    expect(defs['note']).toEqual({ ...like, shardKey: 'by' })
  })

  it('get the definition of a #cursor that they name already', () => {
    const refs = ['#note', '#cursor']
    const { added, main, defs } = upgraded(
      { message: { schema: { type: 'union', refs } } },
      { note },
      { parts: ['cursor'] },
    )
    expect(added).toEqual(cursorAdded)
    expect(main['message']).toEqual({ schema: { type: 'union', refs } })
    expect(defs).toHaveProperty('cursor')
  })
})

describe('what is there already', () => {
  it.each([
    [7, 'the number 7'],
    [null, 'null'],
    ['text', 'the string "text"'],
  ])('a shardKey that is wrong stays so: %j', (shardKey, what) => {
    const { added, notes, defs } = upgraded({ message }, { note: { ...note, shardKey } })
    expect(added).toEqual([...cursorAdded, 'error FutureCursor', 'error ConsumerTooSlow'])
    expect(notes).toEqual([
      `the shardKey of #note is ${what}, not the name of a required string`,
      'no message has a shard key (a required DID, or a property that shardKey names), so every message would go to every shard: no shard parameters',
    ])
    expect(defs['note']).toEqual({ ...note, shardKey })
  })

  it('a shardKey other than the one asked for stays', () => {
    const room = {
      ...note,
      required: [...note.required, 'room'],
      properties: { ...note.properties, room: { type: 'string' } },
      shardKey: 'did',
    }
    const options: UpgradeOptions = { shardKeys: ['room'], parts: ['shard-key'] }
    expect(upgraded({ message }, { note: room }, options)).toMatchObject({
      added: [],
      notes: [
        'the shardKey of #note stays "did": with another one its messages would be in other shards',
      ],
    })
  })

  it('a subprotocol that is no text stays', () => {
    const options: UpgradeOptions = { subprotocol: 'xrpc.v1.json', parts: ['subprotocol'] }
    expect(upgraded({ message, subprotocol: null }, { note }, options)).toMatchObject({
      added: [],
      notes: ['its "subprotocol" is null, where the name of a wire format belongs'],
      main: { subprotocol: null },
    })
  })

  it.each([[null], ['cursor'], [[]]])('a definition "cursor" that is none stays: %j', (cursor) => {
    expect(upgraded({ message }, { note, cursor }, { parts: ['cursor'] })).toMatchObject({
      added: [],
      notes: ['it has a definition "cursor" of its own that is not com.atproto.stream.defs#cursor'],
      defs: { cursor },
    })
  })
})

describe('a document with something wrong in it', () => {
  const junk = fc.oneof(
    fc.constantFrom(undefined, null, true, 7, 'x', 'did'),
    fc.constantFrom<unknown>([], [null], [{}], ['#note', '#cursor'], {}, { name: 'x' }),
    fc
      .constantFrom('string', 'integer', 'params', 'object', 'union')
      .map((type): unknown => ({ type })),
    fc.constantFrom({ type: 'ref', ref: '#note' }, { type: 'union', refs: ['#gone'] }),
  )
  const canonical = readFileSync('lexicons/com/atproto/stream/defs.json', 'utf8')

  function errorsOf(text: string): readonly string[] {
    const folder = { 'com/atproto/stream/defs.json': canonical, 'a.json': text }
    const { documents, diagnostics } = loadInMemory(folder)
    return [...diagnostics, ...checkLexicons(documents).diagnostics]
      .filter(({ severity }) => severity === 'error')
      .map(({ rule, message: words }) => `${rule}: ${words}`)
  }

  it('loses nothing, has nothing twice, and no more errors than before', () => {
    const documents = smallStreams().flatMap(({ value, upgraded: { value: after } }) => [
      value,
      after,
    ])
    fc.assert(
      fc.property(fc.constantFrom(...documents), fc.nat(), junk, (document, index, wrong) => {
        const text = JSON.stringify(spoilt(document, index, wrong), undefined, 2)
        const options = { shardKeys: ['did', 'author'], subprotocol: 'xrpc.v1.json' }
        const { text: once } = upgradeLexicon(text, options)
        expect(parseJsonText(once).problems).toEqual([])
        expectKept(text, once)
        const before = errorsOf(text)
        expect(errorsOf(once).filter((error) => !before.includes(error))).toEqual([])
        expect(upgradeLexicon(once, options)).toMatchObject({ text: once, added: [] })
      }),
      { numRuns: 300 },
    )
  })
})

/** The same with one of its parts replaced, or left out where that is `undefined`. */
function spoilt(document: unknown, index: number, wrong: unknown): unknown {
  let parts = 0
  JSON.stringify(document, (name, value: unknown) => {
    if (isPlace(name)) parts += 1
    return value
  })
  let left = index % parts
  const text = JSON.stringify(document, (name, value: unknown) => {
    if (!isPlace(name)) return value
    left -= 1
    return left === -1 ? wrong : value
  })
  return JSON.parse(text)
}

function isPlace(name: string): boolean {
  return !['', 'lexicon', 'id', 'defs', 'main'].includes(name)
}
