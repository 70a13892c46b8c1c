import { decodeAscii } from '../bytes/utf8.js'
import type { DecodeErrorCode } from '../errors.js'

/** What of a `JsonReader` reading a number takes. */
interface NumberSource {
  readonly bytes: Uint8Array
  pos: number
  failType(expected: string): never
  failTruncated(): never
  failAt(code: DecodeErrorCode, detail: string, offset: number): never
}

/** Reads the integer that stands at `source.pos`; see `JsonReader.readInteger`. */
export function readJsonInteger(source: NumberSource): number {
  const { bytes, pos: start } = source
  let at = start
  if (bytes[at] === 0x2d) at++
  const byte = bytes[at] ?? source.failTruncated()
  if (byte < 0x30 || byte > 0x39) {
    if (at === start) return source.failType('integer')
    return source.failAt('malformed', 'a number is malformed', start)
  }
  const first = at
  let value = 0
  for (; ; at++) {
    const digit = bytes[at]
    if (digit === undefined || digit < 0x30 || digit > 0x39) break
    value = value * 10 + (digit - 0x30)
  }
  const next = bytes[at]
  if (next === 0x2e || next === 0x65 || next === 0x45) return readDecimal(source, start)
  if (at - first > 1 && byte === 0x30) {
    return source.failAt('malformed', 'a number starts with a zero', start)
  }
  source.pos = at
  if (value > Number.MAX_SAFE_INTEGER) {
    return source.failAt('bad-integer', 'an integer is beyond 2^53', start)
  }
  return first === start || value === 0 ? value : -value
}

/** A number with a fraction or an exponent, which may be an integer all the same. */
function readDecimal(source: NumberSource, start: number): number {
  const { bytes } = source
  let end = start
  while (end < bytes.length && end - start < 400 && isNumeric(bytes[end] ?? 0)) end++
  const text = decodeAscii(bytes, start, end)
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) {
    return source.failAt('malformed', 'a number is malformed', start)
  }
  const value = Number(text)
  if (!Number.isSafeInteger(value)) {
    const shown = text.slice(0, 40)
    return source.failAt('bad-integer', `not an integer within ±(2^53-1): ${shown}`, start)
  }
  source.pos = end
  return value === 0 ? 0 : value
}

function isNumeric(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || [0x2b, 0x2d, 0x2e, 0x45, 0x65].includes(byte)
}
