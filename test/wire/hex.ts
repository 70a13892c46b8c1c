/** The bytes that hexadecimal digits stand for; white space between them is for the reader. */
export function hex(digits: string): Uint8Array<ArrayBuffer> {
  const packed = digits.replaceAll(/\s/g, '')
  if (!/^(?:[0-9a-f]{2})*$/.test(packed)) throw new Error(`not hexadecimal: ${digits}`)
  return Uint8Array.from({ length: packed.length / 2 }, (_, index) =>
    Number.parseInt(packed.slice(index * 2, index * 2 + 2), 16),
  )
}

/** The hexadecimal digits of some bytes. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The hexadecimal digits of a text's UTF-8. */
export function hexOf(text: string): string {
  return toHex(new TextEncoder().encode(text))
}

/** Byte strings one after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
