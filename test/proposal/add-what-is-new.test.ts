import { describe, expect, it } from 'vitest'

import { addWhatIsNew } from '../../codegen/proposal/patch/add-what-is-new.js'
import { withShortReferences } from '../../codegen/proposal/patch/short-references.js'
import { upstreamLayout } from '../../codegen/proposal/patch/upstream-layout.js'

describe('addWhatIsNew', () => {
  const text = `{
  "defs": {
    "main": {
      "description": "theirs",
      "refs": ["#a"],
      "errors": [{ "name": "One" }]
    },
    "a": { "type": "object" }
  }
}
`

  it('adds members, items and errors, and keeps everything else as it stands', () => {
    const proposed = {
      defs: {
        main: {
          description: 'ours',
          refs: ['#a', '#b'],
          errors: [
            { name: 'One', description: 'told' },
            { name: 'Two', description: 'new' },
          ],
        },
        b: { type: 'object', description: 'new' },
        a: { type: 'object' },
      },
    }
    expect(addWhatIsNew(text, proposed)).toEqual({
      text: `{
  "defs": {
    "main": {
      "description": "theirs",
      "refs": ["#a", "#b"],
      "errors": [
        { "name": "One" },
        {
          "name": "Two",
          "description": "new"
        }
      ]
    },
    "a": { "type": "object" },
    "b": {
      "type": "object",
      "description": "new"
    }
  }
}
`,
      added: ['defs.main.refs[#b]', 'defs.main.errors[Two]', 'defs.b'],
      otherwise: [],
    })
  })

  it('names differences that are no additions, and leaves them', () => {
    const proposed = { defs: { main: { refs: ['#c'], errors: 'none' }, a: { type: 'token' } } }
    const { text: after, added, otherwise } = addWhatIsNew(text, proposed)
    expect(added).toEqual(['defs.main.refs[#c]'])
    expect(otherwise).toEqual(['defs.main.refs[#a]', 'defs.main.errors', 'defs.a.type'])
    expect(after).toBe(text.replace('["#a"]', '["#a", "#c"]'))
  })

  it('gives the very same text back where nothing is new', () => {
    expect(addWhatIsNew(text, JSON.parse(text))).toEqual({ text, added: [], otherwise: [] })
  })

  it('takes a property that is called description for what it is', () => {
    const schema = '{ "properties": { "a": { "type": "string" } } }'
    const proposed = {
      properties: { a: { type: 'string' }, description: { type: 'string' } },
    }
    expect(addWhatIsNew(schema, proposed).added).toEqual(['properties.description'])
  })
})

it('references are written as people write them', () => {
  const document = {
    id: 'com.example.a',
    defs: {
      main: { refs: ['lex:com.example.a#b', 'lex:com.example.c#d', 'lex:com.example.c'] },
      text: { ref: 'lex:com.example.a#main', description: 'lex:com.example.a#b' },
    },
  }
  expect(withShortReferences(document)).toEqual({
    id: 'com.example.a',
    defs: {
      main: { refs: ['#b', 'com.example.c#d', 'com.example.c'] },
      text: { ref: '#main', description: 'lex:com.example.a#b' },
    },
  })
})

it('documents are laid out as in the protocol repository', async () => {
  const document = {
    lexicon: 1,
    defs: {
      main: {
        refs: ['#a', '#info'],
        errors: [{ name: 'FutureCursor' }, { name: 'Other', description: 'x'.repeat(80) }],
      },
      a: { properties: { seq: { type: 'integer' }, list: { items: { type: 'string' } } } },
      info: { properties: { name: { knownValues: ['A'] }, message: { type: 'string' } } },
    },
  }
  expect(await upstreamLayout(document)).toBe(`{
  "lexicon": 1,
  "defs": {
    "main": {
      "refs": ["#a", "#info"],
      "errors": [
        { "name": "FutureCursor" },
        {
          "name": "Other",
          "description": "${'x'.repeat(80)}"
        }
      ]
    },
    "a": {
      "properties": {
        "seq": { "type": "integer" },
        "list": {
          "items": { "type": "string" }
        }
      }
    },
    "info": {
      "properties": {
        "name": {
          "knownValues": ["A"]
        },
        "message": {
          "type": "string"
        }
      }
    }
  }
}
`)
})
