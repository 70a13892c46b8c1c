import { decodeFirst, encode as atcuteEncode } from '@atcute/cbor'
import { decodeAll, encode as lexEncode } from '@atproto/lex-cbor'
import { lexParse } from '@atproto/lex-json'
import { describe, expect, it } from 'vitest'
import { subprotocols, type Subprotocol } from '../../generated/runtime/frame/subprotocol.js'
import { transcode } from '../../generated/runtime/transcode/transcode.js'
import { comparable } from '../wire/comparable.js'
import { hex, joined, toHex } from '../wire/hex.js'
import { lexMapOf } from './lex-of.js'
import { readEach } from './read-vectors.js'
import { codecOf, encodeAny } from './stream-codecs.js'
import type { MessageCase } from './vector-types.js'

const files = readEach('messages')
const cases = files.flatMap(({ stream, messages }) =>
  messages.flatMap((message) =>
    message.cases.map((sample) => {
      const others = message.cases
      const left = others.find(({ id }) => id === sample.decodesTo) ?? sample
      return { title: `${stream} ${sample.id}`, stream, message, sample, left: left.value }
    }),
  ),
)

function frameOf({ v0, v1cbor, v1json }: MessageCase, subprotocol: Subprotocol): Uint8Array {
  if (subprotocol === 'xrpc.v0.cbor') return joined(hex(v0.header), hex(v0.payload))
  if (subprotocol === 'xrpc.v1.cbor') return hex(v1cbor)
  return new TextEncoder().encode(v1json)
}

/** All items of a frame, as the peer reads them. */
function atcuteItems(frame: Uint8Array): readonly unknown[] {
  const items: unknown[] = []
  for (let rest = frame; rest.length > 0;) {
    const first: readonly unknown[] = decodeFirst(rest)
    items.push(first[0])
    if (!(first[1] instanceof Uint8Array)) throw new Error('nothing is left')
    rest = first[1]
  }
  return items
}

/** JSON is compared as what it says: any order of names and any white space will do. */
function sameFrame(ours: Uint8Array, theirs: Uint8Array, subprotocol: Subprotocol): void {
  if (subprotocol !== 'xrpc.v1.json') expect(toHex(ours)).toBe(toHex(theirs))
  else
    expect(JSON.parse(Buffer.from(ours).toString())).toEqual(
      JSON.parse(Buffer.from(theirs).toString()),
    )
}

describe.each(cases)('$title', ({ stream, message, sample, left }) => {
  const value = lexMapOf(sample.value)
  const payload = lexMapOf({ ...sample.value, $type: undefined })

  it.each(subprotocols)('is read from %s', (subprotocol) => {
    const frame = frameOf(sample, subprotocol)
    const codec = codecOf(stream, subprotocol)
    const expected = comparable({ kind: 'message', message: lexMapOf(left) })
    expect(comparable(codec.decode(frame))).toEqual(expected)
    expect(comparable(codec.decodeWithoutFormats(frame))).toEqual(expected)
    expect(codec.peek(frame)).toMatchObject({
      kind: 'message',
      type: message.type,
      seq: message.sequenced ? left['seq'] : undefined,
      shardKey: message.shardKey === undefined ? undefined : left[message.shardKey],
    })
  })

  it.each(subprotocols)('is written as %s', (subprotocol) => {
    // Typed encoders write what the lexicon names, and nothing that it does not.
    if (sample.decodesTo !== undefined) return
    sameFrame(encodeAny(stream, subprotocol, value), frameOf(sample, subprotocol), subprotocol)
  })

  it.each(['xrpc.v1.cbor', 'xrpc.v1.json'] as const)('is made %s from what is stored', (to) => {
    const stored = frameOf(sample, 'xrpc.v0.cbor')
    sameFrame(transcode(stored, 'xrpc.v0.cbor', to, stream), frameOf(sample, to), to)
  })

  it('is the same to @atproto/lex-cbor and @atproto/lex-json', () => {
    const header = { op: 1, t: message.t }
    const v0 = [...decodeAll(frameOf(sample, 'xrpc.v0.cbor'))]
    expect(comparable(v0)).toEqual(comparable([header, payload]))
    const v1 = [...decodeAll(frameOf(sample, 'xrpc.v1.cbor'))]
    const envelope = { $type: 'message', payload: value }
    expect(comparable(v1)).toEqual(comparable([envelope]))
    expect(comparable(lexParse(sample.v1json))).toEqual(comparable(envelope))
    const [theirHeader, theirPayload] = v0
    expect(toHex(lexEncode(theirHeader ?? null))).toBe(sample.v0.header)
    expect(toHex(lexEncode(theirPayload ?? null))).toBe(sample.v0.payload)
    expect(toHex(lexEncode(v1[0] ?? null))).toBe(sample.v1cbor)
  })

  it('is the same to @atcute/cbor', () => {
    const [header, theirs, ...nothing] = atcuteItems(frameOf(sample, 'xrpc.v0.cbor'))
    expect(nothing).toEqual([])
    expect(header).toEqual({ op: 1, t: message.t })
    expect(comparable(theirs)).toEqual(comparable(payload))
    expect(toHex(atcuteEncode(header))).toBe(sample.v0.header)
    expect(toHex(atcuteEncode(theirs))).toBe(sample.v0.payload)
    const [whole, ...more] = atcuteItems(frameOf(sample, 'xrpc.v1.cbor'))
    expect(more).toEqual([])
    expect(comparable(whole)).toEqual(comparable({ $type: 'message', payload: value }))
    expect(toHex(atcuteEncode(whole))).toBe(sample.v1cbor)
  })
})
