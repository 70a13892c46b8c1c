import { describe, expect, it } from 'vitest'

import { formatDiagnostics } from '../../codegen/check/format-diagnostics.js'
import type { JsonPath } from '../../codegen/load/json-path.js'
import { formatPath } from '../../codegen/load/json-path.js'
import { parseDocument } from '../../codegen/load/loaded-document.js'

const origin = { file: 'lexicons/x.json', relativePath: 'x.json' }

function at(text: string, path: JsonPath, part?: 'key' | 'value'): string {
  const { line, column } = parseDocument(origin, text).document.positionOf(path, part)
  return `${line}:${column}`
}

describe('positions', () => {
  const text = '{\n  "a": [1, {"b": null}],\n  "a.b" : "x",\r\n\r\t"ü😀": 1, "c": 2}\n'

  it.each<[JsonPath, string, string]>([
    [[], '1:1', '1:1'],
    [['a'], '2:8', '2:3'],
    [['a', 0], '2:9', '2:9'],
    [['a', 1], '2:12', '2:12'],
    [['a', 1, 'b'], '2:18', '2:13'],
    [['a.b'], '3:11', '3:3'],
    // LF, CRLF and a lone CR each end a line; a column counts UTF-16 code units.
    [['ü😀'], '5:9', '5:2'],
    [['c'], '5:17', '5:12'],
  ])('of %j', (path, value, key) => {
    expect(at(text, path)).toBe(value)
    expect(at(text, path, 'key')).toBe(key)
  })

  it.each<[JsonPath, string]>([
    [['x', 'y'], '1:1'],
    [['a', 7], '2:8'],
    [['a', 'b'], '2:8'],
    [['a', 1, 'b', 'c', 0], '2:18'],
    [[0], '1:1'],
    [['toString'], '1:1'],
  ])('of %j, which is not there, are those of the nearest value around it', (path, expected) => {
    expect(at(text, path)).toBe(expected)
    expect(at(text, path, 'key')).toBe(expected)
  })

  it('are of the last of several members with one name, whose value counts', () => {
    expect(at('{"a": 1, "a": 2}', ['a'])).toBe('1:15')
  })

  it('are of the first character where there is no value', () => {
    expect(at('', ['a'])).toBe('1:1')
    expect(at('['.repeat(100), [0, 0])).toBe('1:1')
  })
})

describe('what is not JSON', () => {
  it.each([
    ['', '1:1: the file is empty'],
    [' \n ', '2:2: the file is empty'],
    ['{"a": 1,}', '1:9: JSON has no trailing commas'],
    ['[1, 2, ]', '1:8: JSON has no trailing commas'],
    ['{"a" 1}', '1:6: a ":" is expected here'],
    ['[1 2]', '1:4: a "," is expected here'],
    ['{"a": 1', '1:8: a "}" is expected here'],
    ['[1', '1:3: a "]" is expected here'],
    ['{"a": }', '1:7: a value is expected here'],
    ['[1,,2]', '1:4: a value is expected here'],
    ['{1: 2}', '1:2: a property name in double quotes is expected here'],
    ["{'a': 1}", '1:2: unexpected "\'a\'"'],
    ['{"a": tru}', '1:7: unexpected "tru"'],
    ['{} {}', '1:4: nothing may follow the document'],
    ['"abc', '1:1: a string is not closed on its line'],
    ['[1.]', '1:2: a number is cut short'],
    ['["\\u12"]', '1:2: a \\u escape takes four hexadecimal digits'],
    ['["\\q"]', '1:2: a string holds an escape that JSON does not have'],
    ['["\t"]', '1:2: a string holds a control character that is not escaped'],
    ['/* a */ {}', '1:1: JSON has no comments'],
  ])('%j', (text, expected) => {
    const { document, diagnostics } = parseDocument(origin, text)
    expect(formatDiagnostics(diagnostics, 'text')).toBe(
      `lexicons/x.json:${expected} [error json-syntax]`,
    )
    expect(document.intact).toBe(false)
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
  })

  it('is reported for every comment, but otherwise once', () => {
    const { diagnostics } = parseDocument(origin, '{ // one\n"a": 01, "b": [,], /* two */ "c": 1 }')
    expect(diagnostics.map(({ line, column, message }) => [line, column, message])).toEqual([
      [1, 3, 'JSON has no comments'],
      [2, 7, 'a "," is expected here'],
      [2, 20, 'JSON has no comments'],
    ])
  })
})

describe('what is JSON', () => {
  it('is read as JSON.parse reads it', () => {
    const text = '{"a": [1, -2.5e3, "\\u00e9\\n", true, false, null, {}], "": {"b": []}}'
    const { document, diagnostics } = parseDocument(origin, text)
    expect(diagnostics).toEqual([])
    expect(document).toMatchObject({ ...origin, intact: true })
    expect(document.json).toEqual(JSON.parse(text))
  })

  it('keeps __proto__ as a member like any other', () => {
    const { json } = parseDocument(origin, '{"__proto__": {"a": 1}}').document
    expect(JSON.stringify(json)).toBe('{"__proto__":{"a":1}}')
    expect(json).not.toHaveProperty('a')
  })

  it('may not have a name twice in an object', () => {
    const { document, diagnostics } = parseDocument(
      origin,
      '{"a": 1, "b": [{"x.y": 1,\n"x.y": 2}], "a": 3, "__proto__": 1, "__proto__": 2}',
    )
    expect(formatDiagnostics(diagnostics, 'text').split('\n')).toEqual([
      'lexicons/x.json:2:1 b[0]["x.y"]: "x.y" stands more than once in this object [error duplicate-key]',
      'lexicons/x.json:2:13 a: "a" stands more than once in this object [error duplicate-key]',
      'lexicons/x.json:2:37 __proto__: "__proto__" stands more than once in this object [error duplicate-key]',
    ])
    expect(document.intact).toBe(true)
  })
})

describe('formatPath', () => {
  it.each<[JsonPath, string]>([
    [[], ''],
    [['defs', 'main', 'refs', 2], 'defs.main.refs[2]'],
    [[0, 'a'], '[0].a'],
    [['a.b', 'c-d', '$x', '1', '', 'q"'], '["a.b"].c-d.$x["1"][""]["q\\""]'],
  ])('of %j', (path, expected) => {
    expect(formatPath(path)).toBe(expected)
  })
})
