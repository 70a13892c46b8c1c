import * as fc from 'fast-check'
import { CidLink } from '../../templates/values/cid-link.js'
import type { LexMap, LexValue } from '../../templates/values/lex-value.js'
import { joined } from './hex.js'
import { mapOf } from './map-of.js'

/** Integers, edges of the widths of CBOR's heads among them. */
export const integers: fc.Arbitrary<number> = fc.oneof(
  fc.maxSafeInteger(),
  fc
    .constantFrom(0, 23, 24, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER)
    .chain((edge) => fc.constantFrom(edge, edge === 0 ? -1 : -edge, edge === 0 ? -1 : 1 - edge)),
)

/** Texts that have a UTF-8 form, of lengths around those at which readers change their way. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc
    .tuple(
      fc.constantFrom('a', 'é', '€', '😀', '"', '\\', '\u0001'),
      fc.integer({ min: 0, max: 300 }),
    )
    .map(([unit, count]) => unit.repeat(count)),
  fc.constantFrom('', '__proto__', 'constructor', '$type', '\uFEFF', '\u2028', '\0'),
)

export const byteStrings: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc.uint8Array({ minLength: 250, maxLength: 260 }),
)

/** Links of the two codecs that every peer takes. */
export const links: fc.Arbitrary<CidLink> = fc
  .tuple(fc.constantFrom(0x71, 0x55), fc.uint8Array({ minLength: 32, maxLength: 32 }))
  .map(([codec, digest]) => new CidLink(joined(Uint8Array.of(1, codec, 0x12, 32), digest)))

/** Names of properties; the two that mark bytes and links in JSON cannot be said there. */
const names = texts.filter((name) => name !== '$bytes' && name !== '$link')

/** Any value of the data model. */
export const lexValues: fc.Arbitrary<LexValue> = fc.letrec<{ value: LexValue; map: LexMap }>(
  (tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant(null),
      fc.boolean(),
      integers,
      texts,
      byteStrings,
      links,
      fc.array(tie('value'), { maxLength: 6 }),
      tie('map'),
    ),
    map: fc.array(fc.tuple(names, tie('value')), { maxLength: 8 }).map(mapOf),
  }),
).value

/** Any object of the data model. */
export const lexMaps: fc.Arbitrary<LexMap> = fc
  .array(fc.tuple(names, lexValues), { maxLength: 8 })
  .map(mapOf)
