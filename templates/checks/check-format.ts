import { isAtIdentifier } from '../formats/at-identifier.js'
import { isAtUri } from '../formats/at-uri.js'
import { isCid } from '../formats/cid.js'
import { isDatetime } from '../formats/datetime.js'
import { isDid } from '../formats/did.js'
import { isHandle } from '../formats/handle.js'
import { isLanguage } from '../formats/language.js'
import { isNsid } from '../formats/nsid.js'
import { isRecordKey } from '../formats/record-key.js'
import { isTid } from '../formats/tid.js'
import { isUri } from '../formats/uri.js'
import type { Checker } from './checker.js'
import { failFormat } from './fail-format.js'

// One function for each string format of the Lexicon language. Each answers the text it was given, and
// fails with `bad-format` unless formats are not checked; see the format's own file for its rules.

/** Checks the format `at-identifier`. */
export function checkAtIdentifier(checker: Checker, text: string): string {
  if (checker.formats && !isAtIdentifier(text)) failFormat(checker, 'at-identifier', text)
  return text
}

/** Checks the format `at-uri`. */
export function checkAtUri(checker: Checker, text: string): string {
  if (checker.formats && !isAtUri(text)) failFormat(checker, 'at-uri', text)
  return text
}

/** Checks the format `cid`. */
export function checkCid(checker: Checker, text: string): string {
  if (checker.formats && !isCid(text)) failFormat(checker, 'cid', text)
  return text
}

/** Checks the format `datetime`. */
export function checkDatetime(checker: Checker, text: string): string {
  if (checker.formats && !isDatetime(text)) failFormat(checker, 'datetime', text)
  return text
}

/** Checks the format `did`. */
export function checkDid(checker: Checker, text: string): string {
  if (checker.formats && !isDid(text)) failFormat(checker, 'did', text)
  return text
}

/** Checks the format `handle`. */
export function checkHandle(checker: Checker, text: string): string {
  if (checker.formats && !isHandle(text)) failFormat(checker, 'handle', text)
  return text
}

/** Checks the format `language`. */
export function checkLanguage(checker: Checker, text: string): string {
  if (checker.formats && !isLanguage(text)) failFormat(checker, 'language', text)
  return text
}

/** Checks the format `nsid`. */
export function checkNsid(checker: Checker, text: string): string {
  if (checker.formats && !isNsid(text)) failFormat(checker, 'nsid', text)
  return text
}

/** Checks the format `record-key`. */
export function checkRecordKey(checker: Checker, text: string): string {
  if (checker.formats && !isRecordKey(text)) failFormat(checker, 'record-key', text)
  return text
}

/** Checks the format `tid`. */
export function checkTid(checker: Checker, text: string): string {
  if (checker.formats && !isTid(text)) failFormat(checker, 'tid', text)
  return text
}

/** Checks the format `uri`. */
export function checkUri(checker: Checker, text: string): string {
  if (checker.formats && !isUri(text)) failFormat(checker, 'uri', text)
  return text
}
