import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  isAtIdentifier,
  isAtUri,
  isCid,
  isDatetime,
  isDid,
  isHandle,
  isLanguage,
  isNsid,
  isRecordKey,
  isTid,
  isUri,
} from '../../templates/formats/index.js'

const folder = new URL('../../../shared/data/interop/syntax/', import.meta.url)
const absent = !existsSync(folder)

const formats: { readonly [prefix: string]: (text: string) => boolean } = {
  atidentifier: isAtIdentifier,
  aturi: isAtUri,
  cid: isCid,
  datetime: isDatetime,
  did: isDid,
  handle: isHandle,
  language: isLanguage,
  nsid: isNsid,
  recordkey: isRecordKey,
  tid: isTid,
  uri: isUri,
}

/** Lines are taken whole, spaces included; empty ones and those that start with `#` are not cases. */
function casesOf(file: string): string[] {
  const lines = readFileSync(new URL(file, folder), 'utf8').split('\n')
  return lines.filter((line) => line !== '' && !line.startsWith('#'))
}

/**
 * The `parse` files hold what is well-formed and yet not valid: datetimes that are none (month zero,
 * a year before 0000), language tags with a subtag twice. Both are refused, as are invalid datetimes
 * by the datetime format of `@atproto/lexicon`; that one accepts the year before 0000 and the
 * repeated subtags, in which the fixtures decide.
 */
const files = [
  'atidentifier_syntax_invalid.txt',
  'atidentifier_syntax_valid.txt',
  'aturi_syntax_invalid.txt',
  'aturi_syntax_valid.txt',
  'cid_syntax_invalid.txt',
  'cid_syntax_valid.txt',
  'datetime_parse_invalid.txt',
  'datetime_syntax_invalid.txt',
  'datetime_syntax_valid.txt',
  'did_syntax_invalid.txt',
  'did_syntax_valid.txt',
  'handle_syntax_invalid.txt',
  'handle_syntax_valid.txt',
  'language_parse_invalid.txt',
  'language_syntax_invalid.txt',
  'language_syntax_valid.txt',
  'nsid_syntax_invalid.txt',
  'nsid_syntax_valid.txt',
  'recordkey_syntax_invalid.txt',
  'recordkey_syntax_valid.txt',
  'tid_syntax_invalid.txt',
  'tid_syntax_valid.txt',
  'uri_syntax_invalid.txt',
  'uri_syntax_valid.txt',
]

describe.skipIf(absent)(
  'the interoperability fixtures (skipped where ../shared/data is absent)',
  () => {
    it('are the files that are known here', () => {
      expect(readdirSync(folder).toSorted()).toEqual(files)
    })

    it.each(files)('%s', (file) => {
      const format = formats[file.slice(0, file.indexOf('_'))]
      if (format === undefined) throw new Error(`no format for ${file}`)
      const cases = casesOf(file)
      const expected = file.endsWith('_valid.txt')
      expect(cases.length).toBeGreaterThan(3)
      expect(cases.filter((text) => format(text) !== expected)).toEqual([])
    })
  },
)
