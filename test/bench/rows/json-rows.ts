import { isPlainObject } from '@atproto/lex-data'
import { lexParseJsonBytes } from '@atproto/lex-json'

import { codecs } from '../../../generated/com.atproto.sync.subscribeRepos.js'
import { checkEach, messageOf } from '../material.js'
import type { Material } from '../material.js'
import { neutralForm } from '../neutral-form.js'
import { validateMessage } from '../peers/atproto-sync.js'
import type { AtprotoMessage } from '../peers/atproto-sync.js'
import { kept } from '../row.js'
import type { Row } from '../row.js'

const v1Json = codecs['xrpc.v1.json']

/** Frames in JSON to messages. */
export function jsonRows(material: Material): Row[] {
  const name = 'decode v1.json + validate'
  const ours = () => {
    for (const frame of material.v1Json) kept.result = v1Json.decode(frame)
  }
  return [
    {
      name,
      peer: 'lexParseJsonBytes + validate',
      goal: 3.5,
      ours,
      theirs: () => {
        for (const frame of material.v1Json) kept.result = readWithLexJson(frame)
      },
      check: () =>
        checkEach(
          material.v1Json,
          (frame) => neutralForm(messageOf(v1Json.decode(frame))),
          (frame) => neutralForm(readWithLexJson(frame)),
        ),
    },
    {
      name,
      peer: 'JSON.parse of the ready text',
      goal: 0.6,
      ours,
      theirs: () => {
        for (const text of material.v1JsonTexts) kept.result = JSON.parse(text)
      },
      check: () =>
        checkEach(
          material.v1Json,
          (frame) => neutralForm(messageOf(v1Json.decode(frame))),
          (_, index) => payloadOf(JSON.parse(material.v1JsonTexts[index] ?? '')),
        ),
    },
  ]
}

/** As @atproto/sync would read JSON frames: its validation after @atproto/lex-json's parser. */
function readWithLexJson(frame: Uint8Array): AtprotoMessage {
  return validateMessage(payloadOf(lexParseJsonBytes(frame)))
}

function payloadOf(envelope: unknown): unknown {
  return isPlainObject(envelope) && envelope['$type'] === 'message'
    ? envelope['payload']
    : undefined
}
