import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { isNsid } from '../../codegen/load/nsid.js'
import { parseReference } from '../../codegen/load/reference.js'

const syntax = join(import.meta.dirname, '../../../shared/data/interop/syntax')
const hasSyntax = existsSync(syntax)
const whyNot = hasSyntax ? '' : ' (skipped: the interoperability fixtures are not here)'

function linesOf(file: string): readonly string[] {
  if (!hasSyntax) return []
  return readFileSync(join(syntax, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
}

describe('isNsid', () => {
  it.skipIf(!hasSyntax)(`agrees with the interoperability fixtures${whyNot}`, () => {
    expect(linesOf('nsid_syntax_valid.txt').filter((line) => !isNsid(line))).toEqual([])
    expect(linesOf('nsid_syntax_invalid.txt').filter(isNsid)).toEqual([])
  })

  it('accepts and refuses', () => {
    expect(['a.b.c', 'com.example.fooBar', 'cn.8.lex.stuff'].map(isNsid)).toEqual([
      true,
      true,
      true,
    ])
    expect(['', 'a.b', 'a.b.1c', 'a.b-.c', 'a..c', '1a.b.c', 'a.b.c\n'].filter(isNsid)).toEqual([])
  })
})

describe('parseReference', () => {
  it.each([
    ['#x', 'a.b.c', 'x'],
    ['a.b.d', 'a.b.d', 'main'],
    ['a.b.d#x', 'a.b.d', 'x'],
    ['a.b.d#main', 'a.b.d', 'main'],
    ['lex:a.b.d#x', 'a.b.d', 'x'],
    ['lex:#x', 'a.b.c', 'x'],
    ['#__proto__', 'a.b.c', '__proto__'],
  ])('reads %j', (text, nsid, name) => {
    expect(parseReference(text, 'a.b.c')).toEqual({ nsid, name })
  })

  it.each(['', '#', 'lex:', 'x', 'a.b', 'a.b.d#', 'a.b.d#x#y', '##', 'at://a.b.d'])(
    'refuses %j',
    (text) => {
      expect(parseReference(text, 'a.b.c')).toBe(undefined)
    },
  )
})
