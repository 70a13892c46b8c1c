export const lowerLetters = 'abcdefghijklmnopqrstuvwxyz'
export const letters = `${lowerLetters}ABCDEFGHIJKLMNOPQRSTUVWXYZ`
export const digits = '0123456789'

/**
 * A table of the ASCII characters by their code, 1 for those given and 0 for the others; beyond ASCII
 * there are no entries.
 *
 * Each format keeps tables of its own in constants of its own module: those the engine folds into
 * the code, where what is imported is loaded for every character.
 */
export function asciiTable(characters: string): Uint8Array {
  const table = new Uint8Array(128)
  for (let i = 0; i < characters.length; i++) table[characters.charCodeAt(i)] = 1
  return table
}
