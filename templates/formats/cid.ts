import { digitTable } from '../bytes/digit-table.js'
import { asciiTable, digits, letters, lowerLetters } from './ascii-table.js'

/** In characters; a CID of SHA-512 takes 110 in base 32. */
const maximumLength = 128
/** In characters: the prefix and the four varints of the shortest CID. */
const minimumLength = 8

const equalsSign = 0x3d
const base8 = /* @__PURE__ */ asciiTable('01234567')
const base16 = /* @__PURE__ */ asciiTable(digits, 'abcdef')
const base36 = /* @__PURE__ */ asciiTable(digits, lowerLetters)
const base58 = /* @__PURE__ */ asciiTable(
  '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz',
)
const base64 = /* @__PURE__ */ asciiTable(letters, digits, '+/')

const NO_DIGIT = 255
const base32Digits = /* @__PURE__ */ digitTable(`${lowerLetters}234567`)

/**
 * Whether a text is a CID, version 1.
 *
 * In base 32 (prefix `b`), which is what the data model asks for, its parts are checked: the version,
 * the codec, the hash and as many bytes as the hash says, in at most 128 characters. In base 58
 * (`z`), 36 (`k`), 16 (`f`), 64 (`m`) and 8 (`7`), which records of old may hold, only the alphabet is.
 */
export function isCid(text: string): boolean {
  if (text.length < minimumLength || text.length > maximumLength) return false
  switch (text[0]) {
    case 'b':
      return isBase32Cid(text)
    case 'z':
      return isWrittenIn(base58, text)
    case 'k':
      return isWrittenIn(base36, text)
    case 'f':
      return isWrittenIn(base16, text)
    case 'm':
      return isWrittenIn(base64, text)
    case '7':
      return isWrittenIn(base8, text)
    default:
      return false
  }
}

function isWrittenIn(alphabet: Uint8Array, text: string): boolean {
  for (let i = 1; i < text.length; i++) {
    if (alphabet[text.charCodeAt(i)] !== 1) return false
  }
  return true
}

/** Decodes the four varints and, of the digest, only counts the bytes and checks the alphabet. */
function isBase32Cid(text: string): boolean {
  let end = text.length
  while (text.charCodeAt(end - 1) === equalsSign) end--
  const bits = (end - 1) * 5
  const spareBits = bits % 8
  // Five or more would be a digit that no byte needs.
  if (spareBits >= 5) return false

  let field = 0
  let value = 0
  let scale = 1
  let bytesRead = 0
  let pending = 0
  let pendingBits = 0
  let i = 1
  for (; field < 4; i++) {
    const digit = i < end ? (base32Digits[text.charCodeAt(i)] ?? NO_DIGIT) : NO_DIGIT
    if (digit === NO_DIGIT) return false
    pending = ((pending << 5) | digit) & 0xfff
    pendingBits += 5
    if (pendingBits < 8) continue
    pendingBits -= 8
    const byte = (pending >> pendingBits) & 0xff
    bytesRead++
    value += (byte & 0x7f) * scale
    scale *= 128
    if (byte >= 0x80) continue
    if (field === 0 && value !== 1) return false
    // The last value stays: it is the digest's length.
    if (field < 3) value = 0
    scale = 1
    field++
  }
  if (Math.floor(bits / 8) - bytesRead !== value) return false

  for (; i < end; i++) {
    const digit = base32Digits[text.charCodeAt(i)] ?? NO_DIGIT
    if (digit === NO_DIGIT) return false
    pending = digit
  }
  return (pending & ((1 << spareBits) - 1)) === 0
}
