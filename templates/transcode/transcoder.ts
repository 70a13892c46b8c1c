import { allocate } from '../bytes/allocate.js'
import { startsWith } from '../bytes/starts-with.js'
import { CborReader } from '../cbor/cbor-reader.js'
import { skipCbor } from '../cbor/cbor-skip.js'
import { cborToJson, copyProperties } from '../cbor/cbor-to-json.js'
import { readCborMap, writeCborMap } from '../cbor/cbor-value.js'
import { CborWriter } from '../cbor/cbor-writer.js'
import { DecodeError } from '../errors.js'
import { readErrorBody, writeErrorBody } from '../frame/error-body.js'
import { v0ErrorHeader, v1CborPrefix, v1JsonEnd, v1JsonPrefix } from '../frame/frame-bytes.js'
import type { Subprotocol } from '../frame/subprotocol.js'
import { findTypePlace, typeKey } from '../cbor/cbor-type.js'
import { readV0Header } from '../frame/v0-header.js'
import { readV1Envelope, writeV1Error } from '../frame/v1-envelope.js'
import { JsonReader } from '../json/json-reader.js'
import { readJsonMap } from '../json/json-value.js'
import { JsonWriter } from '../json/json-writer.js'
import { Splice } from './splice.js'
import { checkEnvelope } from './check-envelope.js'
import { FrameTypes, type FrameType } from './frame-types.js'

/**
 * Turns the frames of one stream from one subprotocol into another, without its lexicon: what a
 * frame holds is kept, unknown message types and fields included. Between the two CBOR forms bytes
 * are spliced, from CBOR to JSON they are copied as text; only from JSON to CBOR, where keys have to
 * be sorted, is the value built.
 *
 * Frames whose `op` or envelope is unknown cannot be said in another form: DecodeError.
 */
export class Transcoder {
  private readonly types: FrameTypes
  private readonly splice: Splice
  private readonly cbor: CborWriter
  private readonly json: JsonWriter

  constructor(nsid: string) {
    this.types = new FrameTypes(nsid)
    this.splice = new Splice()
    this.cbor = new CborWriter(false)
    this.json = new JsonWriter(false)
  }

  /**
   * The frame in another subprotocol; the same bytes where it is the one that it has.
   *
   * @throws DecodeError where the frame breaks the wire format as far as it has to be looked at
   */
  transcode(frame: Uint8Array, from: Subprotocol, to: Subprotocol): Uint8Array {
    if (from === to) return frame
    switch (from) {
      case 'xrpc.v0.cbor':
        return to === 'xrpc.v1.cbor' ? this.v0ToV1Cbor(frame) : this.v0ToV1Json(frame)
      case 'xrpc.v1.cbor':
        return to === 'xrpc.v0.cbor' ? this.v1CborToV0(frame) : this.v1CborToV1Json(frame)
      case 'xrpc.v1.json':
        return to === 'xrpc.v0.cbor' ? this.v1JsonToV0(frame) : this.v1JsonToV1Cbor(frame)
    }
  }

  /** From two DRISL items to one: the header goes, `$type` comes into the payload. */
  v0ToV1Cbor(frame: Uint8Array): Uint8Array {
    const { splice } = this
    if (!this.planV1(frame)) return this.v0Other(frame, 'xrpc.v1.cbor')
    const out = allocate(splice.size)
    splice.write(frame, out, 0)
    return out
  }

  /**
   * As {@link Transcoder.v0ToV1Cbor}, into memory that is there: for batches of frames, where fresh
   * memory would cost more than the splicing. Returns the end of the frame in `into`, or -1 where
   * there is too little room from `at` on.
   */
  v0ToV1CborInto(frame: Uint8Array, into: Uint8Array, at: number): number {
    const { splice } = this
    if (this.planV1(frame)) {
      return at + splice.size > into.length ? -1 : splice.write(frame, into, at)
    }
    return putWhole(this.v0Other(frame, 'xrpc.v1.cbor'), into, at)
  }

  /**
   * A frame of `xrpc.v0.cbor` in another subprotocol, written into memory that is there. Returns its
   * end in `into`, or -1 where there is too little room from `at` on.
   *
   * @throws DecodeError as `transcode` does
   */
  v0Into(
    frame: Uint8Array,
    to: 'xrpc.v1.cbor' | 'xrpc.v1.json',
    into: Uint8Array,
    at: number,
  ): number {
    if (to === 'xrpc.v1.cbor') return this.v0ToV1CborInto(frame, into, at)
    const type = this.types.ofV0(frame)
    if (type === undefined) return putWhole(this.v0Other(frame, to), into, at)
    this.writePayloadAsJson(frame, type.header.length, type)
    return this.json.moveInto(into, at)
  }

  private planV1(frame: Uint8Array): boolean {
    const type = this.types.ofV0(frame)
    if (type === undefined) return false
    const payload = type.header.length
    if (!this.splice.scan(frame, payload)) failFrame(frame, payload)
    // A `$type` has no place in the old form: one that is there all the same gives way.
    this.splice.plan(frame, v1CborPrefix, type.cbor)
    return true
  }

  /** From one DRISL item to two: `$type` leaves the payload and makes the header. */
  v1CborToV0(frame: Uint8Array): Uint8Array {
    const { splice } = this
    const payload = v1CborPrefix.length
    if (!startsWith(frame, 0, v1CborPrefix)) return this.v1CborOther(frame, 'xrpc.v0.cbor')
    if (!splice.scan(frame, payload) || splice.typeAt === -1) failFrame(frame, payload)
    splice.plan(frame, this.types.ofCborText(frame, splice.typeAt).header, undefined)
    const out = allocate(splice.size)
    splice.write(frame, out, 0)
    return out
  }

  /** From CBOR to JSON text, as UTF-8. */
  v0ToV1Json(frame: Uint8Array): Uint8Array {
    const type = this.types.ofV0(frame)
    if (type === undefined) return this.v0Other(frame, 'xrpc.v1.json')
    return this.payloadToJson(frame, type.header.length, type)
  }

  /** From CBOR to JSON text, as UTF-8. */
  v1CborToV1Json(frame: Uint8Array): Uint8Array {
    if (!startsWith(frame, 0, v1CborPrefix)) return this.v1CborOther(frame, 'xrpc.v1.json')
    const payload = v1CborPrefix.length
    const place = findTypePlace(frame, payload)
    if (place < 0) failFrame(frame, payload)
    const type = this.types.ofCborText(frame, place + typeKey.length)
    return this.payloadToJson(frame, payload, type)
  }

  private payloadToJson(frame: Uint8Array, payload: number, type: FrameType): Uint8Array {
    this.writePayloadAsJson(frame, payload, type)
    return this.json.take()
  }

  private writePayloadAsJson(frame: Uint8Array, payload: number, type: FrameType): void {
    const place = findTypePlace(frame, payload)
    const except = place < 0 ? -1 : place + typeKey.length
    const reader = new CborReader(frame, false, payload)
    const { json } = this
    json.reset()
    json.writeFixed(v1JsonPrefix)
    json.openWith(type.json)
    copyProperties(reader, json, reader.openMap(), except)
    json.closeMap()
    reader.closeMap()
    reader.finish()
    json.writeFixed(v1JsonEnd)
  }

  v1JsonToV0(frame: Uint8Array): Uint8Array {
    return this.v1CborToV0(this.v1JsonToV1Cbor(frame))
  }

  v1JsonToV1Cbor(frame: Uint8Array): Uint8Array {
    const reader = new JsonReader(frame, false)
    const envelope = readJsonMap(reader)
    reader.finish()
    checkEnvelope(envelope)
    this.cbor.reset()
    writeCborMap(this.cbor, envelope)
    return this.cbor.take()
  }

  private v0Other(frame: Uint8Array, to: Subprotocol): Uint8Array {
    const header = new CborReader(frame, false)
    const { op, t } = readV0Header(header)
    const reader = new CborReader(frame, false, header.pos)
    if (op === -1) {
      const { error, message } = readErrorBody(reader)
      reader.finish()
      return this.writeError(error, message, to)
    }
    if (op !== 1 || t === undefined) {
      throw new DecodeError('bad-header', 'only messages of a type and errors can be transcoded', 0)
    }
    // A header with more in it than usual: start over from the usual one.
    const usual = this.types.ofT(t)
    const plain = joined(usual.header, frame.subarray(header.pos))
    return this.transcode(plain, 'xrpc.v0.cbor', to)
  }

  private v1CborOther(frame: Uint8Array, to: Subprotocol): Uint8Array {
    const { kind, error, message, payload } = readV1Envelope(frame)
    if (kind === 'error') return this.writeError(error ?? '', message, to)
    if (kind !== 'message') {
      throw new DecodeError('bad-header', 'only messages and errors can be transcoded', 0)
    }
    const end = skipCbor(frame, payload)
    const plain = joined(v1CborPrefix, frame.subarray(payload, end))
    return this.transcode(plain, 'xrpc.v1.cbor', to)
  }

  private writeError(error: string, message: string | undefined, to: Subprotocol): Uint8Array {
    const { cbor, json } = this
    cbor.reset()
    if (to === 'xrpc.v0.cbor') {
      cbor.writeRaw(v0ErrorHeader)
      cbor.openMap(message === undefined ? 1 : 2)
      writeErrorBody(cbor, error, message)
      cbor.closeMap()
      return cbor.take()
    }
    writeV1Error(cbor, error, message)
    if (to === 'xrpc.v1.cbor') return cbor.take()
    json.reset()
    cborToJson(new CborReader(cbor.take(), false), json)
    return json.take()
  }
}

/** Fails on a frame that the quick look did not get through: the strict reader says why. */
function failFrame(frame: Uint8Array, payload: number): never {
  const reader = new CborReader(frame, false, payload)
  readCborMap(reader)
  reader.finish()
  return reader.failAt('missing-field', 'the payload has no $type', payload)
}

function putWhole(bytes: Uint8Array, into: Uint8Array, at: number): number {
  if (at + bytes.length > into.length) return -1
  into.set(bytes, at)
  return at + bytes.length
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = allocate(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
