import { isCidString } from '@atproto/lex-schema'
import { type LexiconDoc, Lexicons } from '@atproto/lexicon'
import * as syntax from '@atproto/syntax'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringFormats, type StringFormat } from '../../codegen/load/lexicon.js'
import * as formats from '../../templates/formats/index.js'
import { nearly } from './nearly.js'
import { samples } from './samples.js'

const runs = 2000

describe('agreement with the strict validators of @atproto/syntax', () => {
  const pairs: [StringFormat, (text: string) => boolean, (text: string) => boolean][] = [
    ['at-identifier', formats.isAtIdentifier, syntax.isAtIdentifierString],
    ['at-uri', formats.isAtUri, syntax.isAtUriString],
    ['datetime', formats.isDatetime, syntax.isDatetimeString],
    ['did', formats.isDid, syntax.isValidDid],
    ['handle', formats.isHandle, syntax.isValidHandle],
    ['language', formats.isLanguage, (text) => syntax.parseLanguageString(text) !== null],
    ['nsid', formats.isNsid, syntax.isValidNsid],
    ['record-key', formats.isRecordKey, syntax.isValidRecordKey],
    ['tid', formats.isTid, syntax.isValidTid],
  ]
  it.each(pairs)('%s', (format, ours, theirs) => {
    for (const text of samples[format]) expect([text, ours(text)]).toEqual([text, theirs(text)])
    fc.assert(
      fc.property(nearly(samples[format]), (text) => {
        expect(ours(text)).toBe(theirs(text))
      }),
      { numRuns: runs },
    )
  })
})

describe('where the interoperability fixtures differ from the validators', () => {
  it('uri: the scheme may hold plus, dot and hyphen after its first character', () => {
    for (const uri of ['content-type:text/plain', 'microsoft.windows.camera:x', 'git+ssh://a/b']) {
      expect(formats.isUri(uri)).toBe(true)
      expect(syntax.isValidUri(uri)).toBe(false)
    }
  })

  it('uri: at most 8192 bytes', () => {
    const longest = `https://${'x'.repeat(8184)}`
    expect(formats.isUri(longest)).toBe(true)
    expect(formats.isUri(`${longest}x`)).toBe(false)
    expect(formats.isUri(`https://${'é'.repeat(4092)}`)).toBe(true)
    expect(formats.isUri(`https://${'é'.repeat(4093)}`)).toBe(false)
    expect(syntax.isValidUri(`${longest}x`)).toBe(true)
  })

  it('uri: otherwise as @atproto/syntax', () => {
    fc.assert(
      fc.property(nearly(samples.uri), (text) => {
        fc.pre(!/^\w[^:]*[+.-][^:]*:/.test(text))
        expect(formats.isUri(text)).toBe(syntax.isValidUri(text))
      }),
      { numRuns: runs },
    )
  })

  it('cid: base 16, 64 and 8 as well, and anything in the alphabet of base 58 and 36', () => {
    for (const cid of [
      'f017012202c5f688262e0ece8569aa6f94d60aad55ca8d9d83734e4a7430d0cff6588ec2b',
      'mAXESIB7Ex6BPbTp6LZHPvsHLLJPlq9fD4l2hvbmeSmiK',
      '7134036155352661643226414134664076',
      'z7x3CtScH765HvShXT',
      'k2k4r8jl0yz8qjgqbmc2cdu5hkqek5rj6flgnlkyywynci20j0iuyfuj',
    ]) {
      expect(formats.isCid(cid)).toBe(true)
      expect(isCidString(cid)).toBe(false)
    }
  })

  it('cid: no version 0', () => {
    const cid = 'QmbWqxBEKC3P8tqsKc98xmWNzrzDtRLMiMPL8wBuTGsMnR'
    expect(formats.isCid(cid)).toBe(false)
    expect(isCidString(cid)).toBe(true)
  })

  it('cid: in base 32 as @atproto/lex-schema', () => {
    for (const text of samples.cid)
      expect([text, formats.isCid(text)]).toEqual([text, isCidString(text)])
    const inBase32 = nearly(samples.cid).filter((text) => text.startsWith('b'))
    fc.assert(
      fc.property(inBase32, (text) => {
        expect(formats.isCid(text)).toBe(isCidString(text))
      }),
      { numRuns: runs },
    )
  })

  it('cid: at most 128 characters', () => {
    for (const [digest, length, expected] of [
      [75, 128, true],
      [76, 129, false],
    ] as const) {
      const text = `b${base32(Uint8Array.from([1, 0x55, 0, digest, ...new Uint8Array(digest)]))}`
      expect([text.length, formats.isCid(text), isCidString(text)]).toEqual([
        length,
        expected,
        expected,
      ])
    }
    expect(formats.isCid(`z${'2'.repeat(127)}`)).toBe(true)
    expect(formats.isCid(`z${'2'.repeat(128)}`)).toBe(false)
  })

  it('cid: in base 32, whatever the bytes', () => {
    const varint = fc.oneof(
      fc.constantFrom([0], [1], [0x81, 0], [0x12], [0x80]),
      fc.array(fc.nat(255)),
    )
    const bytes = fc
      .tuple(fc.constantFrom([1], [0x81, 0], [0], [0x12]), varint, varint, fc.nat(12), fc.nat(12))
      .map(([version, codec, hash, size, held]) =>
        Uint8Array.from([...version, ...codec, ...hash, size, ...new Uint8Array(held).fill(7)]),
      )
    fc.assert(
      fc.property(fc.oneof(bytes, fc.uint8Array({ maxLength: 80 })), (cid) => {
        const text = `b${base32(cid)}`
        expect(formats.isCid(text)).toBe(isCidString(text))
      }),
      { numRuns: runs },
    )
  })
})

describe('record data that @atproto/lexicon accepts', () => {
  const properties = Object.fromEntries(
    stringFormats.map((format) => [format, { type: 'string', format }] as const),
  )
  const document = {
    lexicon: 1,
    id: 'com.example.formats',
    defs: { main: { type: 'object', properties } },
  } satisfies LexiconDoc
  const lexicons = new Lexicons([document])
  const accepts = (format: StringFormat, text: string): boolean =>
    lexicons.validate(document.id, { $type: document.id, [format]: text }).success

  const exact = ['at-identifier', 'at-uri', 'did', 'handle', 'nsid', 'record-key', 'tid'] as const
  const checks = {
    'at-identifier': formats.isAtIdentifier,
    'at-uri': formats.isAtUri,
    did: formats.isDid,
    handle: formats.isHandle,
    nsid: formats.isNsid,
    'record-key': formats.isRecordKey,
    tid: formats.isTid,
  }
  it.each(exact)('%s: exactly that', (format) => {
    fc.assert(
      fc.property(nearly(samples[format]), (text) => {
        expect(checks[format](text)).toBe(accepts(format, text))
      }),
    )
  })

  it('datetime: save what has no timezone, a leap second, or a form that the fixtures refuse', () => {
    const texts = [
      ['1985-04-12T23:20:50.123Z', true, true],
      ['1985-02-30T23:20:50Z', true, true],
      ['1985-04-12T23:20:50', true, false],
      ['1985-04-12T23:20:50.123+0000', true, false],
      ['1985-04-12T23:20:5Z', true, false],
      ['1985-04-12T23:59:60Z', true, false],
      ['0000-01-01T00:00:00+01:00', true, false],
      ['1985-04-12T23:20:50.123-00:00', false, false],
    ] as const
    for (const [text, theirs, ours] of texts) {
      expect([text, accepts('datetime', text), formats.isDatetime(text)]).toEqual([
        text,
        theirs,
        ours,
      ])
    }
  })

  it('language: save upper-case or longer languages and repeated subtags', () => {
    for (const text of ['JA', 'jaja', 'de-DE-1901-1901', 'en-a-foo-A-bar']) {
      expect(accepts('language', text)).toBe(true)
      expect(formats.isLanguage(text)).toBe(false)
    }
  })
})

function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let pending = 0
  for (const byte of bytes) {
    pending = (pending << 8) | byte
    bits += 8
    for (; bits >= 5; bits -= 5) text += digit32(pending >> (bits - 5))
    pending &= 0xff
  }
  return bits === 0 ? text : text + digit32(pending << (5 - bits))
}

function digit32(value: number): string {
  return 'abcdefghijklmnopqrstuvwxyz234567'.charAt(value & 31)
}
