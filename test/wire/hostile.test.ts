import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Message as LabelMessage } from '../../generated/com.atproto.label.subscribeLabels.js'
import type { Message as RepoMessage } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { decodeDrisl, encodeDrisl } from '../../generated/runtime/cbor/drisl.js'
import type { DecodedFrame, FramePeek } from '../../generated/runtime/frame/decoded-frame.js'
import type { FrameCodec } from '../../generated/runtime/frame/frame-codec.js'
import { subprotocols, type Subprotocol } from '../../generated/runtime/frame/subprotocol.js'
import { decodeLexJson, encodeLexJson } from '../../generated/runtime/json/lex-json.js'
import type { TypedMessage } from '../../generated/runtime/stream/descriptor.js'
import { transcode } from '../../generated/runtime/transcode/transcode.js'
import { lexValues } from './arbitraries.js'
import * as cbor from './build-cbor.js'
import { comparable } from './comparable.js'
import { joined } from './hex.js'
import { labelFrames, mutated, repoFrames } from './mutations.js'
import { labelStream, repos } from './sample-messages.js'

/** The result of a call that may throw a DecodeError and nothing else. */
function attempt<T>(call: () => T): T | undefined {
  try {
    return call()
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'DecodeError') throw error
    const offset: unknown = Reflect.get(error, 'offset')
    if (typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0) {
      throw new Error(`a DecodeError with the offset ${String(offset)}`, { cause: error })
    }
    if (!error.message.endsWith(` (at byte ${offset})`)) throw error
    return undefined
  }
}

function expectSame(actual: unknown, expected: unknown): void {
  expect(comparable(actual)).toEqual(comparable(expected))
}

/** Whether `peek` says of a frame what it was decoded to. */
function expectPeek<M extends TypedMessage>(frame: DecodedFrame<M>, peek: FramePeek): void {
  expect(peek.kind).toBe(frame.kind)
  if (frame.kind === 'message') {
    const { message } = frame
    expect(peek.type).toBe(message.$type)
    expect(peek.seq).toBe(Reflect.get(message, 'seq'))
    const shardKey: unknown = Reflect.get(message, 'repo') ?? Reflect.get(message, 'did')
    expect(peek.shardKey).toBe(shardKey)
  } else {
    expect(peek.seq).toBeUndefined()
    expect(peek.shardKey).toBeUndefined()
    if (frame.kind === 'error') expect(peek.type).toBe(frame.error)
    if (frame.kind === 'unknown-message') expect(peek.type).toBe(frame.type)
  }
}

/** Whether nothing stands in a CBOR frame that its message does not hold. */
function isBare(frame: Uint8Array, message: TypedMessage, subprotocol: Subprotocol): boolean {
  const kind = ['$type', cbor.text('message')] as const
  const t = `#${message.$type.split('#')[1]}`
  const start =
    subprotocol === 'xrpc.v0.cbor'
      ? cbor.map(['t', cbor.text(t)], ['op', cbor.int(1)])
      : cbor.map(kind, ['payload', new Uint8Array()])
  if (Buffer.compare(frame.subarray(0, start.length), start) !== 0) return false
  const payload = decodeDrisl(frame.subarray(start.length))
  const whole = subprotocol === 'xrpc.v0.cbor' ? { ...message, $type: undefined } : message
  try {
    expectSame(payload, whole)
    return true
  } catch {
    return false
  }
}

/** How often a property met what it is about. */
interface Tally {
  messages: number
  bare: number
}

function checkFrame<M extends TypedMessage>(
  frame: Uint8Array,
  codec: FrameCodec<M>,
  nsid: string,
  tally: Tally,
): void {
  const { subprotocol } = codec
  const before = frame.slice()
  const decoded = attempt(() => codec.decode(frame))
  const trusted = attempt(() => codec.decodeWithoutFormats(frame))
  const peek = attempt(() => codec.peek(frame))
  attempt(() => peek?.shardKey)
  for (const to of subprotocols) {
    const other = attempt(() => transcode(frame, subprotocol, to, nsid))
    if (decoded?.kind === 'error') expect(other).toBeDefined()
  }
  expect(Buffer.compare(frame, before)).toBe(0)
  if (decoded === undefined) return
  expectSame(trusted, decoded)
  if (peek === undefined) throw new Error('decoded, but not peeked')
  expectPeek(decoded, peek)
  if (decoded.kind !== 'message') return
  tally.messages++
  const { message } = decoded
  const encoded = codec.encode(message)
  expectSame(codec.decode(encoded), decoded)
  if (subprotocol !== 'xrpc.v1.json' && isBare(frame, message, subprotocol)) {
    tally.bare++
    expect(Buffer.compare(encoded, frame)).toBe(0)
  }
}

function check<M extends TypedMessage>(
  frames: readonly Uint8Array[],
  codec: FrameCodec<M>,
  nsid: string,
): void {
  const tally = { messages: 0, bare: 0 }
  fc.assert(
    fc.property(mutated(frames), (frame) => checkFrame(frame, codec, nsid, tally)),
    { numRuns: 1500 },
  )
  expect(tally.messages).toBeGreaterThan(100)
  if (codec.subprotocol !== 'xrpc.v1.json') expect(tally.bare).toBeGreaterThan(100)
}

describe.each(subprotocols)('changed frames in %s', (subprotocol) => {
  it('of the firehose make nothing but DecodeErrors, and are read the same in all ways', () => {
    check<RepoMessage>(repoFrames(subprotocol), repos.codecs[subprotocol], repos.nsid)
  })

  it('of labellers make nothing but DecodeErrors, and are read the same in all ways', () => {
    const codec = labelStream.codecs[subprotocol]
    check<LabelMessage>(labelFrames(subprotocol), codec, labelStream.nsid)
  })
})

describe('changed values', () => {
  it('are DRISL that encodes to the same bytes, or make a DecodeError', () => {
    let accepted = 0
    fc.assert(
      fc.property(
        fc
          .array(lexValues, { minLength: 1, maxLength: 3 })
          .chain((values) => mutated(values.map((value) => encodeDrisl(value)))),
        (bytes) => {
          const value = attempt(() => decodeDrisl(bytes))
          if (value === undefined) return
          accepted++
          expect(Buffer.compare(encodeDrisl(value), bytes)).toBe(0)
        },
      ),
      { numRuns: 1000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })

  it('are JSON that keeps its value, or make a DecodeError', () => {
    let accepted = 0
    fc.assert(
      fc.property(
        fc
          .array(lexValues, { minLength: 1, maxLength: 3 })
          .chain((values) => mutated(values.map((value) => encodeLexJson(value)))),
        (bytes) => {
          const value = attempt(() => decodeLexJson(bytes))
          if (value === undefined) return
          accepted++
          expectSame(decodeLexJson(encodeLexJson(value)), value)
          expectSame(decodeDrisl(encodeDrisl(value)), value)
        },
      ),
      { numRuns: 1000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })

  it('around a payload change form and come back, or make a DecodeError', () => {
    const header = cbor.map(['t', cbor.text('#any')], ['op', cbor.int(1)])
    fc.assert(
      fc.property(lexValues, (value) => {
        const v0 = joined(header, encodeDrisl({ value }))
        for (const to of subprotocols) {
          const there = transcode(v0, 'xrpc.v0.cbor', to, 'com.example.stream')
          const back = transcode(there, to, 'xrpc.v0.cbor', 'com.example.stream')
          expect(Buffer.compare(back, v0)).toBe(0)
        }
      }),
      { numRuns: 300 },
    )
  })
})
