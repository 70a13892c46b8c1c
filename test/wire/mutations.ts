import * as fc from 'fast-check'
import type { Message as LabelMessage } from '../../generated/com.atproto.label.subscribeLabels.js'
import type { Message as RepoMessage } from '../../generated/com.atproto.sync.subscribeRepos.js'
import type { Subprotocol } from '../../generated/runtime/frame/subprotocol.js'
import { hex, joined } from './hex.js'
import { realFrames } from './real-frames.js'
import { labelMessages, labelStream, repoMessages, repos } from './sample-messages.js'

/** Real messages of moderate size, besides those made here. */
const realMessages: readonly RepoMessage[] = realFrames
  .filter(({ length }) => length < 4000)
  .slice(0, 20)
  .flatMap((frame) => {
    const decoded = repos.codecs['xrpc.v0.cbor'].decode(frame)
    return decoded.kind === 'message' ? [decoded.message] : []
  })

/** Valid frames of the firehose, messages and errors. */
export function repoFrames(subprotocol: Subprotocol): readonly Uint8Array[] {
  const codec = repos.codecs[subprotocol]
  const messages: readonly RepoMessage[] = [...repoMessages, ...realMessages]
  return [
    ...messages.map((message) => codec.encode(message)),
    codec.encodeError('FutureCursor'),
    codec.encodeError('ConsumerTooSlow', 'é'),
  ]
}

/** Valid frames of the labellers' stream. */
export function labelFrames(subprotocol: Subprotocol): readonly Uint8Array[] {
  const codec = labelStream.codecs[subprotocol]
  return labelMessages.map((message: LabelMessage) => codec.encode(message))
}

/** Pieces of CBOR and of JSON that matter where they turn up. */
const pieces = `
  00 17 18 1b 20 40 58 60 78 7f 80 9f a0 b8 bf d82a d82a4100 f4 f6 f7 f97e00
  fb3ff8000000000000 ff c0 eda080 6161 63736571 652474797065 1bffffffffffffffff
  9b001fffffffffffff 0a 7b 7d 5b 5d 22 5c 2c 3a 2e30 2e35 2d 65 5c7564383030
`
  .trim()
  .split(/\s+/)
  .map(hex)

type Change = (frame: Uint8Array) => Uint8Array

/** A place in a frame; the ends, where the structure is, come up more often than the middle. */
const places: fc.Arbitrary<(length: number) => number> = fc
  .tuple(fc.nat(400), fc.constantFrom('start', 'end', 'anywhere'), fc.nat(1_000_000))
  .map(([near, from, far]) => (length: number) => {
    if (length === 0) return 0
    if (from === 'start') return near % length
    return from === 'end' ? length - 1 - (near % length) : far % length
  })

const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(places, fc.nat(255)).map(([place, byte]): Change => (frame) => {
    return frame.length === 0 ? frame : Uint8Array.from(frame).with(place(frame.length), byte)
  }),
  fc.tuple(places, fc.nat(7)).map(([place, bit]): Change => (frame) => {
    const at = place(frame.length)
    return frame.length === 0 ? frame : frame.with(at, (frame[at] ?? 0) ^ (1 << bit))
  }),
  fc.tuple(places, fc.constantFrom(...pieces)).map(([place, piece]): Change => (frame) => {
    const at = place(frame.length)
    return joined(frame.subarray(0, at), piece, frame.subarray(at))
  }),
  fc.tuple(places, fc.constantFrom(...pieces)).map(([place, piece]): Change => (frame) => {
    const at = place(frame.length)
    return joined(frame.subarray(0, at), piece, frame.subarray(at + piece.length))
  }),
  fc.tuple(places, fc.nat(40)).map(([place, size]): Change => (frame) => {
    const at = place(frame.length)
    return joined(frame.subarray(0, at), frame.subarray(at + size))
  }),
  fc.tuple(places, places, fc.nat(60)).map(([from, to, size]): Change => (frame) => {
    const [source, target] = [from(frame.length), to(frame.length)]
    const piece = frame.subarray(source, source + size)
    return joined(frame.subarray(0, target), piece, frame.subarray(target))
  }),
  places.map(
    (place): Change =>
      (frame) =>
        frame.subarray(0, place(frame.length)),
  ),
)

/** Frames with up to three changes, and bytes that have nothing to do with frames. */
export function mutated(frames: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    {
      weight: 9,
      arbitrary: fc
        .tuple(fc.constantFrom(...frames), fc.array(changes, { maxLength: 3 }))
        .map(([frame, list]) => list.reduce((bytes, change) => change(bytes), frame)),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...frames), fc.constantFrom(...frames), places, places)
        .map(([first, second, end, start]) =>
          joined(first.subarray(0, end(first.length)), second.subarray(start(second.length))),
        ),
    },
  )
}
