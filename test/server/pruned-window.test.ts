import { describe, expect, it } from 'vitest'
import { subprotocols, type Subprotocol } from '../../templates/frame/subprotocol.js'
import { MemoryLog } from '../../templates/server/memory-log.js'
import type { RetentionLimits } from '../../templates/server/retention.js'
import { SqliteLog } from '../../templates/server/sqlite/index.js'
import type { StreamLog } from '../../templates/server/stream-source.js'
import { noteFrame } from './example-stream.js'
import { Peer, startHost } from './harness.js'
import { logPath, openSqlite } from './log-folder.js'
import { ReadGate } from './read-gate.js'

interface Limits extends RetentionLimits {
  readonly now?: () => number
}

const stores: { readonly store: string; readonly open: (limits: Limits) => StreamLog }[] = [
  { store: 'memory', open: (limits) => new MemoryLog(limits) },
  { store: 'SQLite', open: (limits) => openSqlite(logPath(), { ...limits, cacheBytes: 0 }) },
]
const cases = subprotocols.flatMap((subprotocol) =>
  stores.map(({ store, open }) => ({ subprotocol, store, open })),
)

/** Keeps the newest five frames. */
const five = { maxFrames: 5 }
const tooSlow = { code: 1008, reason: 'ConsumerTooSlow' }

/** Appends notes, one after the other. */
async function append(log: StreamLog, from: number, to: number): Promise<void> {
  for (let seq = from; seq <= to; seq++) {
    await log.append([{ seq, slot: undefined, bytes: noteFrame(seq) }])
  }
}

function notes(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `note ${from + index}`)
}

/** A peer of a log with some notes, held up as soon as it is to be sent what follows `gateAt`. */
async function startHeldUp(
  log: StreamLog,
  stored: number,
  peerOf: { readonly query: string; readonly gateAt: number; readonly subprotocol: Subprotocol },
): Promise<{ readonly gate: ReadGate; readonly peer: Peer; readonly authority: string }> {
  await append(log, 1, stored)
  const gate = new ReadGate(log, peerOf.gateAt)
  const { authority } = await startHost({
    source: () => gate.source,
    mount: { batchFrames: 2, cursorIntervalMs: 3_600_000 },
  })
  const peer = new Peer(authority, peerOf.query, peerOf.subprotocol)
  await gate.reached
  return { gate, peer, authority }
}

describe.each(cases)('a window that moves on, in $store, in $subprotocol', (kind) => {
  const { open, subprotocol } = kind

  it('is sent as it then is to who asked for all of it and was sent nothing yet', async () => {
    const log = open(five)
    const { gate, peer } = await startHeldUp(log, 5, { query: '?cursor=0', gateAt: 0, subprotocol })
    await append(log, 6, 8)
    gate.open()
    expect(await peer.briefs(7)).toEqual(['cursor 0/5 replay', ...notes(4, 8), 'cursor 8/8 live'])
    await append(log, 9, 9)
    expect(await peer.brief()).toBe('note 9')
  })

  it('is sent as it then is to who was told that its cursor is older', async () => {
    const log = open(five)
    const { gate, peer } = await startHeldUp(log, 8, { query: '?cursor=1', gateAt: 3, subprotocol })
    await append(log, 9, 10)
    gate.open()
    expect(await peer.briefs(8)).toEqual([
      'cursor 3/8 replay',
      'info OutdatedCursor',
      ...notes(6, 10),
      'cursor 10/10 live',
    ])
  })

  it.each([
    { who: 'asked for a seq within it', query: '?cursor=3', at: 3, sent: ['cursor 3/5 replay'] },
    {
      who: 'asked for all of it and was sent some',
      query: '?cursor=0',
      at: 2,
      sent: ['cursor 0/5 replay', 'note 1', 'note 2'],
    },
  ])('costs who $who the connection, and says so', async ({ query, at, sent }) => {
    const log = open(five)
    const { gate, peer, authority } = await startHeldUp(log, 5, { query, gateAt: at, subprotocol })
    const highestSeq = at + 6
    await append(log, 6, highestSeq)
    gate.open()
    expect(await peer.briefs(sent.length + 2)).toEqual([
      ...sent,
      `error ConsumerTooSlow: what follows ${at} is no longer retained`,
      'the end',
    ])
    expect(await peer.closed).toEqual(tooSlow)
    const again = new Peer(authority, `?cursor=${at}`, subprotocol)
    expect(await again.briefs(8)).toEqual([
      `cursor ${at + 1}/${highestSeq} replay`,
      'info OutdatedCursor',
      ...notes(at + 2, highestSeq),
      `cursor ${highestSeq}/${highestSeq} live`,
    ])
  })

  it('costs who was told that its cursor is older the connection, once it was sent some', async () => {
    const log = open(five)
    const { gate, peer } = await startHeldUp(log, 8, { query: '?cursor=1', gateAt: 5, subprotocol })
    await append(log, 9, 11)
    gate.open()
    expect(await peer.briefs(6)).toEqual([
      'cursor 3/8 replay',
      'info OutdatedCursor',
      'note 4',
      'note 5',
      'error ConsumerTooSlow: what follows 5 is no longer retained',
      'the end',
    ])
    expect(await peer.closed).toEqual(tooSlow)
  })

  it('costs nobody anything who was sent what is gone', async () => {
    const log = open(five)
    const { gate, peer } = await startHeldUp(log, 5, { query: '?cursor=0', gateAt: 2, subprotocol })
    await append(log, 6, 7)
    gate.open()
    expect(await peer.briefs(9)).toEqual(['cursor 0/5 replay', ...notes(1, 7), 'cursor 7/7 live'])
  })

  it('may be empty, which is nothing to who has all of it, and told to who has not', async () => {
    let now = 0
    const log = open({ maxAgeMs: 10, now: () => now })
    const { authority } = await startHost({ source: () => log })
    await append(log, 1, 5)
    const live = new Peer(authority, '?cursor=5', subprotocol)
    expect(await live.brief()).toBe('cursor 5/5 live')
    now = 100
    if (log instanceof SqliteLog) await log.prune()
    const peers = ['?cursor=5', '?cursor=0', '', '?cursor=4'].map(
      (query) => new Peer(authority, query, subprotocol),
    )
    for (const peer of peers) expect(await peer.brief()).toBe('cursor 5/5 live')
    expect(await peers.at(-1)?.brief()).toBe('info OutdatedCursor')
    await append(log, 6, 6)
    for (const peer of [live, ...peers]) expect(await peer.brief()).toBe('note 6')
  })
})
