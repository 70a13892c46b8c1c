import { beforeAll, describe, expect, it } from 'vitest'

import { subprotocols } from '../../templates/frame/subprotocol.js'
import { encodeLexJson } from '../../templates/json/lex-json.js'
import type { LexMap, LexValue } from '../../templates/values/lex-value.js'
import { folderOf, lexicon, objectOf } from '../check/in-memory-folder.js'
import { comparable } from '../wire/comparable.js'
import { generateInMemory, modelOf } from './generate-in-memory.js'
import { type AnyStream, streamOf } from './generated-module.js'
import {
  hostileDefinitions,
  hostileLexicons,
  hostileNames,
  hostileNsid,
} from './hostile-lexicons.js'
import { OutputFolder } from './output-folder.js'
import { decodeMessage, expectRoundTrip } from './round-trip.js'

const output = new OutputFolder('hostile')
let files: ReadonlyMap<string, string> = new Map()
let stream: AnyStream

beforeAll(async () => {
  files = await generateInMemory(hostileLexicons)
  output.write(files)
  stream = streamOf(await output.import(`${hostileNsid}.ts`))
}, 120_000)

const required: LexMap = Object.fromEntries(hostileNames.map((name) => [name, `is ${name}`]))

function expectSent($type: string, fields: LexMap): void {
  expectRoundTrip(stream, { $type, ...fields })
}

function message(name: string, fields: LexMap): LexMap & { readonly $type: string } {
  return { $type: `${hostileNsid}#${name}`, ...fields }
}

describe('code generated from hostile names and texts', () => {
  it('compiles under strict settings', async () => {
    expect(await output.compile()).toEqual([])
  })

  it('holds no any, and nothing that is invisible but line feeds and spaces', () => {
    const suspects = [...files]
      .filter(([path]) => !path.startsWith('runtime/'))
      .flatMap(([, text]) => text.split('\n'))
      .filter((line) =>
        /(?:\w\)?\??: |<|\bas |[^|]\| )any\b|\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u.test(line),
      )
    expect(suspects).toEqual([])
  })

  it('gives files names that no file system takes for the same', () => {
    const paths = [...files.keys()]
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length)
    expect(paths.filter((path) => path.startsWith('com.example.f'))).toEqual([
      'com.example.foo.barBaz.ts',
      'com.example.fooBar.Baz.ts',
      'com.example.fooBar.baz-2.ts',
    ])
  })

  it('has nothing of what the checks refuse', () => {
    for (const name of ['$type', '$bytes', '$link']) {
      const defs = { x: objectOf({ [name]: { type: 'integer' } }) }
      expect(() => modelOf(folderOf(lexicon('c', defs))), name).toThrow('[error reserved-property]')
    }
    for (const name of ['', ' ', 'a b', '#', 'a#b', '\u2028', '\ufeff']) {
      const defs = { [name]: objectOf({}) }
      expect(() => modelOf(folderOf(lexicon('c', defs))), name).toThrow('[error definition-name]')
    }
  })

  it('has every message in its descriptor', () => {
    expect(stream.messages.map(({ t }) => t)).toEqual([
      '#clash',
      '#required',
      '#optional',
      ...hostileDefinitions.map((name) => `#${name}`),
      'com.example.foo.barBaz',
      'com.example.fooBar.baz',
      'com.example.fooBar.Baz#foo',
    ])
    expect(stream.errors).toEqual(['Constructor', 'ToString', 'Proto'])
  })

  it('keeps all required fields apart', () => {
    expectRoundTrip(stream, message('required', required))
  })

  it('keeps all optional fields apart, together and each by itself', () => {
    const all = Object.fromEntries(hostileNames.map((name, index) => [name, index]))
    expectRoundTrip(stream, message('optional', all))
    for (const name of hostileNames) {
      expectRoundTrip(stream, message('optional', Object.fromEntries([[name, 7]])))
    }
  })

  it('never makes a field of what an object inherits', () => {
    expectRoundTrip(stream, message('optional', {}))
    for (const subprotocol of subprotocols) {
      const codec = stream.codecs[subprotocol]
      const decoded = decodeMessage(codec, codec.encode(message('optional', {})))
      expect(Object.keys(decoded)).toEqual(['$type'])
      expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype)
    }
  })

  it('keeps null apart from absent', () => {
    const nulls: LexMap = Object.fromEntries([
      ['__proto__', null],
      ['toString', null],
      ['class', null],
    ])
    expectRoundTrip(stream, message('optional', nulls))
  })

  it('reads and writes every definition as a message, as a member of a union and as a value', () => {
    for (const name of hostileDefinitions) {
      const plain: LexMap = Object.fromEntries<LexValue>([
        ['name', name],
        [name, 3],
        ['next', { name }],
      ])
      expectRoundTrip(stream, message(name, plain))
      expectRoundTrip(
        stream,
        message('clash', {
          ops: [{}, { constructor: null }],
          any: message(name, plain),
          plain: required,
          optional: {},
          constructor: { name: '__proto__' },
          opsItem: {},
          others: [message('constructor', { name: 'constructor' })],
        }),
      )
    }
  })

  it('tells apart documents whose names fold together', () => {
    const [first, second, third] = [
      'com.example.foo.barBaz',
      'com.example.fooBar.baz',
      'com.example.fooBar.Baz',
    ]
    expectSent(first, { id: first, next: { id: second, next: { id: third } } })
    expectSent(second, { id: second, foo: { id: 'x' } })
    expectSent(`${third}#foo`, { id: 'x' })
  })

  it('says which field is missing', () => {
    const payload = { $type: `${hostileNsid}#clash`, ops: [], any: {}, plain: {} }
    const { any: _, ...incomplete } = { ...payload, plain: required }
    const frame = encodeLexJson({ $type: 'message', payload: incomplete })
    expect(() => stream.codecs['xrpc.v1.json'].decode(frame)).toThrow(
      'required field any is missing',
    )
  })

  it('reads and writes parameters of all these names', () => {
    const numbers = Object.fromEntries(hostileNames.map((name, index) => [name, index + 1]))
    const params: LexMap = { ...numbers, valueOf: ['did:web:a.example'], toString: false }
    const query = stream.params.serialize(params)
    expect([...query.keys()].toSorted()).toEqual([...hostileNames].toSorted())
    expect(comparable(stream.params.parse(query))).toEqual(comparable(params))
  })

  it('does not take what parameters inherit for a value', () => {
    const least = new URLSearchParams('constructor=1&__proto__=2&class=3')
    const params = stream.params.parse(least)
    expect(comparable(params)).toEqual(
      new Map<string, unknown>([
        ['__proto__', 2],
        ['class', 3],
        ['constructor', 1],
        ['toString', true],
      ]),
    )
    least.append('toString', 'true')
    expect(stream.params.serialize(params).toString()).toBe(
      new URLSearchParams([
        ['__proto__', '2'],
        ['constructor', '1'],
        ['toString', 'true'],
        ['class', '3'],
      ]).toString(),
    )
    least.delete('constructor')
    expect(() => stream.params.parse(least)).toThrow('constructor: is required')
  })
})
