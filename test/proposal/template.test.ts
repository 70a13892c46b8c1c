import { describe, expect, it } from 'vitest'

import type { ConformanceRule } from '../../codegen/conformance/rules/catalogue.js'
import { proposalMarkers, withMarker } from '../../codegen/proposal/markers.js'
import { fillTemplate } from '../../codegen/proposal/readme/fill-template.js'
import { listing, table } from '../../codegen/proposal/readme/markdown.js'
import { requirementsOf } from '../../codegen/proposal/readme/requirements.js'
import { rulesTable, uncheckedText } from '../../codegen/proposal/readme/rule-tables.js'

const streams = ['com.example.a']

function fill(template: string, blocks: object = {}, words: object = {}): string {
  return fillTemplate(template, {
    streams,
    blocks: new Map(Object.entries(blocks)),
    words: new Map(Object.entries(words)),
  })
}

describe('a template', () => {
  it('takes blocks on lines of their own, and words within a line', () => {
    expect(
      fill('a\n\n<!-- insert two-words -->\n\nb {{c}} d\n', { 'two-words': 'X\nY\n' }, { c: '1' }),
    ).toBe('a\n\nX\nY\n\nb 1 d\n')
  })

  it('does not look into what it is filled with', () => {
    expect(fill('<!-- insert a -->\n', { a: '$& $1' })).toBe('$& $1\n')
  })

  it('keeps what is about a stream that is chosen, and drops the rest', () => {
    const template = [
      'one',
      '<!-- only com.example.a -->',
      'two',
      '<!-- end -->',
      '<!-- only com.example.b -->',
      'three',
      '<!-- end -->',
      'four\n',
    ].join('\n\n')
    expect(fill(template)).toBe('one\n\ntwo\n\nfour\n')
  })

  it('mentions rules, with links to where they are listed', () => {
    expect(fill('{{rules a-b}} {{rules a b}}')).toBe(
      '_(rule [`a-b`](#rule-a-b))_ _(rules [`a`](#rule-a), [`b`](#rule-b))_',
    )
  })

  it('names what it lacks, and what it has no place for', () => {
    expect(() => fill('<!-- insert a -->')).toThrow(
      'the template has a place for a, which is not there',
    )
    expect(() => fill('{{a}}')).toThrow('the template has a place for a, which is not there')
    expect(() => fill('text', { a: '1' }, { b: '2' })).toThrow('the template has no place for a, b')
  })
})

function rule(id: 'cursor-first' | 'reachable'): ConformanceRule {
  const reference = 'Event Stream specification, connections'
  return { id, side: 'server', level: 'cursor', text: 'It MUST.', reference }
}

describe('requirements', () => {
  const text = `# Title

- **CUR-1** A server MUST
  do it. {{rules a-b c}}
- an item
- **CUR-2** It MAY.

  Not a part of it.
`

  it('are found with their rules', () => {
    expect(requirementsOf(text)).toEqual([
      { id: 'CUR-1', text: 'A server MUST do it.', rules: ['a-b', 'c'] },
      { id: 'CUR-2', text: 'It MAY.', rules: [] },
    ])
  })

  it('have numbers of their own', () => {
    expect(() => requirementsOf(`${text}- **CUR-1** Again.\n`)).toThrow(
      'the requirement CUR-1 comes twice',
    )
  })

  it('are listed by rule; a rule that there is not is told', () => {
    const requirements = [
      { id: 'CUR-1', text: '', rules: ['cursor-first'] },
      { id: 'CUR-2', text: '', rules: ['cursor-first'] },
      { id: 'CUR-3', text: '', rules: [] },
    ]
    expect(rulesTable(requirements, [rule('reachable'), rule('cursor-first')])).toBe(
      [
        '| rule | for | level | checks | needs |',
        '| --- | --- | --- | --- | --- |',
        '| <a id="rule-reachable"></a>`reachable` | server | cursor | today\'s specification, connections |  |',
        '| <a id="rule-cursor-first"></a>`cursor-first` | server | cursor | CUR-1 and CUR-2 |  |',
      ].join('\n'),
    )
    expect(uncheckedText(requirements)).toBe('CUR-3')
    expect(() => rulesTable(requirements, [])).toThrow(
      'CUR-1 names the rule cursor-first, which there is not',
    )
  })
})

it('tables keep bars and line breaks out of the way', () => {
  expect(table(['a'], [['x|y\nz'], [String.raw`x\|y`]])).toBe(
    ['| a |', '| --- |', String.raw`| x\|y z |`, String.raw`| x\|y |`].join('\n'),
  )
})

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('a listing of %j', (items, text) => {
  expect(listing(items)).toBe(text)
})

describe('markers', () => {
  const said = 'Made by lexstream proposal from the lexicons. Edit those and run it again.'

  it.each([
    ['README.md', '# A\n', `<!-- ${said} -->\n\n# A\n`],
    ['types.ts', 'type A = 1\n', `// ${said}\n\ntype A = 1\n`],
    ['a.patch', 'diff --git a b\n', `${said}\n\ndiff --git a b\n`],
    ['a/b.json', '{\n  "a": 1\n}\n', `{\n  "$comment": "${said}",\n  "a": 1\n}\n`],
    [
      'asyncapi.json',
      '{\n  "asyncapi": 1\n}\n',
      `{\n  "x-comment": "${said}",\n  "asyncapi": 1\n}\n`,
    ],
  ])('%s', (path, content, marked) => {
    expect(withMarker(path, content)).toBe(marked)
    expect(proposalMarkers.some((marker) => marked.startsWith(marker))).toBe(true)
  })

  it('are not to be had for every file', () => {
    expect(() => withMarker('a.json', '[]')).toThrow('a.json: is not an object over lines')
    expect(() => withMarker('a.bin', '')).toThrow(
      'a.bin: files of this format cannot say who made them',
    )
  })
})
