/** Stable codes of the errors that decoding throws; messages may change, codes do not. */
export type DecodeErrorCode =
  | 'truncated'
  | 'trailing-bytes'
  | 'too-deep'
  | 'malformed'
  | 'not-canonical'
  | 'unsorted-keys'
  | 'duplicate-key'
  | 'bad-key'
  | 'bad-utf8'
  | 'bad-integer'
  | 'bad-float'
  | 'bad-tag'
  | 'bad-cid'
  | 'bad-base64'
  | 'bad-header'
  | 'wrong-type'
  | 'missing-field'
  | 'out-of-range'
  | 'bad-length'
  | 'bad-format'
  | 'not-allowed'

/**
 * Bytes that break the wire format or the schema. On a connection this is fatal: close with 1007
 * where the encoding is broken (a client cannot find the next frame's meaning either).
 */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
  readonly code: DecodeErrorCode
  /** The byte offset in the frame where the trouble was seen. */
  readonly offset: number
  /** The place in the value, such as `ops[3].cid` in a payload; empty for the whole. */
  readonly path: string

  constructor(code: DecodeErrorCode, detail: string, offset: number, path = '') {
    super(`${path === '' ? '' : `${path}: `}${detail} (at byte ${offset})`)
    this.code = code
    this.offset = offset
    this.path = path
  }
}

/** Stable codes of the errors that encoding throws. */
export type EncodeErrorCode =
  | 'wrong-type'
  | 'bad-integer'
  | 'bad-text'
  | 'bad-cid'
  | 'bad-key'
  | 'too-deep'
  | 'too-large'
  | 'out-of-range'
  | 'bad-length'
  | 'bad-format'
  | 'not-allowed'

/** A value that does not fit the lexicon or the data model; nothing was encoded. */
export class EncodeError extends Error {
  override readonly name = 'EncodeError'
  readonly code: EncodeErrorCode
  /** The place in the value, such as `ops[3].cid`; empty for the whole. */
  readonly path: string

  constructor(code: EncodeErrorCode, detail: string, path = '', cause?: unknown) {
    super(path === '' ? detail : `${path}: ${detail}`, cause === undefined ? {} : { cause })
    this.code = code
    this.path = path
  }
}

/** A query string that does not fit the lexicon: HTTP 400, `InvalidRequest`, with this message. */
export class ParamsError extends Error {
  override readonly name = 'ParamsError'
  /** The parameter's name; empty for the query string as a whole. */
  readonly parameter: string

  constructor(parameter: string, detail: string) {
    super(parameter === '' ? detail : `${parameter}: ${detail}`)
    this.parameter = parameter
  }
}
