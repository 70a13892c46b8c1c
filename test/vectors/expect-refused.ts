import { expect } from 'vitest'
import type { Failure } from '../wire/failure.js'
import type { Refusal } from './vector-types.js'
import { codes, exceptions } from './wording.js'

/** Expects a failure to be what the runtime has to say of an invalid item or text, word for word. */
export function expectRefused(refusal: Refusal, failure: Failure, encoding: 'cbor' | 'json'): void {
  const { id, reason, offset = failure.offset, path } = refusal
  const [code, inCbor, inJson] = codes[reason] ?? []
  const usual = encoding === 'cbor' ? inCbor : inJson
  const detail = exceptions[`${encoding}/${id}`] ?? usual
  const place = path === '' ? '' : `${path}: `
  const message = `${place}${detail} (at byte ${String(offset)})`
  expect(failure).toEqual({ name: 'DecodeError', code, offset, path, message })
}
