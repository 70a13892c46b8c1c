import { createContext, runInContext } from 'node:vm'

import * as fc from 'fast-check'
import { Project } from 'ts-morph'
import { describe, expect, it } from 'vitest'

import { constraintText, sentences } from '../../codegen/emit/constraint-text.js'
import { docs, docText } from '../../codegen/emit/doc-comment.js'
import { access, memberName, objectLiteral } from '../../codegen/emit/field-access.js'
import { nameComment, stringLiteral } from '../../codegen/emit/literal.js'
import { arrayType, primitiveType, readonlyArrayType } from '../../codegen/emit/shape-type.js'
import type { IntegerShape, StringShape } from '../../codegen/model/model.js'
import { integerShape, stringShape } from '../../codegen/model/primitive-shapes.js'
import { texts } from '../wire/arbitraries.js'

const sandbox = createContext({})

function evaluate(source: string): unknown {
  return runInContext(`(${source})`, sandbox)
}

const anyText = fc.oneof(
  texts,
  fc.string({ unit: fc.constantFrom(...Array.from('\'"`\\\n\u2028\ufeff*/$')) }),
)

describe('string literals', () => {
  it.each([
    ['plain', "'plain'"],
    ["it's", "'it\\'s'"],
    ['"`${x}`"', '\'"`${x}`"\''],
    ['a\\b', "'a\\u005cb'"],
    ['\n\t\0', "'\\u000a\\u0009\\u0000'"],
    ['\u2028\u202e\ufeff', "'\\u2028\\u202e\\ufeff'"],
    ['é 😀', "'é 😀'"],
    ['\ud800', "'\\ud800'"],
    ['\u{e0001}', "'\\udb40\\udc01'"],
  ])('%j is written %s', (text, literal) => {
    expect(stringLiteral(text)).toBe(literal)
  })

  it('mean the text that they are made from', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(evaluate(stringLiteral(text))).toBe(text)
        expect(stringLiteral(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
      }),
    )
  })

  it('come through the printer, many in one place', () => {
    const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true })
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 8 }), (list) => {
        const literals = list.map(stringLiteral)
        const statements = [
          `f(${literals.join(', ')}) // ${list.map(nameComment).join(' ')}`,
          'g()',
        ]
        const file = project.createSourceFile('x.ts', { statements }, { overwrite: true })
        expect(file.getFullText()).toBe(`${statements.join('\n')}\n`)
      }),
    )
  })
})

describe('doc comments', () => {
  it('break lines at 96 characters, paragraphs and lists by themselves', () => {
    const long = Array.from({ length: 30 }, (_, index) => `word${index}`).join(' ')
    const lines = docText('One.', undefined, '  ', long, { bullets: [long, 'b'] }).split('\n')
    expect(lines.slice(0, 3)).toEqual(['One.', '', expect.stringMatching(/^word0 .* word14$/)])
    expect(lines.slice(-4)).toEqual([
      expect.stringMatching(/^- word0 /),
      expect.stringMatching(/^ {2}word/),
      expect.stringMatching(/^ {2}word/),
      '- b',
    ])
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(96)
    expect(docText('x'.repeat(200), 'y')).toBe(`${'x'.repeat(200)}\n\ny`)
  })

  it('are none where there is nothing to say', () => {
    expect(docs(undefined, '', ' \n', { bullets: [] })).toEqual([])
    expect(docs('One line.')).toEqual(['One line.'])
    expect(docs('One.', 'Two.')).toEqual(['\nOne.\n\nTwo.'])
  })

  it.each([
    ['ends */ here', 'ends *\\/ here'],
    ['@deprecated and {@link x}', '\\@deprecated and {\\@link x}'],
    ['me@example.com, @ 9', 'me@example.com, \\@ 9'],
    ['a\r\nb\u2028c\u0000d\u202ee', 'a b c d e'],
    ['half \ud800', 'half'],
  ])('%j is said as %j', (text, expected) => {
    expect(docText(text)).toBe(expected)
  })

  it('end where they should and have no tags, whatever they say', () => {
    const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true })
    const hostile = fc.string({
      unit: fc.constantFrom(...Array.from('*/@{} \n`\\'), 'param', 'link'),
    })
    fc.assert(
      fc.property(fc.oneof(hostile, texts), (text) => {
        const file = project.createSourceFile('x.ts', '', { overwrite: true })
        const alias = file.addTypeAlias({ name: 'X', docs: docs('First.', text), type: 'string' })
        expect(
          alias.getJsDocs().flatMap((doc) => doc.getTags().map((tag) => tag.getText())),
        ).toEqual([])
        expect(file.getStatements()).toHaveLength(1)
        expect(
          file
            .getFullText()
            .replace(/\/\*[^]*?\*\//, '')
            .trim(),
        ).toBe('type X = string;')
      }),
    )
  })
})

function integer(part: Partial<IntegerShape>): string | undefined {
  return constraintText({ ...integerShape({ type: 'integer' }), ...part })
}

function string(part: Partial<StringShape>, description?: string): string | undefined {
  return constraintText({ ...stringShape({ type: 'string' }), ...part }, description)
}

describe('constraints in words', () => {
  it('say what the type does not', () => {
    expect(integer({})).toBeUndefined()
    expect(integer({ minimum: 0 })).toBe('At least 0.')
    expect(integer({ maximum: -1 })).toBe('At most -1.')
    expect(integer({ minimum: 1, maximum: 5 })).toBe('From 1 to 5.')
    expect(integer({ minimum: 1, enum: [1, 2] })).toBeUndefined()
    expect(string({ maxLength: 1 })).toBe('At most 1 byte.')
    expect(string({ minLength: 3, maxLength: 3, maxGraphemes: 2 })).toBe(
      'Exactly 3 bytes. At most 2 graphemes.',
    )
    expect(string({ format: 'did', maxLength: 64 })).toBe('Format: did. At most 64 bytes.')
    expect(string({ format: 'did', const: 'x' })).toBeUndefined()
    expect(constraintText({ kind: 'blob', accept: ['image/*', 'text/plain'], maxSize: 10 })).toBe(
      'Accepts image/*, text/plain. At most 10 bytes.',
    )
    expect(constraintText({ kind: 'blob', accept: [], maxSize: undefined })).toBeUndefined()
  })

  it('do not say again what a description says', () => {
    expect(string({ maxLength: 2000 }, 'At most 2,000 bytes.')).toBeUndefined()
    expect(string({ maxLength: 2000 }, 'At most 12,000 or 20000 bytes.')).toBe(
      'At most 2000 bytes.',
    )
    expect(string({ minLength: 1, maxLength: 64 }, 'From 1 to 64.')).toBeUndefined()
    expect(string({ maxLength: 4 }, 'One of 4 kinds.')).toBe('At most 4 bytes.')
    expect(string({ format: 'at-uri' }, 'The AT URI of a post.')).toBeUndefined()
    expect(string({ format: 'did' }, 'What it did.')).toBe('Format: did.')
  })

  it('are sentences with one space between', () => {
    expect(sentences('A.', undefined, '', 'B.')).toBe('A. B.')
    expect(sentences(undefined, '')).toBeUndefined()
  })
})

describe('fields', () => {
  it('are quoted where they must be', () => {
    expect(['a', '$b', 'class', '1', 'a-b', '__proto__', 'é'].map(memberName)).toEqual([
      'a',
      '$b',
      'class',
      "'1'",
      "'a-b'",
      "['__proto__']",
      "'é'",
    ])
    expect(['a', 'class', 'a-b', '__proto__'].map((name) => access('value', name))).toEqual([
      'value.a',
      'value.class',
      "value['a-b']",
      "value['__proto__']",
    ])
  })

  it('become own fields of a literal, and stay away where they are undefined', () => {
    const literal = objectLiteral(
      [
        { name: 'a', variable: 'a', required: true },
        { name: 'b-c', variable: 'bC', required: true },
        { name: '__proto__', variable: 'proto', required: false },
        { name: 'toString', variable: 'text', required: false },
        { name: 'd', variable: 'd', required: false, value: 'd ?? 4' },
      ],
      ["$type: 'x'"],
    )
    const make = (locals: string): unknown =>
      evaluate(`(() => { ${locals}; return Object.entries(${literal}) })()`)
    expect(make('let a = 1, bC = 2, proto, text, d')).toEqual([
      ['$type', 'x'],
      ['a', 1],
      ['b-c', 2],
      ['d', 4],
    ])
    expect(make('let a = 1, bC = 2, proto = 3, text = 5, d = 6')).toEqual([
      ['$type', 'x'],
      ['a', 1],
      ['b-c', 2],
      ['__proto__', 3],
      ['toString', 5],
      ['d', 6],
    ])
  })

  it('are named in line comments without breaking the line', () => {
    expect(['a.b-c', '$type', '*/', 'a\nb'].map(nameComment)).toEqual([
      'a.b-c',
      '$type',
      "'*/'",
      "'a\\u000ab'",
    ])
  })
})

describe('types', () => {
  it('of arrays bind what they hold', () => {
    expect(arrayType('string')).toBe('string[]')
    expect(arrayType("'a' | 'b'")).toBe("('a' | 'b')[]")
    expect(arrayType('-5')).toBe('(-5)[]')
    expect(readonlyArrayType(readonlyArrayType('Cid'))).toBe('readonly (readonly Cid[])[]')
  })

  it('of primitives show the values that are allowed', () => {
    const text = stringShape({ type: 'string' })
    expect(primitiveType({ kind: 'boolean', const: false })).toBe('false')
    expect(primitiveType({ ...integerShape({ type: 'integer' }), enum: [-1, 2] })).toBe('-1 | 2')
    expect(primitiveType({ ...text, const: "'" })).toBe("'\\''")
    expect(primitiveType({ ...text, knownValues: [] })).toBe('string')
    expect(primitiveType({ ...text, knownValues: ['a'] })).toBe(
      "'a' | (string & Record<never, never>)",
    )
  })
})
