import { describe, expect, it } from 'vitest'
import type { MemoryLog } from '../../templates/server/memory-log.js'
import { SourceError } from '../../templates/server/source-error.js'
import type { ReadRequest, ReadResult, StoredFrame } from '../../templates/server/stream-source.js'
import { changedSource } from './changed-source.js'
import { noteFrame, nsid } from './example-stream.js'
import { Peer, publishNotes, startHost } from './harness.js'
import { RecordedLog } from './recorded-log.js'

const frame = (seq: number, slot?: number): StoredFrame => ({ seq, slot, bytes: noteFrame(seq) })

/** A source whose reads are made of those of its log. */
function reading(change: (read: ReadResult, request: ReadRequest, log: MemoryLog) => ReadResult) {
  return (log: MemoryLog) =>
    changedSource(log, { read: (request) => change(log.read(request), request, log) })
}

/** Gives the message at the cursor too. */
const inclusive = reading((_, { after, ...rest }, log) => log.read({ ...rest, after: after - 1 }))

/** The errors of a host, each in brief. */
function inBrief(errors: readonly unknown[]): string[] {
  return errors.map((error) => {
    if (!(error instanceof SourceError)) return `not a SourceError: ${String(error)}`
    return `${error.code} ${error.stream} ${error.seq}: ${error.message}`
  })
}

const repeated = (seq: number, after: number) =>
  `seq-repeated ${nsid} ${seq}: ${nsid}: the source read seq ${seq} after ${after}, ` +
  `and has to read only what is above ${after}`

const misplaced = (seq: number, slot: number, lastSlot: number) =>
  `slot-unknown ${nsid} ${seq}: ${nsid}: the source read seq ${seq} in slot ${slot}, ` +
  `which is not from 0 to ${lastSlot}: it goes to every shard`

describe('a frame in a slot that there is none of', () => {
  it.each([4, 30, -1, 1.5, Number.NaN])('goes to every shard, as with slot %s', async (slot) => {
    const host = await startHost({ log: { slots: 4 } })
    host.log.append([frame(1, 3), frame(2, slot), frame(3, 3)])
    for (const shard of [0, 1, 2, 3]) {
      const peer = new Peer(host.authority, `?cursor=0&shard=${shard}&shardCount=4`)
      const notes = shard === 3 ? ['note 1', 'note 2', 'note 3'] : ['note 2']
      expect(await peer.briefs(notes.length + 2)).toEqual([
        'cursor 0/3 replay',
        ...notes,
        'cursor 3/3 live',
      ])
    }
    expect(new Set(inBrief(host.errors))).toEqual(new Set([misplaced(2, slot, 3)]))
  })

  it('is told of once for all who read it together', async () => {
    const log = new RecordedLog()
    const host = await startHost({ log: { slots: 4 }, server: { logger: log.logger } })
    const peers = [0, 1, 2, 3].map((i) => new Peer(host.authority, `?shard=${i}&shardCount=4`))
    for (const peer of peers) await peer.brief()
    host.log.append([frame(1, 30), frame(2, 31)])
    for (const peer of peers) expect(await peer.briefs(2)).toEqual(['note 1', 'note 2'])
    expect(inBrief(host.errors)).toEqual([misplaced(1, 30, 3)])
    expect(await log.only('source failed')).toMatchObject({
      level: 'error',
      stream: nsid,
      err: { type: 'SourceError' },
    })
  })

  it('is told of where there are no shards', async () => {
    const host = await startHost()
    const peer = new Peer(host.authority)
    await peer.brief()
    host.log.append([frame(1, 0), frame(2, 1)])
    expect(await peer.briefs(2)).toEqual(['note 1', 'note 2'])
    expect(inBrief(host.errors)).toEqual([misplaced(2, 1, 0)])
  })
})

describe('a source that repeats', () => {
  it('the message at the cursor has it sent once', async () => {
    const { authority, publisher, errors } = await startHost({ source: inclusive })
    await publishNotes(publisher, 5)
    const peer = new Peer(authority, '?cursor=3')
    expect(await peer.briefs(4)).toEqual([
      'cursor 3/5 replay',
      'note 4',
      'note 5',
      'cursor 5/5 live',
    ])
    expect(inBrief(errors)).toEqual([repeated(3, 3)])
    errors.length = 0
    await publishNotes(publisher, 1)
    expect(await peer.brief()).toBe('note 6')
    expect(inBrief(errors)).toEqual([repeated(5, 5)])
  })

  it('much of what came before has it sent once', async () => {
    const all = reading((_, request, log) => log.read({ ...request, after: 0 }))
    const { authority, publisher, errors } = await startHost({ source: all })
    await publishNotes(publisher, 4)
    const peer = new Peer(authority, '?cursor=2')
    expect(await peer.briefs(4)).toEqual([
      'cursor 2/4 replay',
      'note 3',
      'note 4',
      'cursor 4/4 live',
    ])
    expect(inBrief(errors)).toEqual([repeated(1, 2)])
  })

  it('a message within a read has it sent once', async () => {
    const twice = reading(({ frames, position }) => ({
      frames: frames.flatMap((one) => [one, one]),
      position,
    }))
    const { authority, publisher, errors } = await startHost({ source: twice })
    await publishNotes(publisher, 2)
    const peer = new Peer(authority, '?cursor=0')
    expect(await peer.briefs(4)).toEqual([
      'cursor 0/2 replay',
      'note 1',
      'note 2',
      'cursor 2/2 live',
    ])
    expect(inBrief(errors)).toEqual([repeated(1, 1)])
  })

  it('at the end of the stream stays there', async () => {
    const mount = { cursorIntervalMs: 5 }
    const { authority, publisher, errors } = await startHost({ source: inclusive, mount })
    await publishNotes(publisher, 2)
    const peer = new Peer(authority)
    expect(await peer.briefs(2)).toEqual(['cursor 2/2 live', 'cursor 2/2 live'])
    expect(inBrief(errors)).toContain(repeated(2, 2))
  })

  it('all that fits into a read loses nothing: the connection ends', async () => {
    const mount = { batchFrames: 1 }
    const { authority, publisher, errors } = await startHost({ source: inclusive, mount })
    await publishNotes(publisher, 3)
    const peer = new Peer(authority, '?cursor=1')
    expect(await peer.briefs(2)).toEqual(['cursor 1/3 replay', 'the end'])
    expect(await peer.closed).toEqual({ code: 1011, reason: 'internal error' })
    expect(inBrief(errors)).toEqual([repeated(1, 1)])
  })
})

describe('a source that goes back within a read', () => {
  it.each(['at once', 'later'])('that it answers %s ends the connection', async (when) => {
    const source = (log: MemoryLog) =>
      changedSource(log, {
        read: (request) => {
          const { frames, position } = log.read(request)
          const read = { frames: frames.toReversed(), position }
          return when === 'later' ? Promise.resolve(read) : read
        },
      })
    const log = new RecordedLog()
    const host = await startHost({ source, server: { logger: log.logger } })
    await publishNotes(host.publisher, 3)
    const peer = new Peer(host.authority, '?cursor=1')
    expect(await peer.briefs(2)).toEqual(['cursor 1/3 replay', 'the end'])
    expect(await peer.closed).toEqual({ code: 1011, reason: 'internal error' })
    expect(inBrief(host.errors)).toEqual([
      `seq-descending ${nsid} 2: ${nsid}: the source read seq 2 behind 3, ` +
        'and has to read in ascending order',
    ])
    expect(await log.only('source failed')).toMatchObject({ level: 'error', stream: nsid })
  })

  it('or reads what is no number ends the connection', async () => {
    const source = reading(({ position }) => ({
      frames: [frame(1), { ...frame(2), seq: Number.NaN }],
      position,
    }))
    const { authority, publisher, errors } = await startHost({ source })
    await publishNotes(publisher, 2)
    const peer = new Peer(authority, '?cursor=0')
    expect(await peer.briefs(2)).toEqual(['cursor 0/2 replay', 'the end'])
    expect(inBrief(errors)).toEqual([
      `seq-descending ${nsid} NaN: ${nsid}: the source read seq NaN behind 1, ` +
        'and has to read in ascending order',
    ])
  })
})
