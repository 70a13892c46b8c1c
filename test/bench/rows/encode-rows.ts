import { codecs } from '../../../generated/com.atproto.sync.subscribeRepos.js'
import { checkEach } from '../material.js'
import type { Material } from '../material.js'
import { writeParts } from '../peers/atcute-firehose.js'
import { writeMessage, writeMessageValidated } from '../peers/atproto-sync.js'
import { kept } from '../row.js'
import type { Row } from '../row.js'

const v0 = codecs['xrpc.v0.cbor']

/** Messages to frames in CBOR. Each contender starts from the messages that its own decoder makes. */
export function encodeRows(material: Material): Row[] {
  const name = 'encode v0 + validate'
  const ours = () => {
    for (const message of material.messages) kept.result = v0.encode(message)
  }
  const original = (_: unknown, index: number) => material.v0[index]?.toString('hex')
  const check = <T>(inputs: readonly T[], encode: (input: T) => Uint8Array) => {
    checkEach(material.messages, (message) => hexOf(v0.encode(message)), original)
    checkEach(inputs, (input) => hexOf(encode(input)), original)
  }
  return [
    {
      name,
      peer: 'xrpc-server, validating',
      goal: 15,
      ours,
      theirs: () => {
        for (const message of material.atprotoMessages) kept.result = writeMessageValidated(message)
      },
      check: () => check(material.atprotoMessages, writeMessageValidated),
    },
    {
      name,
      peer: 'xrpc-server, unvalidated',
      goal: undefined,
      ours,
      theirs: () => {
        for (const message of material.atprotoMessages) kept.result = writeMessage(message)
      },
      check: () => check(material.atprotoMessages, writeMessage),
    },
    {
      name,
      peer: '@atcute/cbor, unvalidated',
      goal: 3,
      ours,
      theirs: () => {
        for (const parts of material.atcuteParts) kept.result = writeParts(parts)
      },
      check: () => check(material.atcuteParts, writeParts),
    },
  ]
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
