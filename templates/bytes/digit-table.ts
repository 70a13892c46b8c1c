/**
 * The value of each byte as a digit of an alphabet, 255 for all that are none.
 *
 * Whoever compares with that 255 has it in a constant of its own module: what is imported, the engine
 * loads anew for every character.
 */
export function digitTable(alphabet: string): Uint8Array {
  const digits = new Uint8Array(256).fill(255)
  for (let value = 0; value < alphabet.length; value++) digits[alphabet.charCodeAt(value)] = value
  return digits
}
