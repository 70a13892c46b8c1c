import { isDidWithin } from './did.js'
import { isHandleWithin } from './handle.js'

/** Whether a text is a DID or a handle. */
export function isAtIdentifier(text: string): boolean {
  return isAtIdentifierWithin(text, 0, text.length)
}

/** {@link isAtIdentifier} for the part of a text from `start` to `end`, without cutting it out. */
export function isAtIdentifierWithin(text: string, start: number, end: number): boolean {
  return text.startsWith('did:', start)
    ? isDidWithin(text, start, end)
    : isHandleWithin(text, start, end)
}
