/** Longest binary CID that is accepted; a SHA-512 one takes 68 bytes. */
export const CID_MAX_BYTES = 96

/** The parts of a binary CID, as offsets and numbers. */
export interface CidParts {
  readonly codec: number
  readonly hash: number
  /** Where the multihash starts: hash function, size and digest; it goes on to the end. */
  readonly hashStart: number
  /** Where the digest starts, relative to the CID's first byte; it goes on to the end. */
  readonly digestStart: number
}

function readVarint(bytes: Uint8Array, at: number): { value: number; next: number } | undefined {
  let value = 0
  let scale = 1
  for (let i = at; i < at + 5; i++) {
    const byte = bytes[i]
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return byte === 0 && i > at ? undefined : { value, next: i + 1 }
    scale *= 128
  }
  return undefined
}

/**
 * Takes a binary CID apart, or returns `undefined` where it is not a version 1 CID whose digest
 * fills it exactly. Codec and hash function may be any: what they mean is for others to say.
 */
export function parseCidBytes(bytes: Uint8Array): CidParts | undefined {
  if (bytes.length < 5 || bytes.length > CID_MAX_BYTES || bytes[0] !== 1) return undefined
  const codec = readVarint(bytes, 1)
  const hash = codec && readVarint(bytes, codec.next)
  const size = hash && readVarint(bytes, hash.next)
  if (!codec || !hash || !size || size.value === 0) return undefined
  if (size.next + size.value !== bytes.length) return undefined
  return {
    codec: codec.value,
    hash: hash.value,
    hashStart: codec.next,
    digestStart: size.next,
  }
}

/** Whether the bytes are a version 1 CID; see {@link parseCidBytes}. */
export function isCidBytes(bytes: Uint8Array): boolean {
  // By far the most CIDs are those of DRISL or raw content under SHA-256.
  if (bytes.length === 36 && bytes[0] === 1 && bytes[2] === 0x12 && bytes[3] === 0x20) {
    const codec = bytes[1]
    if (codec === 0x71 || codec === 0x55) return true
  }
  return parseCidBytes(bytes) !== undefined
}
