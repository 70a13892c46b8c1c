import { expect, it } from 'vitest'

import { isWithinFormat } from '../../codegen/breaking/compare/string-formats.js'
import { stringFormats } from '../../codegen/load/lexicon.js'
import * as formats from '../../templates/formats/index.js'
import { samples } from '../formats/samples.js'

const checks = {
  'at-identifier': formats.isAtIdentifier,
  'at-uri': formats.isAtUri,
  cid: formats.isCid,
  datetime: formats.isDatetime,
  did: formats.isDid,
  handle: formats.isHandle,
  language: formats.isLanguage,
  nsid: formats.isNsid,
  'record-key': formats.isRecordKey,
  tid: formats.isTid,
  uri: formats.isUri,
} as const

const pairs = stringFormats.flatMap((narrow) =>
  stringFormats
    .filter((wide) => wide !== narrow && isWithinFormat(narrow, wide))
    .map((wide) => [narrow, wide] as const),
)

it('knows of formats within others', () => {
  expect(pairs.map(([narrow, wide]) => `${narrow} in ${wide}`)).toEqual([
    'at-uri in uri',
    'did in at-identifier',
    'did in uri',
    'handle in at-identifier',
    'nsid in record-key',
    'tid in record-key',
  ])
})

it.each(pairs)('%s has no value that is not one of %s, and fewer', (narrow, wide) => {
  const values = samples[narrow].filter((text) => checks[narrow](text))
  expect(values.length).toBeGreaterThan(0)
  expect(values.filter((text) => !checks[wide](text))).toEqual([])
  const others = samples[wide].filter((text) => checks[wide](text) && !checks[narrow](text))
  expect(others).not.toEqual([])
  expect(isWithinFormat(wide, narrow)).toBe(false)
})
