import { describe, expect, it } from 'vitest'

import { isJsonObject } from '../../codegen/load/json-value.js'
import { NotALexiconError } from '../../codegen/upgrade/not-a-lexicon-error.js'
import { upgradeLexicon, type UpgradeOptions } from '../../codegen/upgrade/upgrade-lexicon.js'

type Json = Readonly<Record<string, unknown>>

const note = {
  type: 'object',
  required: ['seq', 'did'],
  properties: { seq: { type: 'integer' }, did: { type: 'string', format: 'did' } },
}

function lexicon(main: Json, defs: Json = { note }): Json {
  return {
    lexicon: 1,
    id: 'com.example.subscribeNotes',
    defs: {
      main: {
        type: 'subscription',
        message: { schema: { type: 'union', refs: Object.keys(defs).map((name) => `#${name}`) } },
        ...main,
      },
      ...defs,
    },
  }
}

function upgraded(document: Json, options?: UpgradeOptions) {
  const { text, ...rest } = upgradeLexicon(JSON.stringify(document, null, 2), options)
  const value: unknown = JSON.parse(text)
  const defs = isJsonObject(value) && isJsonObject(value['defs']) ? value['defs'] : {}
  const main = isJsonObject(defs['main']) ? defs['main'] : {}
  return { ...rest, defs, main }
}

describe('what is added', () => {
  it('is everything, to a stream that has nothing of it', () => {
    const { added, notes, main, defs } = upgraded(lexicon({}))
    expect(added).toEqual([
      '#cursor',
      'parameter cursor',
      'parameter shard',
      'parameter shardCount',
      'error FutureCursor',
      'error ConsumerTooSlow',
      'error InvalidShard',
    ])
    expect(notes).toEqual([])
    expect(Object.keys(main)).toEqual(['type', 'parameters', 'message', 'errors'])
    expect(main).toMatchObject({
      parameters: {
        type: 'params',
        properties: {
          cursor: { type: 'integer' },
          shard: { type: 'integer', minimum: 0 },
          shardCount: { type: 'integer', minimum: 1 },
        },
      },
      message: { schema: { type: 'union', refs: ['#note', '#cursor'] } },
    })
    expect(Object.keys(defs)).toEqual(['main', 'note', 'cursor'])
  })

  it('is no more than what was picked', () => {
    expect(upgraded(lexicon({}), { parts: ['cursor'] }).added).toEqual([
      '#cursor',
      'parameter cursor',
    ])
    expect(upgraded(lexicon({}), { parts: ['errors'] }).added).toEqual([
      'error FutureCursor',
      'error ConsumerTooSlow',
    ])
    expect(upgraded(lexicon({}), { parts: ['shards', 'errors'] }).added).toEqual([
      'parameter shard',
      'parameter shardCount',
      'error FutureCursor',
      'error ConsumerTooSlow',
      'error InvalidShard',
    ])
  })

  it('is the half that is missing', () => {
    const cursor = upgraded(lexicon({})).defs['cursor']
    const defined = lexicon({}, { note, cursor })
    expect(upgraded(defined, { parts: ['cursor'] }).added).toEqual(['parameter cursor'])
    const unlisted = lexicon(
      { message: { schema: { type: 'union', refs: ['#note'] } } },
      { note, cursor },
    )
    expect(upgraded(unlisted, { parts: ['cursor'] }).added).toEqual(['#cursor', 'parameter cursor'])
    const half = lexicon({
      parameters: { type: 'params', properties: { shard: { type: 'integer' } } },
      errors: [{ name: 'FutureCursor' }],
    })
    expect(upgraded(half, { parts: ['shards', 'errors'] }).added).toEqual([
      'parameter shardCount',
      'error ConsumerTooSlow',
      'error InvalidShard',
    ])
  })

  it('is a subprotocol only where one is asked for', () => {
    const { main, added } = upgraded(lexicon({ description: 'Notes.' }), {
      subprotocol: 'xrpc.v1.json',
      parts: ['subprotocol'],
    })
    expect(added).toEqual(['subprotocol xrpc.v1.json'])
    expect(Object.keys(main)).toEqual(['type', 'message', 'description', 'subprotocol'])
    expect(upgraded(lexicon({}), { parts: ['subprotocol'] }).added).toEqual([])
  })

  it('is a shard key where one DID alone could be it', () => {
    const like = {
      type: 'object',
      required: ['seq', 'liker'],
      properties: { seq: { type: 'integer' }, liker: { type: 'string', format: 'did' } },
    }
    const { defs, added } = upgraded(lexicon({}, { like }), { parts: ['shard-key', 'shards'] })
    expect(added).toEqual(['shardKey liker of #like', 'parameter shard', 'parameter shardCount'])
    expect(defs['like']).toEqual({ ...like, shardKey: 'liker' })
  })

  it('is the shard key that was named, where a message has it', () => {
    const chat = {
      type: 'object',
      required: ['rev', 'from', 'to', 'room'],
      properties: {
        rev: { type: 'string' },
        from: { type: 'string', format: 'did' },
        to: { type: 'string', format: 'did' },
        room: { type: 'string' },
      },
    }
    const byRev = {
      parameters: { type: 'params', properties: { cursor: { type: 'string' } } },
    }
    const { added, notes } = upgraded(lexicon(byRev, { chat }), {
      shardKeys: ['room', 'from'],
      parts: ['shard-key'],
    })
    expect(added).toEqual(['shardKey room of #chat'])
    expect(notes).toEqual([])
  })
})

it('does not take apart an array that stands in an object of one line', () => {
  const schema = '"message": { "schema": { "type": "union", "refs": ["#note"] } }'
  const text = `{
  "lexicon": 1,
  "id": "com.example.subscribeNotes",
  "defs": {
    "main": {
      "type": "subscription",
      "description": "Notes.",  ${schema}
    },
    "note": ${JSON.stringify(note)}
  }
}
`
  expect(upgradeLexicon(text, { parts: ['cursor'] }).text).toContain(
    schema.replace('["#note"]', '["#note", "#cursor"]'),
  )
})

describe('what cannot be added is said, and the rest is done', () => {
  it.each([
    [
      'a closed union',
      lexicon({ message: { schema: { type: 'union', closed: true, refs: ['#note'] } } }),
      'its union of messages is closed, so that #cursor in it would break clients that hold to that',
      'parameter shard',
    ],
    [
      'no seq',
      lexicon({}, { note: { ...note, required: ['did'] } }),
      'no message has a sequence number (a required integer "seq"), so that #cursor has no position to tell',
      'parameter shard',
    ],
    [
      'a seq that may be null',
      lexicon({}, { note: { ...note, nullable: ['seq'] } }),
      'no message has a sequence number (a required integer "seq"), so that #cursor has no position to tell',
      'parameter shard',
    ],
    [
      'no DID',
      lexicon({}, { note: { ...note, required: ['seq'] } }),
      'no message has a shard key (a required DID, or a property that shardKey names), so every message would go to every shard: no shard parameters',
      '#cursor',
    ],
    [
      'a #cursor of its own',
      lexicon({}, { note, cursor: { type: 'object', properties: {} } }),
      'it has a definition "cursor" of its own that is not com.atproto.stream.defs#cursor',
      'parameter shard',
    ],
    [
      'several DIDs',
      lexicon(
        {},
        {
          note,
          follow: {
            type: 'object',
            required: ['seq', 'by', 'of'],
            properties: {
              seq: { type: 'integer' },
              by: { type: 'string', format: 'did' },
              of: { type: 'string', format: 'did' },
            },
          },
        },
      ),
      '#follow has several DIDs (by, of): name the property that decides its shard',
      'parameter shard',
    ],
  ])('%s', (_name, document, why, added) => {
    const result = upgraded(document)
    expect(result.notes).toEqual([why])
    expect(result.added).toContain(added)
  })

  it('another subprotocol', () => {
    const { notes, added } = upgraded(lexicon({ subprotocol: 'xrpc.v1.json' }), {
      subprotocol: 'xrpc.v1.cbor',
      parts: ['subprotocol'],
    })
    expect(added).toEqual([])
    expect(notes).toEqual([
      'its subprotocol stays "xrpc.v1.json": clients that negotiate nothing rely on it',
    ])
  })

  it('shards for a message without a key, unless that is wanted', () => {
    const keyless = lexicon({}, { note: { ...note, required: ['seq'] } })
    const { added } = upgraded(keyless, { parts: ['shards'], shardsWithoutKey: true })
    expect(added).toEqual(['parameter shard', 'parameter shardCount'])
  })

  it('anything, to a document without a subscription', () => {
    const text = '{"lexicon":1,"id":"com.example.get","defs":{"main":{"type":"query"}}}'
    expect(upgradeLexicon(text)).toMatchObject({
      text,
      added: [],
      notes: ['it has no subscription'],
    })
  })
})

describe('a text that is no lexicon', () => {
  it.each([
    ['{"lexicon": 1,}', '1:15 JSON has no trailing commas'],
    ['[]', 'it is no lexicon document: an object with "lexicon", "id" and "defs"'],
    ['{"id":"a","id":"b","defs":{}}', '1:11 "id" stands more than once in this object'],
  ])('%s', (text, message) => {
    expect(() => upgradeLexicon(text)).toThrow(new NotALexiconError(message))
  })
})

describe('the layout', () => {
  it('spreads a list that would not fit on its line', () => {
    const many = ['#aMessage', '#another', '#aThird', '#aFourth', '#aFifth', '#note']
    const line = `"refs": [${many.map((ref) => JSON.stringify(ref)).join(', ')}]`
    const text = `{
  "lexicon": 1,
  "id": "com.example.subscribeNotes",
  "defs": {
    "main": {
      "type": "subscription",
      "message": {
        "schema": {
          "type": "union",
          ${line}
        }
      }
    },
    "note": ${JSON.stringify(note)}
  }
}`
    const refs = [...many, '#cursor'].map((ref) => `            "${ref}"`)
    expect(upgradeLexicon(text, { parts: ['cursor'] }).text).toContain(
      `          "refs": [\n${refs.join(',\n')}\n          ]\n`,
    )
  })

  it('keeps short lists, and what stands on one line with others, where they are', () => {
    const text = `{
  "lexicon": 1,
  "id": "com.example.subscribeNotes",
  "defs": {
    "main": {
      "type": "subscription",
      "parameters": { "type": "params", "properties": { "cursor": { "type": "integer" } } },
      "message": { "schema": { "refs": ["#note"], "type": "union" } },
      "errors": []
    },
    "note": { "type": "object", "required": ["seq", "did"], "properties": {
      "seq": { "type": "integer" }, "did": { "type": "string", "format": "did" } } }
  }
}`
    const { text: after } = upgradeLexicon(text, { parts: ['shards', 'cursor'] })
    expect(after.replaceAll(/"description": ".*"/g, '"description": "…"')).toContain(`
      "parameters": { "type": "params", "properties": {
        "cursor": { "type": "integer" },
        "shard": {
          "type": "integer",
          "description": "…",
          "minimum": 0
        },
        "shardCount": {
          "type": "integer",
          "description": "…",
          "minimum": 1
        }
      } },
      "message": { "schema": { "refs": ["#note", "#cursor"], "type": "union" } },
      "errors": []
    },
    "note": { "type": "object", "required": ["seq", "did"], "properties": {
      "seq": { "type": "integer" }, "did": { "type": "string", "format": "did" } } },
    "cursor": {
      "type": "object",
      "description": "…",
      "required": ["cursor", "highestSeq", "live"],`)
  })
})
