import type { StringFormat } from '../../../load/lexicon.js'
import { cidText } from '../encode/base32.js'

/** A link to DRISL content whose digest is one byte throughout. */
export function drislCid(digestByte: string): string {
  return cidText(`01711220${digestByte.repeat(32)}`)
}

/** A link to raw content, such as a blob. */
export function rawCid(digestByte: string): string {
  return cidText(`01551220${digestByte.repeat(32)}`)
}

/** Two texts of each format: a common one and a rare one. */
export const formatSamples: { readonly [F in StringFormat]: readonly [string, string] } = {
  'at-identifier': ['did:plc:7iza6de2dwap2sbkpav7c6c6', 'xn--bcher-kva.example'],
  'at-uri': [
    'at://did:plc:7iza6de2dwap2sbkpav7c6c6/com.example.note/3jzfcijpj2z2a',
    'at://alice.example',
  ],
  cid: [drislCid('0c'), rawCid('f0')],
  datetime: ['2026-07-04T14:39:14.123Z', '1985-04-12T23:20:50.123456-07:00'],
  did: ['did:plc:7iza6de2dwap2sbkpav7c6c6', 'did:web:localhost%3A8080'],
  handle: ['alice.example', 'xn--bcher-kva.example'],
  language: ['en', 'zh-Hant-TW'],
  nsid: ['com.example.note', 'xn--90ae.example.sub-domain.thingV2'],
  'record-key': ['3jzfcijpj2z2a', 'a.b:c~d-e_F'],
  tid: ['3jzfcijpj2z2a', '2222222222222'],
  uri: ['https://example.com/path?query=1', 'dns:xn--bcher-kva.example#%C3%A9'],
}

/** Characters of one to four bytes, an escape of each kind, and one grapheme of many code points. */
export const otherText = 'aé€😀 "\\/\b\n\u0001\u007F\u2028 👩‍👩‍👦'
