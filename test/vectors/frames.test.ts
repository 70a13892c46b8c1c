import { describe, expect, it } from 'vitest'
import { joinParts } from '../../codegen/proposal/vectors/encode/parts.js'
import { comparable } from '../wire/comparable.js'
import { failureOf, type Failure } from '../wire/failure.js'
import { hex } from '../wire/hex.js'
import { codes, exceptions } from './wording.js'
import { lexMapOf } from './lex-of.js'
import { readEach, readVectors } from './read-vectors.js'
import { codecOf, streams } from './stream-codecs.js'
import type { FrameOutcome, FrameVector } from './vector-types.js'

const forms = readVectors('frames')
const bySchema = readEach('frames')

function bytesOf({ hex: digits, text }: FrameVector): Uint8Array {
  return text === undefined
    ? hex(joinParts(digits ?? ''))
    : new TextEncoder().encode(joinParts(text))
}

/** What the codec of a frame's encoding makes of it. */
function decode(stream: string, frame: FrameVector): unknown {
  return codecOf(stream, frame.subprotocol).decode(bytesOf(frame))
}

/** What the codec has to make of a frame that is no reason to close. */
function decodedAs(outcome: FrameOutcome): unknown {
  switch (outcome.receiver) {
    case 'deliver':
      return { kind: 'message', message: outcome.value && lexMapOf(outcome.value) }
    case 'error':
      return { kind: 'error', error: outcome.error, message: outcome.message }
    case 'ignore':
      return outcome.what === 'kind'
        ? { kind: 'unknown-op', op: outcome.name }
        : { kind: 'unknown-message', type: outcome.name ?? undefined }
    default:
      throw new Error('nothing is decoded from a broken frame')
  }
}

function detailOf(frame: FrameVector, reason: string): string | undefined {
  const [, inCbor, inJson] = codes[reason] ?? []
  // Items in a frame are worded as by themselves.
  const id = frame.id.replace(
    /^(v0|v1cbor|v1json)\/(item|payload|envelope)\//,
    (_, encoding: string) => (encoding === 'v1json' ? 'json/' : 'cbor/'),
  )
  return exceptions[id] ?? (frame.subprotocol === 'xrpc.v1.json' ? inJson : inCbor)
}

function expectRefused(frame: FrameVector, reason: string, failure: Failure): void {
  const { offset = failure.offset, path = failure.path } = frame
  const place = path === '' ? '' : `${String(path)}: `
  expect(failure).toEqual({
    name: 'DecodeError',
    code: codes[reason]?.[0],
    offset,
    path,
    message: `${place}${detailOf(frame, reason)} (at byte ${String(offset)})`,
  })
}

const kinds = forms.cases.filter(
  ({ outcome }) => outcome.receiver === 'close' && outcome.reason === 'message-kind',
)

describe('frames by their form', () => {
  it.each(forms.cases.filter((frame) => !kinds.includes(frame)))('$id', (frame) => {
    const { outcome } = frame
    if (outcome.receiver === 'close') {
      const failure = failureOf(() => decode(forms.stream, frame))
      expectRefused(frame, outcome.reason, failure)
    } else {
      expect(comparable(decode(forms.stream, frame))).toEqual(comparable(decodedAs(outcome)))
    }
  })

  it.each(forms.cases)('$id, at a glance', (frame) => {
    const { outcome, id, subprotocol } = frame
    const codec = codecOf(forms.stream, subprotocol)
    const peek = () => codec.peek(bytesOf(frame))
    if (outcome.receiver === 'close') {
      // Where the trouble is in what a glance reads, it says the same.
      if (!/^v0\/a-header-(with|that|of)|^v1.*\/an-(envelope|error)-/.test(id)) return
      expect(failureOf(peek)).toEqual(failureOf(() => codec.decode(bytesOf(frame))))
    } else if (outcome.receiver === 'deliver') {
      const { value } = outcome
      const messages = streams.get(forms.stream)?.messages ?? []
      const { shardKey } = messages.find(({ $type }) => $type === value?.['$type']) ?? {}
      expect(peek()).toMatchObject({
        kind: 'message',
        type: value?.['$type'],
        seq: value?.['seq'],
        shardKey: shardKey === undefined ? undefined : value?.[shardKey],
      })
    } else {
      const kind = { ignore: 'unknown-message', error: 'error' }[outcome.receiver]
      const isKind = outcome.receiver === 'ignore' && outcome.what === 'kind'
      const name = outcome.receiver === 'error' ? outcome.error : (outcome.name ?? undefined)
      expect(peek()).toMatchObject(
        isKind ? { kind: 'unknown-op', seq: undefined } : { kind, type: name, seq: undefined },
      )
    }
  })
})

describe.each(bySchema)('messages against the lexicon of $stream', ({ stream, cases }) => {
  it.each(cases)('$id', (frame) => {
    const { outcome, layer, path } = frame
    if (outcome.receiver === 'deliver') {
      expect(decode(stream, frame)).toMatchObject({ kind: 'message' })
      return
    }
    if (outcome.receiver !== 'close') throw new Error('a broken message is a reason to close')
    const failure = failureOf(() => decode(stream, frame))
    const [code, detail = ''] = codes[outcome.reason] ?? []
    expect(failure).toMatchObject({ name: 'DecodeError', code, path })
    expect(failure.message).toContain(path === '' ? detail : `${path}: ${detail}`)
    const withoutFormats = () =>
      codecOf(stream, frame.subprotocol).decodeWithoutFormats(bytesOf(frame))
    if (layer === 'format') expect(withoutFormats()).toMatchObject({ kind: 'message' })
    else expect(failureOf(withoutFormats)).toEqual(failure)
  })
})

describe('error frames', () => {
  const written = forms.cases.filter(({ id }) => /\/an-error-with(out)?-a-message$/.test(id))

  it.each(written)('$id is written as the same', (frame) => {
    const { outcome, subprotocol } = frame
    if (outcome.receiver !== 'error') throw new Error('not an error')
    const ours = codecOf(forms.stream, subprotocol).encodeError(outcome.error, outcome.message)
    expect(Buffer.from(ours).toString('hex')).toBe(Buffer.from(bytesOf(frame)).toString('hex'))
  })

  it('are there in each encoding, with a message and without', () => {
    expect(written).toHaveLength(6)
  })
})

it('every reason is explained, and none that no case gives', () => {
  for (const { reasons, cases } of [forms, ...bySchema]) {
    const given = cases.flatMap(({ outcome }) =>
      outcome.receiver === 'close' ? [outcome.reason] : [],
    )
    expect(Object.keys(reasons).toSorted()).toEqual([...new Set(given)].toSorted())
  }
})
