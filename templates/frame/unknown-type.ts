import type { EncodeErrorCode } from '../errors.js'

/** A writer that can fail; see `CborWriter.fail`. */
interface Failing {
  fail(code: EncodeErrorCode, detail: string): never
}

/** Fails because a message's `$type` is none of the stream's. */
export function failUnknown(writer: Failing, $type: unknown, nsid: string): never {
  return writer.fail('not-allowed', `${nsid} has no message of type ${JSON.stringify($type)}`)
}
