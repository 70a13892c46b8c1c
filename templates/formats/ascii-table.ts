import { encodeUtf8 } from '../bytes/utf8.js'

export const lowerLetters = 'abcdefghijklmnopqrstuvwxyz'
export const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
export const digits = '0123456789'

/**
 * A table of the ASCII characters by their code, 1 for those given and 0 for the others; beyond ASCII
 * there are no entries.
 *
 * Each format keeps tables of its own in constants of its own module: those the engine folds into
 * the code, where what is imported is loaded for every character.
 *
 * The characters come in several texts, since bundlers leave out a table that nobody uses only where
 * its arguments are plain names and texts.
 */
export function asciiTable(...characters: readonly string[]): Uint8Array {
  const table = new Uint8Array(128)
  for (const byte of encodeUtf8(characters.join(''))) table[byte] = 1
  return table
}
