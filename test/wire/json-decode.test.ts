import { describe, expect, it } from 'vitest'
import { decodeLexJson } from '../../templates/json/lex-json.js'
import { CidLink } from '../../templates/values/cid-link.js'
import { comparable } from './comparable.js'
import { decodeFailure, failureOf } from './failure.js'
import { hex, joined } from './hex.js'

const cid = 'bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a'

// Which texts are valid, and which are refused for what, is pinned by the vectors.

describe('bytes that are not UTF-8', () => {
  it.each([
    ['a lone continuation byte', '80'],
    ['an overlong slash', 'c0af'],
    ['a surrogate', 'eda080'],
    ['a pair of surrogates', 'eda0bdedb880'],
    ['two bytes of three', 'e282'],
    ['beyond U+10FFFF', 'f4908080'],
  ])('%s', (_, digits) => {
    const message = 'a string is not valid UTF-8 (at byte 1)'
    const expected = decodeFailure('bad-utf8', 1, '', message)
    expect(failureOf(() => decodeLexJson(hex(`22 ${digits} 22`)))).toEqual(expected)
    // The same beside an escape, which goes another way.
    expect(failureOf(() => decodeLexJson(hex(`22 5c6e ${digits} 22`)))).toEqual(expected)
    expect(failureOf(() => decodeLexJson(hex(`7b 22 ${digits} 22 3a 31 7d`)))).toEqual(
      decodeFailure('bad-utf8', 2, '', 'a string is not valid UTF-8 (at byte 2)'),
    )
  })

  it('fail outside of strings too', () => {
    expect(failureOf(() => decodeLexJson(hex('ff')))).toEqual(
      decodeFailure('malformed', 0, '', 'expected a value (at byte 0)'),
    )
    expect(failureOf(() => decodeLexJson(joined(hex('efbbbf'), hex('31'))))).toEqual(
      decodeFailure('malformed', 0, '', 'expected a value (at byte 0)'),
    )
  })

  it('cannot be said in a text, where half a surrogate pair is the like', () => {
    const expected = {
      name: 'DecodeError',
      code: 'bad-utf8',
      path: '',
      message: 'the text holds half a surrogate pair (at byte 3)',
      offset: 3,
    }
    expect(failureOf(() => decodeLexJson('"é\uD800"'))).toEqual(expected)
  })
})

describe('strings', () => {
  it.each([11, 12, 13, 23, 24, 25, 31, 32, 33, 63, 64, 65, 1024, 1025, 70000])(
    'of %i characters',
    (length) => {
      const ascii = 'abcdefghij'.repeat(length).slice(0, length)
      expect(decodeLexJson(`"${ascii}"`)).toBe(ascii)
      expect(decodeLexJson(`"${ascii}\\n"`)).toBe(`${ascii}\n`)
      expect(decodeLexJson(`"${ascii}é"`)).toBe(`${ascii}é`)
    },
  )
})

describe('white space', () => {
  it('may stand between all parts', () => {
    const json = '\t{ "a" :\r\n[ 1 , { } , [ ] ] , "b" : { "$bytes" : "AA" } }\n '
    expect(decodeLexJson(json)).toEqual({ a: [1, {}, []], b: hex('00') })
    const spaced = decodeLexJson(`{\n"$link"\t:\r"${cid}" }`)
    expect(comparable(spaced)).toBe(`link:${cid}`)
  })
})

describe('bytes', () => {
  it.each([
    ['', ''],
    ['AA', '00'],
    ['AA==', '00'],
    ['AAE', '0001'],
    ['AAE=', '0001'],
    ['AAEC', '000102'],
    ['+/+/', 'fbffbf'],
    // Bits after the last byte are dropped: the protocol's own fixtures have some.
    ['AB', '00'],
    ['AAB=', '0000'],
    [`${'A'.repeat(81)}B`, '00'.repeat(61)],
    ['\\u0041\\u0041', '00'],
    ['+\\/+\\/', 'fbffbf'],
    ['+\\/'.repeat(60), 'fbffbf'.repeat(30)],
    [`${'A'.repeat(82)}==`, '00'.repeat(61)],
  ])('{"$bytes":"%s"}', (base64, digits) => {
    expect(decodeLexJson(`{"$bytes":"${base64}"}`)).toEqual(hex(digits))
  })

  it('may have their name escaped', () => {
    expect(decodeLexJson('{"\\u0024bytes":"AA"}')).toEqual(hex('00'))
    expect(comparable(decodeLexJson(`{"$l\\u0069nk":"${cid}"}`))).toBe(`link:${cid}`)
  })

  it('are of any length', () => {
    for (let length = 0; length < 300; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 0xff)
      const padded = Buffer.from(bytes).toString('base64')
      const bare = padded.replaceAll('=', '')
      expect(decodeLexJson(`{"$bytes":"${bare}"}`)).toEqual(bytes)
      expect(decodeLexJson(`{"$bytes":"${padded}"}`)).toEqual(bytes)
    }
  })
})

describe('links', () => {
  it('are CidLinks', () => {
    const link = decodeLexJson(`{"$link":"${cid}"}`)
    if (!(link instanceof CidLink)) throw new Error('not a link')
    expect(link.toString()).toBe(cid)
    expect(link.bytes).toEqual(
      hex('0171122065062a5a5a00fc16d73c6944237ccbc15b1c4a7234489336891d091741a239d0'),
    )
  })
})

describe('names', () => {
  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'toJSON', ''])(
    '%j is an own property like any other',
    (name) => {
      const value = decodeLexJson(`{${JSON.stringify(name)}:{"a":1}}`)
      expect(Object.entries(value ?? {})).toEqual([[name, { a: 1 }]])
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
      expect({}).not.toHaveProperty('a')
    },
  )

  it('stand in paths so that one can tell where they end', () => {
    expect(failureOf(() => decodeLexJson('{"a":{"b c":{"":{"$type":[x]}}}}')).path).toBe(
      'a["b c"][""].$type[0]',
    )
  })

  it('that are escaped stand in paths as what they are', () => {
    expect(failureOf(() => decodeLexJson('{"\\u0061":x}')).path).toBe('a')
  })
})

describe('nesting', () => {
  it('fails 129 deep', () => {
    expect(failureOf(() => decodeLexJson('['.repeat(129) + ']'.repeat(129)))).toEqual(
      decodeFailure(
        'too-deep',
        128,
        '[0]'.repeat(128),
        `${'[0]'.repeat(128)}: nested too deep (at byte 128)`,
      ),
    )
    const path = Array.from({ length: 128 }, () => 'a').join('.')
    expect(failureOf(() => decodeLexJson('{"a":'.repeat(129) + '0' + '}'.repeat(129)))).toEqual(
      decodeFailure('too-deep', 640, path, `${path}: nested too deep (at byte 640)`),
    )
  })

  it('forgets what has ended', () => {
    const side = '['.repeat(127) + ']'.repeat(127)
    expect(decodeLexJson(`[${side},${side},{},${side}]`)).toHaveLength(4)
    const bytes = '{"$bytes":"AA"}'
    expect(decodeLexJson(`[${Array.from({ length: 300 }, () => bytes).join()}]`)).toHaveLength(300)
  })
})
