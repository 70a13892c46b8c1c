import { describe, expect, it } from 'vitest'

import { compareFolders, type BreakingChange } from '../../codegen/breaking/compare-folders.js'
import { evolutionRules } from '../../codegen/breaking/rules.js'
import type { EvolutionRule } from '../../codegen/breaking/rule.js'
import { folderOf, lexicon, loadInMemory, objectOf } from '../check/in-memory-folder.js'
import type { EvolutionExample } from './examples/evolution-example.js'
import { evolutionExamples, ruleExamples } from './examples/index.js'

const rules: readonly EvolutionRule[] = Object.values(evolutionRules)

function compare({ before, after }: Pick<EvolutionExample, 'before' | 'after'>) {
  const { documents } = loadInMemory(folderOf(...before))
  const now = loadInMemory(folderOf(...after)).documents
  return compareFolders({ documents, name: 'before', sameFolder: true }, now)
}

function lineFor({ path, message, rule: name, wire, source }: BreakingChange): string {
  const rule = rules.find((each) => each.name === name)
  const isUsual = wire === (rule?.wire ?? null) && source === (rule?.source ?? null)
  const severities = isUsual ? '' : ` (wire: ${wire ?? 'fine'}, source: ${source ?? 'fine'})`
  return `${path}: ${message} [${name}]${severities}`
}

function rulesBroken(example: EvolutionExample): readonly string[] {
  return compare(example).changes.map(({ rule }) => rule)
}

/** The name of the rule under a key of `evolutionRules`. */
function ruleName(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

describe('a change', () => {
  it.each(evolutionExamples.map((each) => [each.name, each] as const))('%s', (_name, example) => {
    expect(compare(example).changes.map(lineFor).toSorted()).toEqual(example.lines.toSorted())
  })

  it('of nothing is none, whatever a document holds', () => {
    for (const { before, after } of evolutionExamples) {
      expect(compare({ before, after: before }).changes).toEqual([])
      expect(compare({ before: after, after }).changes).toEqual([])
    }
  })

  it('has a name of its own', () => {
    const names = evolutionExamples.map(({ name }) => name)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })
})

describe('a document that is missing', () => {
  const gone = lexicon('gone', { main: { type: 'query' } })
  const here = lexicon('here', { main: objectOf({}) })

  it('was removed, where the folder had it', () => {
    const { changes, compared } = compare({ before: [gone, here], after: [here] })
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
    const { documents } = loadInMemory(folderOf(gone, here))
    const now = loadInMemory(folderOf(here)).documents
    const before = { documents, name: 'package', sameFolder: false }
    expect(compareFolders(before, now).changes).toEqual([])
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

  it('say how bad each change is', () => {
    const severities = rules.map(
      ({ name, wire, source }) => `${name}: ${wire ?? 'fine'}, ${source ?? 'fine'}`,
    )
    expect(severities).toEqual([
      'document-removed: error, error',
      'endpoint-removed: error, error',
      'record-removed: error, error',
      'permission-set-removed: error, fine',
      'permission-removed: error, fine',
      'definition-removed: fine, error',
      'definition-type-changed: error, error',
      'message-removed: error, error',
      'default-subprotocol-changed: error, fine',
      'shard-key-changed: error, fine',
      'union-member-removed: error, error',
      'union-closed: error, error',
      'union-opened: error, warning',
      'closed-union-member-added: error, error',
      'field-removed: error, error',
      'optional-field-removed: warning, error',
      'field-type-changed: error, error',
      'required-field-added: error, error',
      'field-made-required: error, error',
      'field-made-optional: error, error',
      'field-made-nullable: error, error',
      'field-made-non-nullable: error, warning',
      'constraint-narrowed: error, fine',
      'constraint-widened: error, fine',
      'enum-value-removed: error, error',
      'enum-value-added: error, error',
      'default-changed: warning, fine',
      'parameter-removed: error, error',
      'parameter-type-changed: error, error',
      'required-parameter-added: error, error',
      'parameter-made-required: error, error',
      'parameter-made-optional: fine, warning',
      'parameter-narrowed: error, fine',
      'parameter-value-removed: error, error',
      'parameter-value-added: fine, warning',
      'error-removed: warning, error',
      'body-added: error, error',
      'body-removed: error, error',
      'body-schema-added: error, error',
      'body-schema-removed: error, error',
      'body-encoding-changed: error, error',
      'record-key-changed: error, fine',
    ])
  })

  it('stand under their names', () => {
    expect(rules.map(({ name }) => name)).toEqual(Object.keys(evolutionRules).map(ruleName))
  })

  it('have examples each', () => {
    expect(Object.keys(ruleExamples).toSorted()).toEqual(Object.keys(evolutionRules).toSorted())
  })
})

describe.each(Object.entries(ruleExamples).map(([key, each]) => [ruleName(key), each] as const))(
  '%s',
  (name, { breaks, keeps }) => {
    it('is broken by each example that is to break it', () => {
      expect(breaks.filter((example) => !rulesBroken(example).includes(name))).toEqual([])
      expect(breaks.length).toBeGreaterThan(0)
    })

    it('is kept by each example that is to keep it, which is a change as well', () => {
      expect(keeps.filter((example) => rulesBroken(example).includes(name))).toEqual([])
      const unchanged = keeps.filter(
        ({ before, after }) => JSON.stringify(before) === JSON.stringify(after),
      )
      expect(unchanged).toEqual([])
      expect(keeps.length).toBeGreaterThan(0)
    })
  },
)
