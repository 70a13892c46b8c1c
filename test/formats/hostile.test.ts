import { describe, expect, it } from 'vitest'
import * as formats from '../../templates/formats/index.js'
import { samples } from './samples.js'

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
}
const names = [
  'at-identifier',
  'at-uri',
  'cid',
  'datetime',
  'did',
  'handle',
  'language',
  'nsid',
  'record-key',
  'tid',
  'uri',
] as const

describe.each(names)('%s', (name) => {
  const check = checks[name]
  const valid = samples[name].find((text) => check(text)) ?? ''

  it('refuses the empty text', () => {
    expect(check('')).toBe(false)
  })

  it('refuses a valid text with whitespace around it', () => {
    expect(check(valid)).toBe(true)
    for (const space of ['\n', '\r\n', ' ', '\t', '\u00a0', '\u2028', '\ufeff']) {
      expect([space, check(valid + space), check(space + valid)]).toEqual([space, false, false])
    }
  })

  it('refuses a homoglyph, a lone surrogate or a NUL for a letter, except in a URI', () => {
    for (const character of ['\u0430', '\uff41', '\ud800', '\0', '\u0131']) {
      for (let i = 0; i < valid.length; i++) {
        const text = valid.slice(0, i) + character + valid.slice(i + 1)
        if (name !== 'uri' || i === 0) expect([text, check(text)]).toEqual([text, false])
      }
    }
  })

  it('answers for long texts of any one character or pair', () => {
    for (const unit of [
      'a',
      '.',
      ':',
      '-',
      '%',
      '/',
      '#',
      'a.',
      'a-',
      'a:',
      '9',
      '\0',
      '\ud800',
      'é',
    ]) {
      const long = unit.repeat(100_000)
      for (const text of [long, valid + long, long + valid]) {
        expect([unit, typeof check(text)]).toEqual([unit, 'boolean'])
      }
      const bounded = name !== 'language'
      if (bounded) expect([unit, check(valid + long)]).toEqual([unit, false])
    }
  })

  it('answers for texts that are no flat strings', () => {
    const half = Math.floor(valid.length / 2)
    const joined = [valid.slice(0, half), valid.slice(half)].join('')
    expect(check(joined)).toBe(true)
    expect(check(`x${valid}x`.slice(1, -1))).toBe(true)
  })
})

describe('did', () => {
  it.each([
    'did:plc:abc\n',
    'did:plc:abc\0',
    'did:plc:abc:',
    'did:plc:abc%',
    'did:plc:',
    'did:plc',
    'did::abc',
    'did:Plc:abc',
    'did:plc1:abc',
    'DID:plc:abc',
    ' did:plc:abc',
    'did:plc:abc#frag',
    'did:plc:abc?x',
    'did:plc:abc/x',
    'did:plc:\uff41bc',
  ])('refuses %j', (text) => {
    expect(formats.isDid(text)).toBe(false)
  })

  it('takes 2048 characters and no more', () => {
    expect(formats.isDid(`did:plc:${'a'.repeat(2040)}`)).toBe(true)
    expect(formats.isDid(`did:plc:${'a'.repeat(2041)}`)).toBe(false)
  })
})

describe('at-uri', () => {
  it.each([
    'at://did:plc:abc?',
    'at://did:plc:abc?x=y',
    'at://did:plc:abc/com.example.post?x#/y',
    'at://did:plc:abc#',
    'at://did:plc:abc#/x#/y',
    'at://did:plc:abc#/%FF',
    'at://did:plc:abc/com.example.post/..',
    'at://did:plc:abc/com.example.post/a/b',
    'at://did:plc:abc//self',
    'at://did:plc:abc%/com.example.post',
    'at://did',
    'at://',
    'at:///',
  ])('refuses %j', (text) => {
    expect(formats.isAtUri(text)).toBe(false)
  })

  it('does not take a part for longer than it is', () => {
    // Each of these would be valid if the part read on past its end.
    expect(formats.isAtUri('at://john/a.b.c')).toBe(false)
    expect(formats.isAtUri('at://john.test/com.example/x.post')).toBe(false)
    expect(formats.isAtUri('at://john.test/com.example#/.post')).toBe(false)
    // A slash or a hyphen in a later part does not count against an earlier one.
    expect(formats.isAtUri('at://john.test#/a/b')).toBe(true)
    expect(formats.isAtUri('at://john.test/com.example.post/a-b')).toBe(true)
  })
})

describe('datetime', () => {
  it.each([
    ['0000-01-01T00:59:00+01:00', false],
    ['0000-01-01T01:00:00+01:00', true],
    ['0000-01-02T00:00:00+23:59', true],
    ['0000-02-01T00:00:00+23:59', true],
    ['9999-12-31T22:59:59-01:00', true],
    ['9999-12-31T23:00:00-01:00', false],
    ['9999-12-30T23:00:00-23:59', true],
    ['2000-01-01T24:00:00Z', false],
    ['2000-01-01T23:59:60Z', false],
    ['2000-01-01T00:00:00+24:00', false],
    ['2000-01-01T00:00:00+00:60', false],
    ['2000-01-01T00:00:00.Z', false],
    ['2000-01-01T00:00:00.1', false],
    ['2000-01-01T00:00:00ZZ', false],
    ['2000-01-01T00:00:00.\u0661Z', false],
  ])('%s: %s', (text, expected) => {
    expect(formats.isDatetime(text)).toBe(expected)
  })
})
