import { lexStringify } from '@atproto/lex-json'
import { isPlainObject } from '@atproto/lex-data'
import { Frame } from '@atproto/xrpc-server'

import { codecs } from '../../../generated/com.atproto.sync.subscribeRepos.js'
import { transcode, Transcoder } from '../../../generated/runtime/index.js'
import { checkEach, messageOf } from '../material.js'
import type { Material } from '../material.js'
import { kept } from '../row.js'
import type { Row } from '../row.js'

const nsid = 'com.atproto.sync.subscribeRepos'
const v0 = codecs['xrpc.v0.cbor']
const v1Cbor = codecs['xrpc.v1.cbor']
const transcoder = new Transcoder(nsid)
/** Memory that is there already, as a server has it that writes frames in batches. */
const batch = Buffer.alloc(1024 * 1024)

/** Frames in one subprotocol to frames in another. */
export function transcodeRows(material: Material): Row[] {
  return [
    {
      name: 'v0 to v1.cbor, into a batch',
      peer: 'our own decode + encode',
      goal: 5,
      ours: () => {
        for (const frame of material.v0) kept.result = transcoder.v0ToV1CborInto(frame, batch, 0)
      },
      theirs: () => {
        for (const frame of material.v0) kept.result = reencode(frame)
      },
      check: () =>
        checkEach(
          material.v0,
          (frame) => {
            const end = transcoder.v0ToV1CborInto(frame, batch, 0)
            return batch.toString('hex', 0, end)
          },
          (frame) => Buffer.from(reencode(frame)).toString('hex'),
        ),
    },
    {
      name: 'v0 to v1.cbor, a frame each',
      peer: 'our own decode + encode',
      goal: undefined,
      ours: () => {
        for (const frame of material.v0) kept.result = toV1Cbor(frame)
      },
      theirs: () => {
        for (const frame of material.v0) kept.result = reencode(frame)
      },
      check: () =>
        checkEach(
          material.v0,
          (frame) => Buffer.from(toV1Cbor(frame)).toString('hex'),
          (frame) => Buffer.from(reencode(frame)).toString('hex'),
        ),
    },
    {
      name: 'v0 to v1.json text',
      peer: 'Frame.fromBytes + lexStringify',
      goal: 6,
      ours: () => {
        for (const frame of material.v0) kept.result = toV1Json(frame)
      },
      theirs: () => {
        for (const frame of material.v0) kept.result = toJsonWithAtproto(frame)
      },
      check: () =>
        checkEach(
          material.v0,
          (frame): unknown => JSON.parse(Buffer.from(toV1Json(frame)).toString()),
          (frame): unknown => JSON.parse(toJsonWithAtproto(frame)),
        ),
    },
  ]
}

function reencode(frame: Uint8Array): Uint8Array {
  return v1Cbor.encode(messageOf(v0.decode(frame)))
}

function toV1Cbor(frame: Uint8Array): Uint8Array {
  return transcode(frame, 'xrpc.v0.cbor', 'xrpc.v1.cbor', nsid)
}

function toV1Json(frame: Uint8Array): Uint8Array {
  return transcode(frame, 'xrpc.v0.cbor', 'xrpc.v1.json', nsid)
}

/** The peer's text stays a string, ours is bytes: its encoding is left out in the peer's favour. */
function toJsonWithAtproto(bytes: Uint8Array): string {
  const frame = Frame.fromBytes(bytes)
  if (!frame.isMessage() || !isPlainObject(frame.body)) throw new Error('no message')
  const payload = { $type: `${nsid}${frame.type ?? ''}`, ...frame.body }
  return lexStringify({ $type: 'message', payload })
}
