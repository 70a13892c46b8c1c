import type { Checker } from '../../templates/checks/checker.js'
import { checkBlob } from '../../templates/values/blob-check.js'
import { describeValue } from '../../templates/values/describe-value.js'
import type { LexValue } from '../../templates/values/lex-value.js'
import type { BlobShape } from '../model/model.js'
import { isLink, isMap } from './decoded-value.js'

/** Checks that a value is a blob in either form, of an accepted type and size. */
export function checkBlobValue(value: LexValue, shape: BlobShape, checker: Checker): void {
  const { accept = [], maxSize = Infinity } = shape
  if (!isMap(value)) {
    return checker.fail('not-allowed', `expected blob, found ${describeValue(value)}`)
  }
  const { $type, ref, mimeType, size, cid } = value
  if (typeof mimeType === 'string' && $type === undefined && typeof cid === 'string') {
    checkBlob(checker, { cid, mimeType }, accept, maxSize)
    return undefined
  }
  const isBlob = $type === 'blob' && ref !== undefined && ref !== null && isLink(ref)
  if (!isBlob || typeof mimeType !== 'string' || typeof size !== 'number') {
    return checker.fail('not-allowed', 'expected blob, found another object')
  }
  checkBlob(checker, { $type, ref, mimeType, size }, accept, maxSize)
}
