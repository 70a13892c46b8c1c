import { describe, expect, it } from 'vitest'

import { compareFolders } from '../../codegen/breaking/compare-folders.js'
import { evolutionRules } from '../../codegen/breaking/rules.js'
import type { EvolutionRule } from '../../codegen/breaking/rule.js'
import { folderOf, lexicon, loadInMemory, objectOf } from '../check/in-memory-folder.js'
import { evolutionCases } from './cases.js'

const rules: readonly EvolutionRule[] = Object.values(evolutionRules)

function compare(before: object, after: object, sameFolder = true) {
  const old = loadInMemory({ 'a/b/x.json': before })
  const now = loadInMemory({ 'a/b/x.json': after })
  return compareFolders({ documents: old.documents, name: 'before', sameFolder }, now.documents)
}

describe('a change', () => {
  it.each(evolutionCases.map((each) => [each.name, each] as const))(
    '%s',
    (_name, { before, after, lines }) => {
      const { changes, compared } = compare(before, after)
      const said = changes.map(({ path, message, rule }) => `${path}: ${message} [${rule}]`)
      expect(said.toSorted()).toEqual(lines.toSorted())
      expect(compared).toBe(1)
    },
  )

  it('of nothing is none, whatever a document holds', () => {
    for (const { before, after } of evolutionCases) {
      expect(compare(before, before).changes).toEqual([])
      expect(compare(after, after).changes).toEqual([])
    }
  })
})

describe('a document that is missing', () => {
  const gone = lexicon('gone', { main: objectOf({}) })
  const here = lexicon('here', { main: objectOf({}) })
  const now = loadInMemory(folderOf(here)).documents
  const { documents } = loadInMemory(folderOf(gone, here))

  it('was removed, where the folder had it', () => {
    const { changes, compared } = compareFolders(
      { documents, name: 'before', sameFolder: true },
      now,
    )
    expect(compared).toBe(1)
    expect(changes).toEqual([
      {
        severity: 'error',
        rule: 'document-removed',
        file: 'a/b/gone.json',
        line: 1,
        column: 1,
        path: 'a.b.gone',
        message: 'the document a.b.gone was removed',
        hint: 'breaks wire and source',
        wire: 'error',
        source: 'error',
      },
    ])
  })

  it("is none of ours, where it is among somebody else's", () => {
    const { changes } = compareFolders({ documents, name: 'package', sameFolder: false }, now)
    expect(changes).toEqual([])
  })
})

describe('the rules', () => {
  it('have each name once, in kebab case', () => {
    const names = rules.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !/^[a-z]+(?:-[a-z]+)*$/.test(name))).toEqual([])
  })

  it('say in a sentence what they are for, and whom they are for', () => {
    expect(rules.filter(({ description }) => !/^[A-Z`].*\.$/.test(description))).toEqual([])
    expect(rules.filter(({ wire, source }) => wire === undefined && source === undefined)).toEqual(
      [],
    )
  })

  it('are each broken by a case', () => {
    const broken = evolutionCases.flatMap(({ lines }) =>
      lines.flatMap((line) => /\[([a-z-]+)\]$/.exec(line)?.[1] ?? []),
    )
    const names = rules.map(({ name }) => name).filter((name) => name !== 'document-removed')
    expect(new Set(broken)).toEqual(new Set(names))
  })
})
