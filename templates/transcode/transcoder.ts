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
import { findTypePlace, mapCount, mapHeadSize, NO_PLACE, typeKey } from '../cbor/cbor-type.js'
import { readV0Header } from '../frame/v0-header.js'
import { readV1Envelope, writeV1Error } from '../frame/v1-envelope.js'
import { JsonReader } from '../json/json-reader.js'
import { readJsonMap } from '../json/json-value.js'
import { JsonWriter } from '../json/json-writer.js'
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
  private readonly cbor: CborWriter
  private readonly json: JsonWriter

  constructor(nsid: string) {
    this.types = new FrameTypes(nsid)
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
    const type = this.types.ofV0(frame)
    if (type === undefined) return this.v0Other(frame, 'xrpc.v1.cbor')
    const payload = type.header.length
    const count = mapCount(frame, payload)
    const place = findTypePlace(frame, payload)
    if (place === NO_PLACE || skipCbor(frame, payload) !== frame.length) failFrame(frame, payload)
    const body = payload + mapHeadSize(count)
    // A `$type` has no place in this form: one that is there all the same gives way.
    const gap = place < 0 ? -1 - place : place
    const gapEnd = place < 0 ? gap : skipCbor(frame, place + typeKey.length)
    const pairs = place < 0 ? count + 1 : count
    const head = mapHeadSize(pairs)
    const size =
      v1CborPrefix.length +
      head +
      (gap - body) +
      typeKey.length +
      type.cbor.length +
      (frame.length - gapEnd)
    const out = allocate(size)
    let at = put(out, 0, v1CborPrefix)
    at = putMapHead(out, at, pairs)
    at = putRange(out, at, frame, body, gap)
    at = put(out, at, typeKey)
    at = put(out, at, type.cbor)
    putRange(out, at, frame, gapEnd, frame.length)
    return out
  }

  /** From one DRISL item to two: `$type` leaves the payload and makes the header. */
  v1CborToV0(frame: Uint8Array): Uint8Array {
    const payload = v1CborPrefix.length
    if (!startsWith(frame, 0, v1CborPrefix)) return this.v1CborOther(frame, 'xrpc.v0.cbor')
    const count = mapCount(frame, payload)
    const place = findTypePlace(frame, payload)
    if (place < 0 || skipCbor(frame, payload) !== frame.length) failFrame(frame, payload)
    const type = this.types.ofCborText(frame, place + typeKey.length)
    const body = payload + mapHeadSize(count)
    const gapEnd = place + typeKey.length + type.cbor.length
    const head = mapHeadSize(count - 1)
    const out = allocate(type.header.length + head + (place - body) + (frame.length - gapEnd))
    let at = put(out, 0, type.header)
    at = putMapHead(out, at, count - 1)
    at = putRange(out, at, frame, body, place)
    putRange(out, at, frame, gapEnd, frame.length)
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
    return json.take()
  }

  v1JsonToV0(frame: Uint8Array): Uint8Array {
    return this.v1CborToV0(this.v1JsonToV1Cbor(frame))
  }

  v1JsonToV1Cbor(frame: Uint8Array): Uint8Array {
    const reader = new JsonReader(frame, false)
    const envelope = readJsonMap(reader)
    reader.finish()
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
    const plain = allocate(usual.header.length + frame.length - header.pos)
    putRange(plain, put(plain, 0, usual.header), frame, header.pos, frame.length)
    return this.transcode(plain, 'xrpc.v0.cbor', to)
  }

  private v1CborOther(frame: Uint8Array, to: Subprotocol): Uint8Array {
    const { kind, error, message, payload } = readV1Envelope(frame)
    if (kind === 'error') return this.writeError(error ?? '', message, to)
    if (kind !== 'message') {
      throw new DecodeError('bad-header', 'only messages and errors can be transcoded', 0)
    }
    const end = skipCbor(frame, payload)
    const plain = allocate(v1CborPrefix.length + end - payload)
    putRange(plain, put(plain, 0, v1CborPrefix), frame, payload, end)
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

function put(out: Uint8Array, at: number, bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) out[at + i] = bytes[i] ?? 0
  return at + bytes.length
}

function putRange(
  out: Uint8Array,
  at: number,
  source: Uint8Array,
  start: number,
  end: number,
): number {
  if (end - start < 64) for (let i = start; i < end; i++) out[at + i - start] = source[i] ?? 0
  else out.set(source.subarray(start, end), at)
  return at + end - start
}

function putMapHead(out: Uint8Array, at: number, count: number): number {
  if (count < 24) {
    out[at] = 0xa0 + count
    return at + 1
  }
  if (count < 0x100) {
    out[at] = 0xb8
    out[at + 1] = count
    return at + 2
  }
  out[at] = 0xb9
  out[at + 1] = count >> 8
  out[at + 2] = count & 0xff
  return at + 3
}
