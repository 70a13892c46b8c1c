import { describe, expect, it, onTestFinished } from 'vitest'
import { stream } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { slotOfKey } from '../../generated/runtime/server/index.js'
import { SequencerDatabase } from './sequencer-database.js'
import { SequencerSource, type SequencerSourceOptions } from './sequencer-source.js'

const serviceDid = 'did:web:pds.example.com'
const unbounded = { limit: 1000, maxBytes: 1_000_000 }

/** Half a day after the rows. */
const now = (): number => Date.parse('2025-01-02T00:00:00.000Z')

/** Opens a database until the test ends. */
function open(path: string, options: Partial<SequencerSourceOptions> = {}): SequencerSource {
  const source = new SequencerSource(path, { serviceDid, now, ...options })
  onTestFinished(() => source.close())
  return source
}

function seqsOf(source: SequencerSource, after = 0): number[] {
  return source.read({ after, ...unbounded }).frames.map(({ seq }) => seq)
}

describe('position', () => {
  const young = {}
  const old = { sequencedAt: '2024-12-31T23:59:59.999Z' }

  it.each([
    ['nothing yet', [], '', [0, undefined, 0]],
    ['rows', [young, young], '', [2, 1, 0]],
    ['old rows', [old, old, young], '', [3, 3, 2]],
    ['nothing but old rows', [old, old], '', [2, undefined, 2]],
    ['a hole', [young, young, young], 'DELETE FROM repo_seq WHERE seq = 2', [3, 1, 0]],
    [
      'a hole before the window',
      [old, old, young],
      'DELETE FROM repo_seq WHERE seq = 2',
      [3, 3, 1],
    ],
    ['no beginning', [young, young, young], 'DELETE FROM repo_seq WHERE seq < 3', [3, 3, 2]],
    ['no end', [young, young], 'DELETE FROM repo_seq WHERE seq = 2', [2, 1, 0]],
    ['nothing any more', [young, young], 'DELETE FROM repo_seq', [2, undefined, 2]],
    ['a counter put forward', [young], 'UPDATE sqlite_sequence SET seq = 900', [900, 1, 0]],
    ['a counter put back', [young, young], 'UPDATE sqlite_sequence SET seq = 0', [2, 1, 0]],
    ['invalidated rows', [{ invalidated: 1 as const }, young, old], '', [3, 2, 1]],
  ])('of %s', (_what, rows, sql, [highestSeq, lowestSeq, prunedSeq]) => {
    const database = new SequencerDatabase()
    database.append(...rows)
    database.run(sql)
    const position = { highestSeq, lowestSeq, prunedSeq, originSeq: 0 }
    const source = open(database.path)
    expect(source.position()).toEqual(position)
    expect(source.read({ after: 0, ...unbounded }).position).toEqual(position)
  })

  it('moves with the clock, by the limit of the PDS', () => {
    const database = new SequencerDatabase()
    database.append({ sequencedAt: '2025-01-01T00:00:00.000Z' }, {})
    const at = (time: string) =>
      open(database.path, { backfillLimitMs: 3_600_000, now: () => Date.parse(time) }).position()
    expect(at('2025-01-01T01:00:00.000Z').lowestSeq).toBe(1)
    expect(at('2025-01-01T01:00:00.001Z').lowestSeq).toBe(2)
  })
})

describe('read', () => {
  it('makes the frames that the codec makes of the rows', () => {
    const database = new SequencerDatabase()
    const did = 'did:plc:44ybard66vv44zksje25o7dz'
    const blocks = Uint8Array.of(1, 2, 3)
    database.append(
      { did, event: { did, handle: 'alice.test' } },
      { did, eventType: 'account', event: { did, active: false, status: 'takendown' } },
      { did, eventType: 'sync', event: { did, rev: '3jzfcijpj2z2a', blocks, newer: 1 } },
    )
    const { frames } = open(database.path).read({ after: 0, ...unbounded })
    const time = '2025-01-01T12:00:00.000Z'
    expect(frames.map(({ bytes }) => stream.codecs['xrpc.v0.cbor'].decode(bytes))).toEqual(
      [
        { $type: `${stream.nsid}#identity`, seq: 1, did, handle: 'alice.test', time },
        { $type: `${stream.nsid}#account`, seq: 2, did, active: false, status: 'takendown', time },
        { $type: `${stream.nsid}#sync`, seq: 3, did, rev: '3jzfcijpj2z2a', blocks, time },
      ].map((message) => ({ kind: 'message', message })),
    )
    expect(frames.map(({ slot }) => slot)).toEqual([1, 2, 3].map(() => slotOfKey(did, 32)))
  })

  it('leaves out what was invalidated and what no PDS sends any more', () => {
    const database = new SequencerDatabase()
    const retired = ['rebase', 'handle', 'migrate', 'tombstone']
    const rows = retired.map((eventType) => ({ eventType }))
    database.append({}, ...rows, { invalidated: 1 }, {}, { invalidated: 1 })
    const source = open(database.path)
    expect(seqsOf(source)).toEqual([1, 7])
    expect(seqsOf(source, 7)).toEqual([])
    expect(source.position().highestSeq).toBe(8)
  })

  it('gives no more than was asked for, and goes on from there', () => {
    const database = new SequencerDatabase()
    database.append({}, {}, {}, {})
    const source = open(database.path)
    const size = source.read({ after: 0, ...unbounded }).frames[0]?.bytes.length ?? 0
    const seqs = (after: number, limit: number, maxBytes: number) =>
      source.read({ after, limit, maxBytes }).frames.map(({ seq }) => seq)
    expect(seqs(0, 3, 1_000_000)).toEqual([1, 2, 3])
    expect(seqs(1, 10, 2 * size)).toEqual([2, 3])
    expect(seqs(1, 10, 2 * size - 1)).toEqual([2])
    expect(seqs(1, 10, 0)).toEqual([2])
    // What was cut short holds on to no old state of the file.
    database.append({})
    expect(seqs(3, 10, 1_000_000)).toEqual([4, 5])
    expect(source.position().highestSeq).toBe(5)
  })

  it.each([
    [{ eventType: 'novelty' }, 'repo_seq 1: unknown eventType novelty'],
    [{ event: ['did:example:a'] }, 'repo_seq 1: the event is not a map'],
    [{ event: {} }, 'repo_seq 1: did: expected string, found undefined'],
    [
      { event: Uint8Array.of(0xff) },
      'repo_seq 1: expected a value of the data model, found a simple value (at byte 0)',
    ],
    [{ sequencedAt: 'yesterday' }, 'repo_seq 1: time: not a valid datetime: "yesterday"'],
  ])('refuses %o', (row, message) => {
    const database = new SequencerDatabase()
    database.append(row)
    const source = open(database.path)
    const read = () => source.read({ after: 0, ...unbounded })
    expect(read).toThrow(expect.objectContaining({ name: 'RepoSeqError', seq: 1, message }))
    // The failure leaves nothing behind that keeps the rest from being read.
    database.append({})
    expect(seqsOf(source, 1)).toEqual([2])
  })

  it('gives what stands before a row that it refuses', () => {
    const database = new SequencerDatabase()
    database.append({}, {}, { eventType: 'novelty' }, {})
    const source = open(database.path)
    expect(seqsOf(source)).toEqual([1, 2])
    expect(() => seqsOf(source, 2)).toThrow('repo_seq 3: unknown eventType novelty')
  })
})

describe('subscribe', () => {
  it('tells of rows that others write, until it is ended', async () => {
    const database = new SequencerDatabase()
    const source = open(database.path, { pollIntervalMs: 1 })
    let calls = 0
    let wake: (() => void) | undefined
    const end = source.subscribe(() => {
      calls++
      wake?.()
    })
    const woken = () =>
      new Promise<void>((resolve) => {
        wake = resolve
      })
    const first = woken()
    database.append({}, {})
    await first
    expect(seqsOf(source)).toEqual([1, 2])
    const second = woken()
    database.append({})
    await second
    expect(seqsOf(source, 2)).toEqual([3])
    expect(calls).toBe(2)
    end()
    const other = new Promise<void>((resolve) => void source.subscribe(resolve))
    database.append({})
    await other
    expect(calls).toBe(2)
  })
})

describe('sequenceId', () => {
  it('is that of the database and its PDS', () => {
    const database = new SequencerDatabase()
    const { sequenceId } = open(database.path)
    expect(sequenceId).toMatch(/^[\w-]{43}$/)
    database.append({})
    expect(open(database.path).sequenceId).toBe(sequenceId)
    const sameAge = new SequencerDatabase()
    expect(open(sameAge.path).sequenceId).toBe(sequenceId)
    const other = { serviceDid: 'did:web:other.example.com' }
    expect(open(database.path, other).sequenceId).not.toBe(sequenceId)
    const newer = new SequencerDatabase('2025-01-01T00:00:00.001Z')
    expect(open(newer.path).sequenceId).not.toBe(sequenceId)
  })
})

describe('opening and closing', () => {
  it('refuses what is no database of a sequencer', () => {
    expect(() => open('/nonexistent/sequencer.sqlite')).toThrow('unable to open database file')
    const database = new SequencerDatabase()
    database.run('DROP TABLE repo_seq')
    expect(() => open(database.path)).toThrow('no such table: repo_seq')
    const empty = new SequencerDatabase()
    empty.run('DELETE FROM kysely_migration')
    expect(() => open(empty.path)).toThrow('the database was never migrated')
  })

  it('reads nothing once it is closed', () => {
    const source = open(new SequencerDatabase().path)
    source.close()
    source.close()
    expect(() => source.position()).toThrow('database is not open')
  })
})
