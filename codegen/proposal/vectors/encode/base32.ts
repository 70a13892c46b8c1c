const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** The hexadecimal digits of what a text in lower-case base32 without padding stands for. */
export function base32ToHex(text: string): string {
  const bits = Array.from(text, (character) =>
    alphabet.indexOf(character).toString(2).padStart(5, '0'),
  ).join('')
  const bytes = bits.match(/.{8}/g) ?? []
  return bytes.map((byte) => Number.parseInt(byte, 2).toString(16).padStart(2, '0')).join('')
}

/** The same the other way round. */
export function hexToBase32(hex: string): string {
  const bits = Array.from(Buffer.from(hex, 'hex'), (byte) =>
    byte.toString(2).padStart(8, '0'),
  ).join('')
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups.map((group) => alphabet[Number.parseInt(group.padEnd(5, '0'), 2)]).join('')
}

/** A CID in its text form, from the hexadecimal digits of its binary one. */
export function cidText(hex: string): string {
  return `b${hexToBase32(hex)}`
}
