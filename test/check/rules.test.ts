import { describe, expect, it } from 'vitest'

import { ruleCatalogue } from '../../codegen/check/rule-catalogue.js'
import { loadRules } from '../../codegen/load/load-rules.js'
import { referenceCases } from './cases-references.js'
import { shapeCases } from './cases-shape.js'
import { streamCases } from './cases-streams.js'
import { valueCases } from './cases-values.js'
import { linesFor } from './in-memory-folder.js'

const families = [
  ['the shape of a document', shapeCases],
  ['documents and references', referenceCases],
  ['streams', streamCases],
  ['values', valueCases],
] as const

describe.each(families)('%s', (_family, cases) => {
  it.each(cases.map((testCase) => [testCase.name, testCase] as const))(
    '%s',
    (_name, { folder, lines }) => {
      expect(linesFor(folder)).toEqual(lines)
    },
  )
})

describe('the rule catalogue', () => {
  const names = ruleCatalogue.map(({ name }) => name)

  it('has each name once, in kebab case, sorted', () => {
    expect(names).toEqual([...new Set(names)].toSorted())
    expect(names.filter((name) => !/^[a-z]+(?:-[a-z]+)*$/.test(name))).toEqual([])
  })

  it('describes each rule in one sentence', () => {
    const others = ruleCatalogue.filter(({ description }) => !/^\S.*\S\.$/.test(description))
    expect(others).toEqual([])
  })

  it('has no rule that the cases above do not break, and every one that they break', () => {
    const labels = families
      .flatMap(([, cases]) => cases.flatMap(({ lines }) => lines))
      .map((line) => /\[(?:error|warning) [a-z-]+\]$/.exec(line)?.[0])
    const loadNames = new Set(loadRules.map(({ name }) => name))
    const expected = ruleCatalogue
      .filter(({ name }) => !loadNames.has(name))
      .map(({ name, severity }) => `[${severity} ${name}]`)
    expect(new Set(labels)).toEqual(new Set(expected))
  })
})
