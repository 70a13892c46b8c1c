import type { CheckCode } from '../checks/checker.js'
import { quote } from '../checks/quote.js'
import { isTypedBlobRef, type BlobRef } from './blob.js'

interface Failing {
  fail(code: CheckCode, detail: string): never
}

/**
 * Checks a blob's MIME type against `accept` (`image/png`, `image/*`, `*\/*`; empty for any) and its
 * size in bytes against `maxSize`. Answers it, or fails with `not-allowed` or `bad-length`.
 */
export function checkBlob(
  checker: Failing,
  blob: BlobRef,
  accept: readonly string[],
  maxSize: number,
): BlobRef {
  if (accept.length > 0 && !accept.some((pattern) => acceptsMime(pattern, blob.mimeType))) {
    checker.fail(
      'not-allowed',
      `must be a blob of type ${accept.join(', ')}, not ${quote(blob.mimeType)}`,
    )
  }
  if (isTypedBlobRef(blob) && blob.size > maxSize) {
    checker.fail('bad-length', `must be a blob of at most ${maxSize} bytes, not ${blob.size}`)
  }
  return blob
}

function acceptsMime(pattern: string, mimeType: string): boolean {
  if (pattern === '*/*') return true
  return pattern.endsWith('/*') ? mimeType.startsWith(pattern.slice(0, -1)) : mimeType === pattern
}
