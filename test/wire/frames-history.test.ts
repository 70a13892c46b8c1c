import { describe, expect, it } from 'vitest'
import { subprotocols } from '../../generated/runtime/frame/subprotocol.js'
import { transcode } from '../../generated/runtime/transcode/transcode.js'
import * as cbor from './build-cbor.js'
import { comparable } from './comparable.js'
import { failureOf } from './failure.js'
import { hex, joined } from './hex.js'
import { did, identity, repoMessages, repos, time } from './sample-messages.js'

// Codecs keep what helps them with the next frame: which type came last, how many of it in a row.
// Whatever came before, a frame has to be the same.

const kind = ['$type', cbor.text('message')] as const
const fields = [
  ['did', cbor.text(did)],
  ['seq', cbor.int(5)],
  ['time', cbor.text(time)],
] as const
const type = ['$type', cbor.text(identity.$type)] as const
const identityFrame = cbor.map(kind, ['payload', cbor.map(...fields, type)])

/** Payloads that are much like an `#identity`, but for their `$type` or its place. */
const odd: readonly Uint8Array[] = [
  cbor.map(...fields),
  cbor.map(...fields, ['$type', cbor.text('a.b.c#d')]),
  cbor.map(...fields, ['$type', cbor.text(`${identity.$type}2`)]),
  cbor.map(...fields, ['$type', cbor.int(1)]),
  cbor.map(type),
  cbor.map(type, ...fields),
  cbor.map(...fields, type, type),
  cbor.map(...fields, ['$abcd', cbor.nil], type),
  cbor.map(...fields, type, ['zzzzz', cbor.map(type)]),
  cbor.map(['', cbor.map(type)], ...fields),
  cbor.map(['', cbor.map(['$type', cbor.text('a')])], ...fields, type),
].map((payload) => cbor.map(kind, ['payload', payload]))

const others = {
  'xrpc.v0.cbor': [
    ...odd.map((frame) => joined(hex('a261746923'), frame)),
    joined(
      cbor.map(['t', cbor.text('#identity')], ['op', cbor.int(1)]),
      cbor.map(...fields, ['zzzzz', cbor.nil]),
    ),
    joined(cbor.map(['t', cbor.text('#other')], ['op', cbor.int(1)]), cbor.map(...fields)),
  ],
  'xrpc.v1.cbor': [
    ...odd,
    cbor.map(kind, ['payload', cbor.map(...fields, type)], ['payloads', cbor.nil]),
    cbor.map(['$type', cbor.text('info')]),
    joined(identityFrame, hex('00')),
    identityFrame.subarray(0, identityFrame.length - 3),
  ],
  'xrpc.v1.json': [
    `{"$type":"message","payload":{"did":"${did}","seq":5,"time":"${time}"}}`,
    `{"$type":"message","payload":{"$type":1,"did":"${did}","seq":5,"time":"${time}"}}`,
    `{"$type":"message","payload":{"$type":"${identity.$type}2","did":"${did}"}}`,
    `{"$type":"message","payload":{"$type":"${identity.$type}","did":"${did}"}}`,
    `{"$type":"message","payload":{"did":"${did}","$type":"${identity.$type}"}}`,
    '{"$type":"info"}',
  ].map((text) => new TextEncoder().encode(text)),
} as const

describe.each(subprotocols)('in %s', (subprotocol) => {
  const codec = repos.codecs[subprotocol]
  const frames: readonly Uint8Array[] = [
    ...repoMessages.map((message) => codec.encode(message)),
    codec.encodeError('A', 'b'),
    ...others[subprotocol],
  ]

  it('what came before makes no difference to what a frame is', () => {
    const outcomes = frames.map((frame) => outcomesOf(frame))
    for (const before of repoMessages) {
      const encoded = codec.encode(before)
      for (const [index, frame] of frames.entries()) {
        for (let times = 0; times < 5; times++) codec.decode(encoded)
        expect(outcomesOf(frame), `${index} after ${before.$type}`).toEqual(outcomes[index])
        expect(outcomesOf(frame), `${index} once more`).toEqual(outcomes[index])
      }
    }
  })

  it('nor to what it becomes in another form', () => {
    for (const to of subprotocols) {
      const become = (frame: Uint8Array): unknown =>
        outcomeOf(() => transcode(frame, subprotocol, to, repos.nsid))
      const outcomes = frames.map(become)
      for (const before of repoMessages) {
        const encoded = codec.encode(before)
        for (const [index, frame] of frames.entries()) {
          become(encoded)
          expect(become(frame), `${index} after ${before.$type}`).toEqual(outcomes[index])
        }
      }
    }
  })

  function outcomesOf(frame: Uint8Array): unknown {
    return [
      outcomeOf(() => codec.decode(frame)),
      outcomeOf(() => codec.decodeWithoutFormats(frame)),
      outcomeOf(() => ({ ...codec.peek(frame), shardKey: codec.peek(frame).shardKey })),
    ]
  }
})

function outcomeOf(call: () => unknown): unknown {
  try {
    return comparable(call())
  } catch {
    return failureOf(call)
  }
}
