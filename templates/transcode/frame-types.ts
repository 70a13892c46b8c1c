import { CborReader } from '../cbor/cbor-reader.js'
import { DecodeError } from '../errors.js'
import { encodeUtf8 } from '../bytes/utf8.js'
import { fullType, shortType } from '../frame/full-type.js'
import { v0Header } from '../frame/frame-bytes.js'
import { startsWith } from '../bytes/starts-with.js'
import { readV0Header } from '../frame/v0-header.js'
import { cborText } from '../keys/key-table.js'

/** One message type in each of the forms that frames name it by. */
export interface FrameType {
  /** The header in `xrpc.v0.cbor`. */
  readonly header: Uint8Array
  /** The full type as a DRISL text string. */
  readonly cbor: Uint8Array
  /** `{"$type":"…"` as JSON, up to the comma or brace that follows. */
  readonly json: Uint8Array
}

/** Names come off the wire: a peer that makes them up must not fill the memory. */
const MAX_LEARNED = 64

/**
 * The message types that the frames of a stream turned out to have. Transcoding needs no lexicon:
 * it learns each type from the first frame that has it.
 */
export class FrameTypes {
  private readonly nsid: string
  private readonly learned: FrameType[]
  private latest: FrameType | undefined

  constructor(nsid: string) {
    this.nsid = nsid
    this.learned = []
    this.latest = undefined
  }

  /**
   * The type of a message in `xrpc.v0.cbor`, or `undefined` where its header is not of the usual
   * form: an error, an unknown `op`, further fields.
   */
  ofV0(frame: Uint8Array): FrameType | undefined {
    const { latest } = this
    if (latest !== undefined && startsWith(frame, 0, latest.header)) return latest
    const known = this.learned.find(({ header }) => startsWith(frame, 0, header))
    if (known !== undefined) return this.use(known)
    const { op, t } = readV0Header(new CborReader(frame, false))
    if (op !== 1 || t === undefined) return undefined
    const type = this.make(fullType(t, this.nsid))
    return startsWith(frame, 0, type.header) ? this.learn(type) : undefined
  }

  /** The type whose full name stands at `at` as a DRISL text string. */
  ofCborText(bytes: Uint8Array, at: number): FrameType {
    const { latest } = this
    if (latest !== undefined && startsWith(bytes, at, latest.cbor)) return latest
    const known = this.learned.find(({ cbor }) => startsWith(bytes, at, cbor))
    return known === undefined
      ? this.ofName(new CborReader(bytes, false, at).readString())
      : this.use(known)
  }

  /** The type that a header's `t` names. */
  ofT(t: string): FrameType {
    return this.ofName(fullType(t, this.nsid))
  }

  /** The type of a full name. */
  ofName($type: string): FrameType {
    return this.learn(this.make($type))
  }

  private make($type: string): FrameType {
    if ($type.length > 1024) {
      throw new DecodeError('bad-header', 'the name of a message type is too long', 0)
    }
    return {
      header: v0Header(shortType($type, this.nsid)),
      cbor: cborText($type),
      json: encodeUtf8(`{"$type":${JSON.stringify($type)}`),
    }
  }

  private learn(type: FrameType): FrameType {
    if (this.learned.length < MAX_LEARNED) this.learned.push(type)
    return this.use(type)
  }

  private use(type: FrameType): FrameType {
    this.latest = type
    return type
  }
}
