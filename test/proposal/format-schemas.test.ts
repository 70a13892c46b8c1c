import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { stringFormats, type StringFormat } from '../../codegen/load/lexicon.js'
import { formatSchemas } from '../../codegen/proposal/schemas/format-schemas.js'
import { formatSamples } from '../../codegen/proposal/vectors/messages/samples.js'

const folder = fileURLToPath(new URL('../../../shared/data/interop/syntax/', import.meta.url))
const hasData = existsSync(folder)
const whyNot = hasData ? '' : ' (skipped: ../shared/data/interop is not there)'

/** Whether a text passes the pattern and the bounds of a format. */
function passes(format: StringFormat, text: string): boolean {
  const { pattern = '', minLength = 0, maxLength = Infinity } = formatSchemas[format]
  const length = Array.from(text).length
  return new RegExp(pattern, 'u').test(text) && length >= minLength && length <= maxLength
}

function linesOf(file: string): readonly string[] {
  if (!existsSync(folder + file)) return []
  const lines = readFileSync(folder + file, 'utf8').split('\n')
  return lines.filter((line) => line !== '' && !line.startsWith('#'))
}

const files: readonly (readonly [StringFormat, string])[] = [
  ['at-identifier', 'atidentifier'],
  ['at-uri', 'aturi'],
  ['cid', 'cid'],
  ['datetime', 'datetime'],
  ['did', 'did'],
  ['handle', 'handle'],
  ['language', 'language'],
  ['nsid', 'nsid'],
  ['record-key', 'recordkey'],
  ['tid', 'tid'],
  ['uri', 'uri'],
]

it('there is a pattern for every format', () => {
  expect(Object.keys(formatSchemas).toSorted()).toEqual([...stringFormats].toSorted())
  expect(files.map(([format]) => format)).toEqual(Object.keys(formatSchemas))
})

it.each(stringFormats)('%s passes the samples of the vectors', (format) => {
  expect(formatSamples[format].filter((text) => !passes(format, text))).toEqual([])
})

describe.skipIf(!hasData)(`the interoperability fixtures${whyNot}`, () => {
  it.each(files)('%s: valid ones pass', (format, file) => {
    const lines = linesOf(`${file}_syntax_valid.txt`)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.filter((line) => !passes(format, line))).toEqual([])
  })

  it.each(files)('%s: invalid ones do not', (format, file) => {
    const lines = linesOf(`${file}_syntax_invalid.txt`)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.filter((line) => passes(format, line))).toEqual([])
  })
})
