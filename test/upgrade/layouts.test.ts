import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { parseJsonText } from '../../codegen/load/json-text.js'
import { upgradeLexicon } from '../../codegen/upgrade/upgrade-lexicon.js'
import { bareStreams, smallStreams } from './bare-streams.js'
import { expectKept } from './expect-kept.js'
import { anyLayouts, printed, tidyLayouts } from './random-layout.js'

const note =
  '"note": { "type": "object", "required": ["seq", "did"], "properties": { "seq": { "type": "integer" }, "did": { "type": "string", "format": "did" } } }'

/** A document in two spaces, with the texts given as its definitions. */
function withDefs(...defs: readonly string[]): string {
  return `{
  "lexicon": 1,
  "id": "com.example.subscribeNotes",
  "defs": {
${defs.map((text) => `    ${text}`).join(',\n')}
  }
}
`
}

/** What is new, less the descriptions and whatever follows `"note"`. */
function upgraded(text: string): string {
  const [start = ''] = upgradeLexicon(text).text.split('    "note"')
  return start
    .replaceAll(/"description": ".*"/g, '"description": "…"')
    .split('\n')
    .slice(4)
    .join('\n')
}

const newParameters = `"parameters": {
        "type": "params",
        "properties": {
          "cursor": {
            "type": "integer",
            "description": "…"
          },
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
        }
      }`

const newErrors = `"errors": [
        {
          "name": "FutureCursor",
          "description": "…"
        },
        {
          "name": "ConsumerTooSlow",
          "description": "…"
        },
        {
          "name": "InvalidShard",
          "description": "…"
        }
      ]`

describe('a subscription', () => {
  it('on one line gets a member on each, and what is in them stays on one', () => {
    const main =
      '"main": { "type": "subscription", "message": { "schema": { "type": "union", "refs": ["#note"] } } }'
    expect(upgraded(withDefs(main, note))).toBe(`    "main": {
      "type": "subscription",
      ${newParameters},
      "message": { "schema": { "type": "union", "refs": ["#note", "#cursor"] } },
      ${newErrors}
    },
`)
  })

  it('whose first member follows the bracket keeps its lines', () => {
    const main = `"main": { "type": "subscription",
      "message": { "schema": { "type": "union", "refs": ["#note"] } } }`
    expect(upgraded(withDefs(main, note))).toBe(`    "main": { "type": "subscription",
      ${newParameters},
      "message": { "schema": { "type": "union", "refs": ["#note", "#cursor"] } },
      ${newErrors} },
`)
  })

  it('takes what it held on several lines along', () => {
    const main = `"main": { "type": "subscription", "message": { "schema": {
      "type": "union",
      "refs": [
        "#note"
      ]
    } } }`
    expect(upgraded(withDefs(main, note))).toBe(`    "main": {
      "type": "subscription",
      ${newParameters},
      "message": { "schema": {
        "type": "union",
        "refs": [
          "#note",
          "#cursor"
        ]
      } },
      ${newErrors}
    },
`)
  })

  it('with parameters on one line has them on several', () => {
    const main =
      '"main": { "type": "subscription", "parameters": { "type": "params", "properties": { "cursor": { "type": "integer" } }, "required": [] }, "message": { "schema": { "type": "union", "refs": ["#note"] } }, "errors": [{ "name": "FutureCursor" }, { "name": "ConsumerTooSlow" }] }'
    expect(upgraded(withDefs(main, note))).toBe(`    "main": {
      "type": "subscription",
      "parameters": {
        "type": "params",
        "properties": {
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
        },
        "required": []
      },
      "message": { "schema": { "type": "union", "refs": ["#note", "#cursor"] } },
      "errors": [
        { "name": "FutureCursor" },
        { "name": "ConsumerTooSlow" },
        {
          "name": "InvalidShard",
          "description": "…"
        }
      ]
    },
`)
  })

  it('with several members on a line parts them where something new comes between', () => {
    const main = `"main": {
      "type": "subscription", "message": {
        "schema": { "type": "union", "refs": ["#note"] }
      }
    }`
    expect(upgraded(withDefs(main, note))).toBe(`    "main": {
      "type": "subscription",
      ${newParameters},
      "message": {
        "schema": { "type": "union", "refs": ["#note", "#cursor"] }
      },
      ${newErrors}
    },
`)
  })
})

it('a list keeps how its items are set apart', () => {
  const main =
    '"main": { "type": "subscription", "message": {"schema":{"type":"union","refs":["#note","#info"]}} }'
  expect(upgraded(withDefs(main, note))).toContain(
    '\n      "message": {"schema":{"type":"union","refs":["#note","#info","#cursor"]}},\n',
  )
})

describe('a short text', () => {
  const options = { parts: ['subprotocol'], subprotocol: 'xrpc.v1.json' } as const
  const message = '"message":{"schema":{"type":"union","refs":["#note"]}}'

  it('stays on the line of its object where there is room', () => {
    const main = `"main": {"type":"subscription", "message":{
      "schema":{"type":"union","refs":["#note"]}
    }}`
    expect(upgradeLexicon(withDefs(main, note), options).text).toBe(
      withDefs(
        main.replace('"subscription", ', '"subscription", "subprotocol": "xrpc.v1.json", '),
        note,
      ),
    )
  })

  it('has a line of its own where there is none', () => {
    const main = `"main": {"type":"subscription",${message}}`
    expect(upgradeLexicon(withDefs(main, note), options).text).toBe(
      withDefs(
        `"main": {
      "type":"subscription",
      "subprotocol": "xrpc.v1.json",
      ${message}
    }`,
        note,
      ),
    )
  })
})

const large = fc.constantFrom(...(await bareStreams()))
const anyStream = fc.oneof(fc.constantFrom(...smallStreams()), large)

it('a document of a hundred thousand lines is no different', () => {
  const many = Array.from({ length: 100_000 }, (_each, index) => `"t${index}": {"type":"token"}`)
  const main =
    '"main": {"type":"subscription","message":{"schema":{"type":"union","refs":["#note"]}}}'
  const { text } = upgradeLexicon(withDefs(...many, main, note), { parts: ['cursor'] })
  expect(text).toContain(`${many.map((line) => `    ${line},\n`).join('')}    "main": {\n`)
  expect(text).toContain('["#note","#cursor"]')
})

describe('however a text is laid out', () => {
  it('the upgrade of it has the same value, and all that was there as it was', () => {
    fc.assert(
      fc.property(anyStream, anyLayouts, ({ value, upgraded: expected }, layout) => {
        const text = printed(value, layout)
        const { text: once, added } = upgradeLexicon(text)
        const { problems, json } = parseJsonText(once)
        expect(problems).toEqual([])
        expect(JSON.parse(JSON.stringify(json))).toEqual(expected.value)
        expect(added).toEqual(expected.added)
        expectKept(text, once)
        expect(upgradeLexicon(once)).toMatchObject({ text: once, added: [] })
      }),
      { numRuns: 150 },
    )
  })

  it('the upgrade of it is as tidy as it was', () => {
    fc.assert(
      fc.property(anyStream, tidyLayouts, ({ value }, layout) => {
        const text = printed(value, layout)
        expect(untidyLines(text, layout.unit)).toEqual([])
        expect(untidyLines(upgradeLexicon(text).text, layout.unit)).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})

/**
 * The lines that are indented neither by a step more than the line of the bracket that they are in
 * nor, where they begin with a bracket that closes, like the line of the one that opened.
 */
function untidyLines(text: string, unit: string): readonly string[] {
  const open: string[] = []
  return text.split(/\r?\n/).filter((line) => {
    const indent = /^[ \t]*/.exec(line)?.[0] ?? ''
    const brackets = line.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').replaceAll(/[^[\]{}]/g, '')
    const around = open.at(-1)
    const expected = around === undefined ? '' : /^\s*[\]}]/.test(line) ? around : around + unit
    for (const bracket of brackets) {
      if ('[{'.includes(bracket)) open.push(indent)
      else open.pop()
    }
    return line !== '' && indent !== expected
  })
}
