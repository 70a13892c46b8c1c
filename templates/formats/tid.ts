const two = 0x32
const seven = 0x37
const lowerA = 0x61
const lowerJ = 0x6a
const lowerZ = 0x7a

/**
 * Whether a text is a TID: 13 characters of `234567abcdefghijklmnopqrstuvwxyz`, the first one at most
 * `j`, so that the number fits 63 bits.
 */
export function isTid(text: string): boolean {
  if (text.length !== 13 || text.charCodeAt(0) > lowerJ) return false
  for (let i = 0; i < 13; i++) {
    const code = text.charCodeAt(i)
    if (code < two || code > lowerZ || (code > seven && code < lowerA)) return false
  }
  return true
}
