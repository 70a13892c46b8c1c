import { createHash } from 'node:crypto'

import { parseOffers, selectSubprotocol } from '../../../templates/frame/negotiation.js'
import type { Subprotocol } from '../../../templates/frame/subprotocol.js'
import { resolveCursor } from '../../../templates/stream/cursor-resolution.js'
import type { SeqScheme, StreamPosition } from '../../../templates/stream/position.js'
import { unixMicrosSequencer } from '../../../templates/stream/sequencer.js'
import { shardOfSlot, slotOfDigest } from '../../../templates/stream/shard.js'
import { code, listing, table } from './markdown.js'
import { exampleTimeMs, seqAt } from './sample-stream.js'

// Tables of what the reference implementation does; it is asked for every row.

/** How many slots the examples have. */
export const exampleSlots = 32

const counting: StreamPosition = { highestSeq: 2000, lowestSeq: 1000, prunedSeq: 999, originSeq: 0 }
const timing: StreamPosition = {
  highestSeq: seqAt(-120),
  lowestSeq: seqAt(-259_200),
  prunedSeq: seqAt(-259_200) - 1,
  originSeq: seqAt(-864_000),
}

/** Where connections start, by what they ask for. */
export function resolutionTable(): string {
  const rows = [
    ...resolutions('counter', counting, [
      [undefined, 'from now on'],
      [0, 'the beginning'],
      [10, 'older than the window'],
      [1500, 'within it'],
      [2000, 'the highest'],
      [2001, 'above the highest'],
    ]),
    ...resolutions('unix-micros', timing, [
      [0, 'the beginning'],
      [seqAt(-864_000 + 1), 'older than the window'],
      [seqAt(-300), 'five minutes ago'],
      [seqAt(-60), 'a minute ago, after the last message'],
      [seqAt(30), 'half a minute ahead of the clock'],
      [seqAt(3600), 'an hour ahead of the clock'],
    ]),
  ]
  return table(['scheme', 'cursor asked for', 'which is', 'first `#cursor`', 'then'], rows)
}

function resolutions(
  seqScheme: SeqScheme,
  position: StreamPosition,
  requests: readonly (readonly [cursor: number | undefined, meaning: string])[],
): readonly (readonly string[])[] {
  return requests.map(([cursor, meaning]) => {
    const { after, live, verdict } = resolveCursor({
      cursor,
      position,
      seqScheme,
      nowMs: exampleTimeMs,
    })
    const asked = cursor === undefined ? '(absent)' : code(String(cursor))
    const first = `${code(`cursor: ${after}`)}, ${code(`live: ${live}`)}`
    return [code(seqScheme), asked, meaning, first, consequences[verdict](live)]
  })
}

const consequences = {
  ok: (live: boolean) => (live ? 'new messages' : 'replay, then new messages'),
  outdated: () => '`#info` `OutdatedCursor`, replay of the whole window, then new messages',
  future: () => 'the error `FutureCursor`, and the end',
} as const

/** What a sequencer with slots assigns, by its clock. */
export function sequencingTable(): string {
  let micros = 0
  const sequencer = unixMicrosSequencer({
    slots: exampleSlots,
    now: () => exampleTimeMs + micros / 1000,
  })
  const steps = [
    [0, 5, 'the first one'],
    [10, 9, 'the same tick, a higher slot: shares it'],
    [20, 9, 'the same tick, the same slot: takes the next'],
    [30, 2, 'the tick after, since 2 is below 9'],
    [1000, 2, 'the clock is ahead again'],
    [-5000, 31, 'the clock was set back: numbers go on'],
  ] as const
  const rows = steps.map(([at, slot, remark]) => {
    micros = at
    const seq = sequencer.next(slot)
    return [`${at} µs`, String(slot), code(String(seq)), String(seq % exampleSlots), remark]
  })
  const head = ['clock after noon', 'slot', 'number', `number modulo ${exampleSlots}`, '']
  return table(head, rows)
}

const keys = [
  'did:web:alice.example',
  'did:web:bob.example',
  'did:web:carol.example',
  'did:web:dan.example',
]

/** Which slot a few shard keys belong to, and which shard of which count. */
export function shardTable(): string {
  const counts = [2, 4, 8]
  const rows = keys.map((key) => {
    const digest = createHash('sha256').update(key).digest()
    const slot = slotOfDigest(digest, exampleSlots)
    const shards = counts.map((count) => String(shardOfSlot(slot, exampleSlots, count)))
    return [code(key), code(digest.toString('hex', 0, 4)), String(slot), ...shards]
  })
  const head = ['shard key', 'SHA-256 begins', `slot of ${exampleSlots}`]
  return table([...head, ...counts.map((count) => `shard of ${count}`)], rows)
}

/** What a server selects. */
export function negotiationTable(): string {
  const all: readonly Subprotocol[] = ['xrpc.v0.cbor', 'xrpc.v1.cbor', 'xrpc.v1.json']
  const cases: readonly (readonly [string | undefined, readonly Subprotocol[], Subprotocol])[] = [
    [undefined, all, 'xrpc.v0.cbor'],
    [undefined, all, 'xrpc.v1.json'],
    ['xrpc.v1.json', all, 'xrpc.v0.cbor'],
    ['xrpc.v1.cbor, xrpc.v1.json', ['xrpc.v0.cbor', 'xrpc.v1.json'], 'xrpc.v0.cbor'],
    ['xrpc.v9.json, xrpc.v1.cbor', all, 'xrpc.v0.cbor'],
    ['XRPC.V1.JSON', all, 'xrpc.v0.cbor'],
    ['xrpc.v1.json', ['xrpc.v0.cbor'], 'xrpc.v0.cbor'],
  ]
  const rows = cases.map(([offer, supported, byDefault]) => {
    const selected = selectSubprotocol(parseOffers(offer), supported)
    return [
      offer === undefined ? '(nothing)' : code(offer),
      supported === all ? 'all three' : listing(supported.map(code)),
      code(byDefault),
      selected === undefined ? '(no token)' : code(selected),
      code(selected ?? byDefault),
    ]
  })
  return table(['client offers', 'server supports', 'default', 'server answers', 'frames'], rows)
}
