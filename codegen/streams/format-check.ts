import {
  checkAtIdentifier,
  checkAtUri,
  checkCid,
  checkDatetime,
  checkDid,
  checkHandle,
  checkLanguage,
  checkNsid,
  checkRecordKey,
  checkTid,
  checkUri,
} from '../../templates/checks/check-format.js'
import type { Checker } from '../../templates/checks/checker.js'
import type { StringFormat } from '../load/lexicon.js'

type Check = (checker: Checker, text: string) => string

const checks: { readonly [F in StringFormat]: Check } = {
  'at-identifier': checkAtIdentifier,
  'at-uri': checkAtUri,
  cid: checkCid,
  datetime: checkDatetime,
  did: checkDid,
  handle: checkHandle,
  language: checkLanguage,
  nsid: checkNsid,
  'record-key': checkRecordKey,
  tid: checkTid,
  uri: checkUri,
}

/** Checks a string format of the Lexicon language; fails with `bad-format`. */
export function checkFormat(checker: Checker, text: string, format: StringFormat): void {
  checks[format](checker, text)
}
