import { startsWith } from '../bytes/starts-with.js'
import { skipCbor, TRUNCATED } from '../cbor/cbor-skip.js'
import { isAfterType, mapCount, mapHeadSize, typeKey } from '../cbor/cbor-type.js'

/**
 * A frame in the other CBOR form, planned first and then written: what comes before the payload is
 * another prefix, `$type` comes into the payload or leaves it, all else is copied. One plan serves
 * one frame at a time and is reused.
 */
export class Splice {
  /** The size of the new frame in bytes. */
  size = 0
  /** The offset of the value of `$type` in the old payload, -1 where it has none. */
  typeAt = -1
  private prefix: Uint8Array = typeKey
  private type: Uint8Array | undefined
  private pairs = 0
  private bodyStart = 0
  private gapStart = 0
  private gapEnd = 0

  /**
   * Looks the payload at `payload` over: whether it is one map, up to the end of the frame, and
   * where its `$type` is or would be.
   */
  scan(frame: Uint8Array, payload: number): boolean {
    const count = mapCount(frame, payload)
    if (count < 0) return false
    let pos = payload + mapHeadSize(count)
    this.pairs = count
    this.bodyStart = pos
    this.typeAt = -1
    let gap = -1
    for (let left = count; left > 0; left--) {
      const head = frame[pos] ?? 0xff
      if (gap === -1 && head >= 0x65) {
        if (startsWith(frame, pos, typeKey)) this.typeAt = pos + typeKey.length
        if (this.typeAt !== -1 || isAfterType(frame, pos)) gap = pos
      }
      pos = skipCbor(frame, pos, 2)
      if (pos === TRUNCATED) return false
    }
    this.gapStart = gap === -1 ? pos : gap
    this.gapEnd = this.typeAt === -1 ? this.gapStart : skipCbor(frame, this.typeAt)
    return pos === frame.length
  }

  /** Plans the scanned frame with this prefix and, unless it is to have none, this `$type`. */
  plan(frame: Uint8Array, prefix: Uint8Array, type: Uint8Array | undefined): void {
    this.prefix = prefix
    this.type = type
    this.pairs += (type === undefined ? 0 : 1) - (this.typeAt === -1 ? 0 : 1)
    this.size =
      prefix.length +
      mapHeadSize(this.pairs) +
      (this.gapStart - this.bodyStart) +
      (type === undefined ? 0 : typeKey.length + type.length) +
      (frame.length - this.gapEnd)
  }

  /** Writes the planned frame at `at`, where `size` bytes must be free; returns the end. */
  write(frame: Uint8Array, into: Uint8Array, at: number): number {
    let pos = put(into, at, this.prefix)
    pos = putMapHead(into, pos, this.pairs)
    pos = putRange(into, pos, frame, this.bodyStart, this.gapStart)
    if (this.type !== undefined) pos = put(into, put(into, pos, typeKey), this.type)
    return putRange(into, pos, frame, this.gapEnd, frame.length)
  }
}

function put(into: Uint8Array, at: number, bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) into[at + i] = bytes[i] ?? 0
  return at + bytes.length
}

/** Copies `source[start, end)` to `at` and returns the end. */
export function putRange(
  into: Uint8Array,
  at: number,
  source: Uint8Array,
  start: number,
  end: number,
): number {
  const size = end - start
  if (size < 192) for (let i = 0; i < size; i++) into[at + i] = source[start + i] ?? 0
  else into.set(new Uint8Array(source.buffer, source.byteOffset + start, size), at)
  return at + size
}

function putMapHead(into: Uint8Array, at: number, count: number): number {
  if (count < 24) {
    into[at] = 0xa0 + count
    return at + 1
  }
  const size = mapHeadSize(count)
  into[at] = size === 2 ? 0xb8 : size === 3 ? 0xb9 : 0xba
  for (let i = 1; i < size; i++) into[at + i] = count >>> (8 * (size - 1 - i))
  return at + size
}
