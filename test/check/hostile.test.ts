import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { formatDiagnostics } from '../../codegen/check/format-diagnostics.js'
import { ruleCatalogue } from '../../codegen/check/rule-catalogue.js'
import {
  checkInMemory,
  folderOf,
  lexicon,
  linesFor,
  loadInMemory,
  objectOf,
  paramsOf,
  subscriptionTo,
} from './in-memory-folder.js'

describe('hostile documents', () => {
  it('may use names that objects inherit', () => {
    const text = `{"lexicon": 1, "id": "a.b.c", "defs": {
      "main": {"type": "query", "parameters": {"type": "params", "properties": {"__proto__": {"type": "string"}}}},
      "__proto__": {"type": "object", "required": ["__proto__", "constructor"], "properties": {
        "__proto__": {"type": "ref", "ref": "#constructor"},
        "constructor": {"type": "ref", "ref": "#__proto__"},
        "hasOwnProperty": {"type": "union", "refs": ["#__proto__"]}
      }},
      "constructor": {"type": "object", "properties": {"toString": {"type": "ref", "ref": "#valueOf"}}}
    }}`
    expect(linesFor({ 'a/b/c.json': text })).toEqual([
      'a/b/c.json:3:7 defs.__proto__: nothing refers to the definition "__proto__" [warning unused-definition]',
      'a/b/c.json:8:7 defs.constructor: nothing refers to the definition "constructor" [warning unused-definition]',
      'a/b/c.json:8:91 defs.constructor.properties.toString.ref: unknown ref "#valueOf" [error unknown-ref]',
    ])
    const sound = text.replace('#valueOf', '#constructor')
    expect(checkInMemory({ 'a/b/c.json': sound }).documents).toHaveLength(1)
  })

  it('may have members that objects inherit in every place', () => {
    const text = `{"lexicon": 1, "id": "a.b.c", "__proto__": 1, "defs": {"x": {"type": "__proto__"}, "y": {"type": "token", "constructor": 1}}}`
    expect(linesFor({ 'a/b/c.json': text })).toEqual([
      'a/b/c.json:1:31 __proto__: unknown member "__proto__" [warning unknown-member]',
      expect.stringMatching(
        /^a\/b\/c\.json:1:70 defs\.x\.type: unknown type "__proto__" \(it can be record, .*\) \[error unknown-type\]$/,
      ),
      'a/b/c.json:1:107 defs.y.constructor: unknown member "constructor" [warning unknown-member]',
    ])
  })

  it('may nest deep, up to a limit', () => {
    // The document, `defs` and the innermost schema are three levels themselves.
    expect(rulesBrokenByNesting(61)).toEqual(['upstream-parser'])
    expect(rulesBrokenByNesting(62)).toEqual(['nesting-depth'])
  })

  it('may nest so deep that a recursive parser would run out of stack', () => {
    for (const text of ['['.repeat(1e6), '{"a":'.repeat(1e6), '{],"a":[},'.repeat(1e5)]) {
      const { documents, diagnostics } = loadInMemory({ 'a/b/c.json': text })
      expect(diagnostics.map(({ rule, message }) => [rule, message])).toEqual([
        ['nesting-depth', 'nested more than 64 levels deep'],
      ])
      expect(documents.map(({ json, intact }) => [json, intact])).toEqual([[undefined, false]])
    }
  })

  it('may hold numbers of any size', () => {
    const text = `{"lexicon": 1e0, "id": "a.b.c", "defs": {"x": {"type": "integer", "minimum": -1e999, "default": 0.5, "const": 99999999999999999999}}}`
    expect(linesFor({ 'a/b/c.json': text })).toEqual([
      'a/b/c.json:1:78 defs.x.minimum: must be an integer, not the number -Infinity [error document-shape]',
      'a/b/c.json:1:97 defs.x.default: must be an integer, not the number 0.5 [error document-shape]',
    ])
  })

  it('cannot write to the terminal, break a line or flood it', () => {
    const name = `\u001b[31m\n${'x'.repeat(10_000)}`
    const [line = ''] = linesFor(folderOf(lexicon('c', { x: { type: name } })))
    expect(line).toMatch(
      /^a\/b\/c\.json:6:15 defs\.x\.type: unknown type "\\u001b\[31m\\nx{74}…" \(/,
    )
    expect(line).not.toMatch(/\p{Cc}/u)
  })

  it('may be many and miss each other without taking long', () => {
    const documents = Array.from({ length: 300 }, (_, index) =>
      lexicon(`document${index}`, {
        x: objectOf({ y: { type: 'ref', ref: `com.example.missing.document${index}#x` } }),
      }),
    )
    const { diagnostics } = checkInMemory(folderOf(...documents))
    expect(new Set(diagnostics.map(({ rule }) => rule))).toEqual(new Set(['unknown-document']))
    expect(diagnostics).toHaveLength(300)
  })
})

const jsonCharacters = Array.from('{}[]",:\\/ \n01-e.tn')

const rules = new Map(ruleCatalogue.map(({ name, severity }) => [name, severity]))

/** Whatever the folder, the result is in order, and every form of it can be printed. */
function expectOrderly(folder: Readonly<Record<string, unknown>>): void {
  const { documents, diagnostics } = checkInMemory(folder)
  for (const { rule, severity, line, column } of diagnostics) {
    expect(rules.get(rule)).toBe(severity)
    expect(line).toBeGreaterThan(0)
    expect(column).toBeGreaterThan(0)
  }
  if (diagnostics.some(({ severity }) => severity === 'error')) expect(documents).toEqual([])
  expect(formatDiagnostics(diagnostics, 'text')).not.toMatch(/[^\P{Cc}\n]/u)
  expect(JSON.parse(formatDiagnostics(diagnostics, 'json'))).toHaveLength(diagnostics.length)
  const commands = formatDiagnostics(diagnostics, 'github')
  expect(commands === '' ? [] : commands.split('\n')).toHaveLength(diagnostics.length)
}

describe('whatever a folder holds', () => {
  it('check does not throw on any JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), fc.json(), (first, second) => {
        expectOrderly({ 'a/b/c.json': first, 'a/b/d.json': second })
      }),
    )
  })

  it('check does not throw on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...jsonCharacters) }), (text) => {
        expectOrderly({ 'a/b/c.json': text })
      }),
    )
  })

  it('check does not throw on a document in which any value was replaced by any other', () => {
    const whole = lexicon('c', {
      main: subscriptionTo(['#m', '#cursor'], {
        subprotocol: 'xrpc.v0.cbor',
        parameters: paramsOf(
          { cursor: { type: 'integer', minimum: 0 }, shard: { type: 'integer' } },
          { required: ['cursor'] },
        ),
        errors: [{ name: 'FutureCursor' }],
      }),
      m: objectOf(
        {
          seq: { type: 'integer', enum: [1, 2], default: 1 },
          did: { type: 'string', format: 'did', maxLength: 10, maxGraphemes: 5, const: 'x' },
          list: { type: 'array', items: { type: 'union', refs: ['#m'] }, maxLength: 1 },
        },
        { required: ['seq', 'did'], nullable: ['list'], shardKey: 'did' },
      ),
      cursor: objectOf({ cursor: { type: 'ref', ref: '#m' } }),
    })
    const canonical = { ...whole, id: 'com.atproto.stream.defs' }
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.jsonValue({ maxDepth: 2 }), (first, second, value) => {
        expectOrderly({
          'a/b/c.json': replaceNth(whole, first, value),
          'com/atproto/stream/defs.json': replaceNth(canonical, second, value),
        })
      }),
      { numRuns: 500 },
    )
  })
})

/** A copy in which one value, counted round and round, is another. */
function replaceNth(root: unknown, index: number, replacement: unknown): unknown {
  let count = 0
  JSON.stringify(root, (_key, value: unknown) => {
    count += 1
    return value
  })
  let left = index % count
  const text = JSON.stringify(root, (_key, value: unknown) => {
    left -= 1
    return left === -1 ? replacement : value
  })
  return JSON.parse(text)
}

function rulesBrokenByNesting(levels: number): readonly string[] {
  let schema: object = { type: 'integer' }
  for (let level = 0; level < levels; level += 1) schema = { type: 'array', items: schema }
  const folder = folderOf(lexicon('c', { x: schema }))
  const diagnostics = [...loadInMemory(folder).diagnostics, ...checkInMemory(folder).diagnostics]
  return diagnostics.map(({ rule }) => rule)
}
