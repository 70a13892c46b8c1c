import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  checkBooleanConst,
  checkIntegerConst,
  checkIntegerEnum,
  checkStringConst,
  checkStringEnum,
} from '../../templates/checks/check-allowed.js'
import * as formats from '../../templates/checks/check-format.js'
import {
  checkBytesLength,
  checkCount,
  checkGraphemes,
  checkStringLength,
} from '../../templates/checks/check-length.js'
import { checkInteger } from '../../templates/checks/check-range.js'
import type { CheckCode } from '../../templates/checks/checker.js'
import { quote } from '../../templates/checks/quote.js'
import type { DecodeErrorCode, EncodeErrorCode } from '../../templates/errors.js'
import { FakeChecker, failureOf } from './fake-checker.js'

const checker = new FakeChecker()
const infinity = Number.POSITIVE_INFINITY

describe('string formats', () => {
  it.each([
    ['at-identifier', formats.checkAtIdentifier, 'john.test'],
    ['at-uri', formats.checkAtUri, 'at://john.test'],
    ['cid', formats.checkCid, 'bafkreigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi'],
    ['datetime', formats.checkDatetime, '1985-04-12T23:20:50Z'],
    ['did', formats.checkDid, 'did:plc:abc'],
    ['handle', formats.checkHandle, 'john.test'],
    ['language', formats.checkLanguage, 'pt-BR'],
    ['nsid', formats.checkNsid, 'com.example.post'],
    ['record-key', formats.checkRecordKey, 'self'],
    ['tid', formats.checkTid, '3jzfcijpj2z2a'],
    ['uri', formats.checkUri, 'https://example.com'],
  ])('%s', (name, check, valid) => {
    expect(check(checker, valid)).toBe(valid)
    expect(failureOf(() => check(checker, 'no\n'))).toEqual({
      code: 'bad-format',
      detail: `not a valid ${name}: "no\\n"`,
    })
    expect(check(new FakeChecker(false), 'no\n')).toBe('no\n')
  })
})

describe('checkStringLength', () => {
  it('counts bytes of UTF-8, both bounds inclusive', () => {
    expect(checkStringLength(checker, 'é', 2, 2)).toBe('é')
    expect(checkStringLength(checker, '', 0, 0)).toBe('')
    expect(checkStringLength(checker, 'x'.repeat(100), 0, infinity)).toHaveLength(100)
    expect(failureOf(() => checkStringLength(checker, 'éé', 0, 3))).toEqual({
      code: 'bad-length',
      detail: 'must be at most 3 bytes, not 4',
    })
    expect(failureOf(() => checkStringLength(checker, '', 1, 3))).toEqual({
      code: 'bad-length',
      detail: 'must be at least 1 byte, not 0',
    })
  })
})

describe('checkGraphemes', () => {
  it('counts grapheme clusters, both bounds inclusive', () => {
    const family = '\u{1f469}\u200d\u{1f469}\u200d\u{1f466}'
    expect(checkGraphemes(checker, family, 1, 1)).toBe(family)
    expect(checkGraphemes(checker, 'abc', 0, infinity)).toBe('abc')
    expect(failureOf(() => checkGraphemes(checker, family + family, 0, 1))).toEqual({
      code: 'bad-length',
      detail: 'must be at most 1 grapheme',
    })
    expect(failureOf(() => checkGraphemes(checker, family, 2, 5))).toEqual({
      code: 'bad-length',
      detail: 'must be at least 2 graphemes',
    })
  })
})

describe('checkBytesLength', () => {
  it('answers the bytes, both bounds inclusive', () => {
    const bytes = Buffer.from([1, 2, 3])
    expectTypeOf(checkBytesLength(checker, bytes, 3, 3)).toEqualTypeOf(bytes)
    expect(checkBytesLength(checker, bytes, 3, 3)).toBe(bytes)
    expect(failureOf(() => checkBytesLength(checker, bytes, 0, 2))).toEqual({
      code: 'bad-length',
      detail: 'must be at most 2 bytes, not 3',
    })
    expect(failureOf(() => checkBytesLength(checker, bytes, 4, infinity))).toEqual({
      code: 'bad-length',
      detail: 'must be at least 4 bytes, not 3',
    })
  })
})

describe('checkCount', () => {
  it('answers the count, both bounds inclusive', () => {
    expect(checkCount(checker, 2, 2, 2)).toBe(2)
    expect(failureOf(() => checkCount(checker, 2, 0, 1))).toEqual({
      code: 'bad-length',
      detail: 'must have at most 1 item, not 2',
    })
    expect(failureOf(() => checkCount(checker, 0, 3, infinity))).toEqual({
      code: 'bad-length',
      detail: 'must have at least 3 items, not 0',
    })
  })
})

describe('checkInteger', () => {
  it('takes both bounds', () => {
    expect(checkInteger(checker, 1, 1, 64)).toBe(1)
    expect(checkInteger(checker, 64, 1, 64)).toBe(64)
    expect(checkInteger(checker, -5, -infinity, infinity)).toBe(-5)
    expect(failureOf(() => checkInteger(checker, 65, 1, 64))).toEqual({
      code: 'out-of-range',
      detail: 'must be at most 64, not 65',
    })
    expect(failureOf(() => checkInteger(checker, -1, 0, infinity))).toEqual({
      code: 'out-of-range',
      detail: 'must be at least 0, not -1',
    })
    expect(failureOf(() => checkInteger(checker, Number.NaN, -infinity, infinity)).code).toBe(
      'out-of-range',
    )
  })
})

describe('const and enum', () => {
  it('answer the literal', () => {
    expectTypeOf(checkIntegerConst(checker, 42, 42)).toEqualTypeOf<42>()
    expectTypeOf(checkStringConst(checker, 'blue', 'blue')).toEqualTypeOf<'blue'>()
    expectTypeOf(checkBooleanConst(checker, true, true)).toEqualTypeOf<true>()
    expectTypeOf(checkIntegerEnum(checker, 8, [4, 8])).toEqualTypeOf<4 | 8>()
    expectTypeOf(checkStringEnum(checker, 'a', ['a', 'b'])).toEqualTypeOf<'a' | 'b'>()
    expect(checkIntegerConst(checker, 42, 42)).toBe(42)
    expect(checkStringConst(checker, 'blue', 'blue')).toBe('blue')
    expect(checkBooleanConst(checker, false, false)).toBe(false)
    expect(checkIntegerEnum(checker, 8, [4, 8])).toBe(8)
    expect(checkStringEnum(checker, 'b', ['a', 'b'])).toBe('b')
  })

  it.each([
    [() => checkIntegerConst(checker, 41, 42), 'must be 42, not 41'],
    [() => checkStringConst(checker, 'red', 'blue'), 'must be "blue", not "red"'],
    [() => checkBooleanConst(checker, false, true), 'must be true, not false'],
    [() => checkIntegerEnum(checker, 7, [4, 8]), 'must be one of 4, 8, not 7'],
    [() => checkIntegerEnum(checker, 7, []), 'must be one of , not 7'],
    [() => checkStringEnum(checker, 'A', ['a', 'b']), 'must be one of "a", "b", not "A"'],
    [
      () => checkIntegerEnum(checker, 0, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
      'must be one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …, not 0',
    ],
    [() => checkStringEnum(checker, 'toString', ['a']), 'must be one of "a", not "toString"'],
  ])('refuse anything else: %#', (check, detail) => {
    expect(failureOf(check)).toEqual({ code: 'not-allowed', detail })
  })
})

describe('quote', () => {
  it.each([
    ['plain', '"plain"'],
    ['did:plc:ä', '"did:plc:ä"'],
    ['a"b\\c', '"a\\"b\\\\c"'],
    ['\0\n\u001b[31m\u007f\u009b', '"\\u0000\\n\\u001b[31m\\u007f\\u009b"'],
    ['\u202eabc\u200b\u2028\ufeff', '"\\u202eabc\\u200b\\u2028\\ufeff"'],
    ['\ud800\u{e0041}', '"\\ud800\\udb40\\udc41"'],
    ['x'.repeat(40), `"${'x'.repeat(40)}"`],
    ['x'.repeat(41), `"${'x'.repeat(40)}…"`],
    [`${'x'.repeat(39)}\u{1f4a9}`, `"${'x'.repeat(39)}\\ud83d…"`],
  ])('%j', (text, quoted) => {
    expect(quote(text)).toBe(quoted)
  })
})

describe('CheckCode', () => {
  it('is a code of the decoding and of the encoding error', () => {
    expectTypeOf<CheckCode>().toExtend<DecodeErrorCode>()
    expectTypeOf<CheckCode>().toExtend<EncodeErrorCode>()
  })
})
