import {
  ascii13,
  ascii24,
  ascii32,
  DATETIME_LENGTH,
  DID_PLC_LENGTH,
  TID_LENGTH,
} from './fixed-ascii.js'
import { bufferMethods } from './platform-buffer.js'

const strictDecoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = /* @__PURE__ */ new TextEncoder()

/** Below this length a string is built faster here than by a call into the platform. */
const SHORT = 12

/**
 * The text of `bytes[start, end)`, or `undefined` where it is not valid UTF-8. The range must lie
 * within `bytes`.
 */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  let bits = 0
  for (let i = start; i < end; i++) bits |= bytes[i] ?? 0
  if (bits < 0x80) return decodeAscii(bytes, start, end)
  try {
    return strictDecoder.decode(bytes.subarray(start, end))
  } catch {
    return undefined
  }
}

/** The text of `bytes[start, end)`, which is known to be ASCII. */
export function decodeAscii(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start
  if (length === TID_LENGTH) return ascii13(bytes, start)
  if (length === DID_PLC_LENGTH) return ascii32(bytes, start)
  if (length === DATETIME_LENGTH) return ascii24(bytes, start)
  if (length <= SHORT || bufferMethods === undefined) return shortAscii(bytes, start, end)
  return bufferMethods.latin1Slice.call(bytes, start, end)
}

function shortAscii(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 1024) return strictDecoder.decode(bytes.subarray(start, end))
  let text = ''
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] ?? 0)
  return text
}

/** Whether `bytes[start, end)` is valid UTF-8. */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  let bits = 0
  for (let i = start; i < end; i++) bits |= bytes[i] ?? 0
  if (bits < 0x80) return true
  try {
    strictDecoder.decode(bytes.subarray(start, end))
    return true
  } catch {
    return false
  }
}

/** The UTF-8 form of a text; lone surrogates become U+FFFD, so test for them first. */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text)
}

/** Writes a text as UTF-8 and returns the number of bytes; `into` must have three per code unit. */
export function writeUtf8(text: string, into: Uint8Array, at: number): number {
  if (bufferMethods !== undefined) {
    return bufferMethods.utf8Write.call(into, text, at, into.length - at)
  }
  return encoder.encodeInto(text, into.subarray(at)).written
}
