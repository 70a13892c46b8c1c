import { codecs } from '../../../generated/com.atproto.sync.subscribeRepos.js'
import { checkEach, messageOf } from '../material.js'
import type { Material } from '../material.js'
import { neutralForm } from '../neutral-form.js'
import * as atcute from '../peers/atcute-firehose.js'
import * as atproto from '../peers/atproto-sync.js'
import { kept } from '../row.js'
import type { Row } from '../row.js'

const v0 = codecs['xrpc.v0.cbor']
const v1 = codecs['xrpc.v1.cbor']

/** Frames in CBOR to messages. */
export function decodeRows(material: Material): Row[] {
  const decodeV0 = () => {
    for (const frame of material.v0) kept.result = v0.decode(frame)
  }
  return [
    {
      name: 'decode v0 + validate',
      peer: '@atproto/sync per-message path',
      goal: 20,
      ours: decodeV0,
      theirs: () => {
        for (const frame of material.v0) kept.result = atproto.readMessage(frame)
      },
      check: () =>
        checkEach(
          material.v0,
          (frame) => neutralForm(messageOf(v0.decode(frame))),
          (frame) => neutralForm(atproto.readMessage(frame)),
        ),
    },
    {
      name: 'decode v0 + validate',
      peer: '@atcute/firehose + validate',
      goal: 3,
      ours: decodeV0,
      theirs: () => {
        for (const frame of material.v0Arrays) kept.result = atcute.readMessage(frame)
      },
      check: () =>
        checkEach(
          material.v0,
          (frame) => neutralForm(messageOf(v0.decode(frame))),
          (frame) => neutralForm(atcute.readMessage(Uint8Array.from(frame))),
        ),
    },
    {
      name: 'decode v0, trusted mode',
      peer: '@atcute/firehose decodeFrame',
      goal: 2.5,
      ours: () => {
        for (const frame of material.v0) kept.result = v0.decodeWithoutFormats(frame)
      },
      theirs: () => {
        for (const frame of material.v0Arrays) kept.result = atcute.decodeFrame(frame)
      },
      check: () =>
        checkEach(material.v0, oursUntyped, (frame) => decodeFrameUntyped(Uint8Array.from(frame))),
    },
    {
      name: 'decode v1.cbor + validate',
      peer: 'our own v0',
      goal: 0.95,
      ours: () => {
        for (const frame of material.v1Cbor) kept.result = v1.decode(frame)
      },
      theirs: decodeV0,
      check: () =>
        checkEach(
          material.v1Cbor,
          (frame) => neutralForm(messageOf(v1.decode(frame))),
          (_, index) => neutralForm(material.messages[index]),
        ),
    },
  ]
}

function oursUntyped(frame: Uint8Array): unknown {
  const { $type, ...body } = messageOf(v0.decodeWithoutFormats(frame))
  return { type: $type.slice($type.indexOf('#')), body: neutralForm(body) }
}

function decodeFrameUntyped(bytes: Uint8Array): unknown {
  const frame = atcute.decodeFrame(bytes)
  if (frame.type !== 'message') throw new Error(`no message: ${frame.error}`)
  return { type: frame.discriminator, body: neutralForm(frame.body) }
}
