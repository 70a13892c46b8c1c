import type { LexValue } from '../values/lex-value.js'
import { CborReader } from './cbor-reader.js'
import { readCborValue, writeCborValue } from './cbor-value.js'
import { CborWriter } from './cbor-writer.js'

/** What the generic codec lets through beyond the AT Protocol's data model. */
export interface DrislOptions {
  /** 64-bit floats, which DRISL has and the data model has not. Default false. */
  readonly allowFloats?: boolean
}

/**
 * Decodes one DRISL-CBOR item that fills the bytes. Byte strings and links are views on them.
 *
 * @throws DecodeError for anything but exactly one item in deterministic form
 */
export function decodeDrisl(bytes: Uint8Array, options: DrislOptions = {}): LexValue {
  const reader = new CborReader(bytes, false)
  const value = readCborValue(reader, options.allowFloats)
  reader.finish()
  return value
}

/**
 * Encodes a value of the data model as DRISL-CBOR: the same bytes for equal values.
 *
 * @throws EncodeError for fractions (unless allowed), integers beyond ±(2^53-1), half surrogate
 *   pairs, `undefined` in arrays, nesting beyond 128
 */
export function encodeDrisl(value: LexValue, options: DrislOptions = {}): Uint8Array<ArrayBuffer> {
  const writer = new CborWriter(false)
  writeCborValue(writer, value, options.allowFloats)
  return writer.take()
}
