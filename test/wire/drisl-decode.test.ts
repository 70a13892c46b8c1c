import { describe, expect, it } from 'vitest'
import { decodeDrisl } from '../../templates/cbor/drisl.js'
import { CidLink } from '../../templates/values/cid-link.js'
import * as cbor from './build-cbor.js'
import { decodeFailure, failureOf } from './failure.js'
import { hex, hexOf, joined } from './hex.js'

const cid = `01711220${'5a'.repeat(32)}`
/** Every kind of item, and every width of head that fits. */
const everything = cbor.map(
  ['a', cbor.array(cbor.int(1), cbor.int(24), cbor.int(256))],
  ['b', cbor.int(65536)],
  ['c', cbor.int(2 ** 32)],
  ['d', cbor.int(-256)],
  ['e', cbor.nil],
  ['f', cbor.yes],
  ['g', cbor.link(hex(cid))],
  ['hh', cbor.map(['', cbor.bytes(new Uint8Array(26))], ['x', cbor.text('é'.repeat(12))])],
)

// Which items are valid, and which are refused for what, is pinned by the vectors.

describe('a valid item', () => {
  it('decodes as a whole', () => {
    expect(decodeDrisl(everything)).toMatchObject({
      a: [1, 24, 256],
      b: 65536,
      c: 2 ** 32,
      d: -256,
      e: null,
      f: true,
      hh: { '': new Uint8Array(26), x: 'é'.repeat(12) },
    })
  })

  it('cut anywhere is truncated, at the end of what is there', () => {
    for (let length = 0; length < everything.length; length++) {
      const failure = failureOf(() => decodeDrisl(everything.subarray(0, length)))
      expect(failure, `${length} bytes`).toMatchObject({
        name: 'DecodeError',
        code: 'truncated',
        offset: length,
      })
    }
  })

  it('says which part is cut', () => {
    const cutAt = (length: number): string =>
      failureOf(() => decodeDrisl(everything.subarray(0, length))).message
    expect(cutAt(5)).toBe('a[1]: the bytes end too early (at byte 5)')
    expect(cutAt(10)).toBe('the bytes end too early (at byte 10)')
    expect(cutAt(11)).toBe('the bytes end too early (at byte 11)')
    expect(cutAt(12)).toBe('b: the bytes end too early (at byte 12)')
    expect(cutAt(13)).toBe('b: the bytes end too early (at byte 13)')
    expect(cutAt(60)).toBe('g: the bytes end too early (at byte 60)')
    const last = everything.length - 1
    expect(cutAt(last)).toBe(`hh.x: the bytes end too early (at byte ${last})`)
  })

  it('with a byte after it has trailing bytes', () => {
    expect(failureOf(() => decodeDrisl(joined(everything, hex('00'))))).toEqual(
      decodeFailure(
        'trailing-bytes',
        everything.length,
        '',
        `there are bytes after the end (at byte ${everything.length})`,
      ),
    )
  })

  it('may lie anywhere in a larger buffer', () => {
    const larger = joined(hex('ffffff'), everything, hex('ffff'))
    const value = decodeDrisl(larger.subarray(3, 3 + everything.length))
    expect(value).toEqual(decodeDrisl(everything))
  })
})

describe('floats, when they are allowed', () => {
  it.each([
    ['fb 3ff8000000000000', 1.5],
    ['fb bff8000000000000', -1.5],
    ['fb 0000000000000001', Number.MIN_VALUE],
    ['fb 7fefffffffffffff', Number.MAX_VALUE],
    ['81 fb 3ff8000000000000', [1.5]],
    ['a1 6161 fb 3ff8000000000000', { a: 1.5 }],
  ])('%s', (digits, value) => {
    expect(decodeDrisl(hex(digits), { allowFloats: true })).toEqual(value)
  })

  it.each([
    ['f9 3c00', 'expected a value of the data model, found a float (at byte 0)'],
    ['fa 3fc00000', 'expected a value of the data model, found a float (at byte 0)'],
    ['fb 7ff8000000000000', 'a float is not a finite number (at byte 0)'],
    ['fb 7ff0000000000000', 'a float is not a finite number (at byte 0)'],
    ['fb fff0000000000000', 'a float is not a finite number (at byte 0)'],
  ])('still not %s', (digits, message) => {
    expect(failureOf(() => decodeDrisl(hex(digits), { allowFloats: true }))).toEqual(
      decodeFailure('bad-float', 0, '', message),
    )
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('cut after %i bytes are truncated', (length) => {
    const bytes = hex('fb 3ff8000000000000').subarray(0, length)
    expect(failureOf(() => decodeDrisl(bytes, { allowFloats: true }))).toEqual(
      decodeFailure('truncated', length, '', `the bytes end too early (at byte ${length})`),
    )
  })
})

describe('nesting', () => {
  it('fails 129 deep', () => {
    expect(failureOf(() => decodeDrisl(nested(128, '81', '80')))).toEqual(
      decodeFailure(
        'too-deep',
        128,
        '[0]'.repeat(128),
        `${'[0]'.repeat(128)}: nested too deep (at byte 128)`,
      ),
    )
    const path = Array.from({ length: 128 }, () => 'a').join('.')
    expect(failureOf(() => decodeDrisl(nested(128, 'a16161', 'a0')))).toEqual(
      decodeFailure('too-deep', 384, path, `${path}: nested too deep (at byte 384)`),
    )
  })

  it('counts arrays and maps alike, and forgets what has ended', () => {
    expect(failureOf(() => decodeDrisl(nested(64, '81a16161', '80'))).code).toBe('too-deep')
    const side = nested(127, '81', '00')
    expect(decodeDrisl(joined(hex('83'), side, side, side))).toHaveLength(3)
  })
})

describe('keys', () => {
  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf'])(
    '%s is an own property like any other',
    (key) => {
      const value = decodeDrisl(
        joined(hex('a1'), Uint8Array.of(0x60 + key.length), hex(hexOf(key)), hex('a1616101')),
      )
      expect(Object.entries(value ?? {})).toEqual([[key, { a: 1 }]])
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
      expect({}).not.toHaveProperty('a')
    },
  )

  it('__proto__ standing twice is a duplicate', () => {
    const key = `69${hexOf('__proto__')}`
    expect(failureOf(() => decodeDrisl(hex(`a2${key}01${key}02`)))).toEqual(
      decodeFailure('duplicate-key', 12, '', 'a key stands twice (at byte 12)'),
    )
  })

  it.each([
    ['', '60', '[""]'],
    ['a b', '63612062', '["a b"]'],
    ['1', '6131', '["1"]'],
    ['$type', '652474797065', '$type'],
    ['é', '62c3a9', '["é"]'],
    ['x'.repeat(64), `7840${'78'.repeat(64)}`, 'x'.repeat(64)],
    ['x'.repeat(65), `7841${'78'.repeat(65)}`, `["${'x'.repeat(64)}"]`],
  ])('%j stands in paths so that one can tell where it ends', (_, key, path) => {
    const failure = failureOf(() => decodeDrisl(hex(`a1${key}a1${key}f7`)))
    expect(failure.path).toBe(path + (path.startsWith('[') ? path : `.${path}`))
  })
})

describe('links and bytes', () => {
  it('are views on the input', () => {
    const input = hex(`82 43010203 d82a5825 00 ${cid}`)
    const value = decodeDrisl(input)
    if (!Array.isArray(value)) throw new Error('not an array')
    const views: readonly unknown[] = value
    const [first, second] = views
    if (!(first instanceof Uint8Array) || !(second instanceof CidLink)) throw new Error('not so')
    input[2] = 9
    expect(first).toEqual(hex('090203'))
    expect(first.buffer).toBe(input.buffer)
    expect(second.bytes.buffer).toBe(input.buffer)
    expect(second.bytes).toEqual(hex(cid))
  })

  it.each([
    ['raw content', `01551220${'11'.repeat(32)}`, 0x55, 0x12],
    ['SHA-512', `01711340${'11'.repeat(64)}`, 0x71, 0x13],
    ['BLAKE3 of 20 bytes', `01711e14${'11'.repeat(20)}`, 0x71, 0x1e],
    ['a codec of two bytes', `01a9021220${'11'.repeat(32)}`, 0x129, 0x12],
    ['identity', '015500020102', 0x55, 0],
  ])('take any codec and hash: %s', (_, digits, code, hash) => {
    const value = decodeDrisl(cbor.link(hex(digits)))
    if (!(value instanceof CidLink)) throw new Error('not a link')
    expect(value.bytes).toEqual(hex(digits))
    expect(value.version).toBe(1)
    expect(value.code).toBe(code)
    expect(value.multihash.code).toBe(hash)
  })

  it('of version 0 are refused', () => {
    expect(failureOf(() => decodeDrisl(hex(`d82a 5823 00 1220${'11'.repeat(32)}`)))).toEqual(
      decodeFailure('bad-cid', 0, '', 'a link does not hold a valid CID (at byte 0)'),
    )
  })

  it.each([
    ['one', '01'],
    ['the CID itself', ''],
  ])('without the zero byte are refused: %s instead', (_, first) => {
    const content = cbor.bytes(hex(`${first}${cid}`))
    expect(failureOf(() => decodeDrisl(joined(hex('d82a'), content)))).toEqual(
      decodeFailure('bad-cid', 0, '', 'a link does not hold a valid CID (at byte 0)'),
    )
  })

  it.each([96, 97])('end at 96 bytes: a CID of %i', (size) => {
    const digits = `017112${(size - 4).toString(16)}${'11'.repeat(size - 4)}`
    const decode = (): unknown => decodeDrisl(cbor.link(hex(digits)))
    if (size === 96) expect(decode()).toBeInstanceOf(CidLink)
    else expect(failureOf(decode).code).toBe('bad-cid')
  })
})

describe('texts', () => {
  it.each([11, 12, 13, 14, 23, 24, 25, 31, 32, 33, 255, 256, 1024, 1025, 65535, 65536])(
    '%i characters',
    (length) => {
      const ascii = 'abcdefghij'.repeat(length).slice(0, length)
      expect(decodeDrisl(cbor.text(ascii))).toBe(ascii)
      const others = 'abcdefghé'.repeat(length).slice(0, length)
      expect(decodeDrisl(cbor.text(others))).toBe(others)
    },
  )
})

function nested(depth: number, open: string, end: string): Uint8Array {
  return hex(open.repeat(depth) + end)
}
