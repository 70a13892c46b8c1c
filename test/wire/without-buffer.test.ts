import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinParts } from '../../codegen/proposal/vectors/encode/parts.js'
import type { LexValue } from '../../templates/values/lex-value.js'
import { expectRefused } from '../vectors/expect-refused.js'
import { readVectors } from '../vectors/read-vectors.js'
import { byteStrings, lexValues, texts } from './arbitraries.js'
import { comparable } from './comparable.js'
import { failureOf } from './failure.js'
import { hex, toHex } from './hex.js'
import { noRealFrames, orNoRealFrames, realFrames } from './real-frames.js'
import { loadWithBuffer, loadWithoutBuffer } from './without-buffer.js'

const node = await loadWithBuffer()
const browser = await loadWithoutBuffer()

it('the two are loaded as they should be', () => {
  expect(node.platform.bufferMethods).toBe(Buffer.prototype)
  expect(browser.platform.bufferMethods).toBeUndefined()
  expect(browser.platform.platformBuffer).toBeUndefined()
})

describe('without Buffer', () => {
  it.each(readVectors('invalid-cbor').cases.map((refusal) => [refusal.id, refusal] as const))(
    'DRISL that is refused is refused alike: %s',
    (_, refusal) => {
      const input = hex(joinParts(refusal.cbor))
      const failure = failureOf(() => browser.drisl.decodeDrisl(input))
      expect(failure).toEqual(failureOf(() => node.drisl.decodeDrisl(input)))
      expectRefused(refusal, failure, 'cbor')
    },
  )

  it.each(readVectors('invalid-json').cases.map((refusal) => [refusal.id, refusal] as const))(
    'JSON that is refused is refused alike: %s',
    (_, refusal) => {
      const failure = failureOf(() => browser.json.decodeLexJson(joinParts(refusal.json)))
      expect(failure).toEqual(failureOf(() => node.json.decodeLexJson(joinParts(refusal.json))))
      expectRefused(refusal, failure, 'json')
    },
  )

  it('values are the same bytes and come back as they were', () => {
    fc.assert(
      fc.property(lexValues, (value) => {
        const cbor = browser.drisl.encodeDrisl(value)
        expect(toHex(cbor)).toBe(toHex(node.drisl.encodeDrisl(value)))
        expect(comparable(browser.drisl.decodeDrisl(cbor))).toEqual(comparable(value))
        const text = browser.json.encodeLexJson(value)
        expect(toHex(text)).toBe(toHex(node.json.encodeLexJson(value)))
        expect(comparable(browser.json.decodeLexJson(text))).toEqual(comparable(value))
      }),
      { numRuns: 200 },
    )
  })

  it.each([0, 1, 11, 12, 13, 24, 32, 64, 65, 1023, 1024, 1025, 5000])(
    'texts of %i characters are the same',
    (length) => {
      for (const unit of ['a', 'é', '€', '😀', '"']) {
        const value: LexValue = unit.repeat(length)
        const cbor = browser.drisl.encodeDrisl(value)
        expect(cbor).toEqual(node.drisl.encodeDrisl(value))
        expect(browser.drisl.decodeDrisl(cbor)).toBe(value)
        expect(node.drisl.decodeDrisl(cbor)).toBe(value)
        const text = browser.json.encodeLexJson(value)
        expect(text).toEqual(node.json.encodeLexJson(value))
        expect(browser.json.decodeLexJson(text)).toBe(value)
      }
    },
  )

  it('UTF-8 is judged alike', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), utf8Texts), (bytes) => {
        const there = node.utf8.decodeUtf8(bytes, 0, bytes.length)
        expect(browser.utf8.decodeUtf8(bytes, 0, bytes.length)).toBe(there)
        expect(browser.utf8.isUtf8(bytes, 0, bytes.length)).toBe(there !== undefined)
        expect(node.utf8.isUtf8(bytes, 0, bytes.length)).toBe(there !== undefined)
      }),
    )
  })

  it('base64 is written alike', () => {
    fc.assert(
      fc.property(byteStrings, (bytes) => {
        const written = [node, browser].map(({ base64 }) => {
          const into = new Uint8Array(base64.base64Length(bytes.length) + 2)
          expect(base64.writeBase64(bytes, into, 1)).toBe(into.length - 2)
          return toHex(into)
        })
        expect(written[0]).toBe(written[1])
      }),
    )
  })

  it('base64 is read alike, whatever is wrong with it', () => {
    fc.assert(
      fc.property(nearlyBase64, (text) => {
        const source = new TextEncoder().encode(text)
        const there = node.base64.decodeBase64(source, 0, source.length)
        const here = browser.base64.decodeBase64(source, 0, source.length)
        expect(here && toHex(here)).toBe(there && toHex(there))
        const strict = isStrictBase64(text)
        expect(there !== undefined, text).toBe(strict)
      }),
      { numRuns: 2000 },
    )
  })

  it.skipIf(noRealFrames)(`real frames are the same in all forms${orNoRealFrames}`, () => {
    const { nsid } = browser.repos.stream
    for (const frame of realFrames) {
      const decoded = browser.repos.codecs['xrpc.v0.cbor'].decode(frame)
      if (decoded.kind !== 'message') throw new Error(decoded.kind)
      const v0 = browser.repos.codecs['xrpc.v0.cbor'].encode(decoded.message)
      const v1 = browser.repos.codecs['xrpc.v1.cbor'].encode(decoded.message)
      const text = browser.repos.codecs['xrpc.v1.json'].encode(decoded.message)
      expect(Buffer.compare(v0, frame)).toBe(0)
      const { transcode } = node.transcode
      expect(Buffer.compare(v1, transcode(frame, 'xrpc.v0.cbor', 'xrpc.v1.cbor', nsid))).toBe(0)
      expect(Buffer.compare(text, transcode(frame, 'xrpc.v0.cbor', 'xrpc.v1.json', nsid))).toBe(0)
      const back = browser.transcode.transcode(text, 'xrpc.v1.json', 'xrpc.v0.cbor', nsid)
      expect(Buffer.compare(back, frame)).toBe(0)
      const again = browser.repos.codecs['xrpc.v1.json'].decode(text)
      expect(comparable(again)).toEqual(comparable(decoded))
    }
  })
})

const utf8Texts: fc.Arbitrary<Uint8Array> = texts.map((text) => new TextEncoder().encode(text))

/** Base64 of up to 90 bytes with some of its characters replaced or its padding changed. */
const nearlyBase64: fc.Arbitrary<string> = fc
  .tuple(
    fc.uint8Array({ maxLength: 90 }),
    fc.array(
      fc.tuple(
        fc.nat(130),
        fc.constantFrom('=', '-', '_', ' ', '\n', 'A', 'B', '/', 'é', '\0', '.'),
      ),
      { maxLength: 2 },
    ),
    fc.constantFrom('', '', '=', '==', '===', '\n'),
    fc.boolean(),
  )
  .map(([bytes, changes, end, padded]) => {
    const base64 = Buffer.from(bytes).toString('base64')
    const characters = (padded ? base64 : base64.replaceAll('=', '')).split('')
    for (const [at, character] of changes) {
      if (characters.length > 0) characters[at % characters.length] = character
    }
    return characters.join('') + end
  })

/** RFC 4648 section 4, with all of the padding or none. */
function isStrictBase64(text: string): boolean {
  const match = /^([A-Za-z0-9+/]*)(={0,2})$/.exec(text)
  const digits = match?.[1]
  if (digits === undefined || digits.length % 4 === 1) return false
  return match?.[2] === '' || text.length % 4 === 0
}
