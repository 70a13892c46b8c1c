import { isDatetimeAscii } from './datetime.js'
import { isDidAscii } from './did.js'
import { isTidAscii } from './tid.js'

/**
 * A string format that is checked on the bytes of a frame, before or after a text is made of them:
 * the formats that most messages have.
 */
export interface AsciiFormat {
  readonly name: string
  /** Whether `bytes[start, end)` are of this format; never where they are not all ASCII. */
  readonly isValid: (bytes: Uint8Array, start: number, end: number) => boolean
}

export const didFormat: AsciiFormat = { name: 'did', isValid: isDidAscii }
export const tidFormat: AsciiFormat = { name: 'tid', isValid: isTidAscii }
export const datetimeFormat: AsciiFormat = { name: 'datetime', isValid: isDatetimeAscii }
