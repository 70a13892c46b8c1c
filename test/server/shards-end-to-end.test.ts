import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stream } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { subprotocols, type Subprotocol } from '../../generated/runtime/frame/subprotocol.js'
import {
  MemoryLog,
  Publisher,
  slotOfKey,
  type SeqScheme,
} from '../../generated/runtime/server/index.js'
import { readRealFrames } from '../demo/real-frames.js'
import { accountOf, publishEvents, publisherWithoutKeys } from './repo-events.js'
import { asking, RepoPeer, startRepoHost, type Event } from './repo-host.js'

const slots = 16
const counts = [1, 2, 4, 8, slots]
const dids = Array.from({ length: 30 }, (_, index) => `did:plc:account${index}`)
const schemes: readonly SeqScheme[] = ['counter', 'unix-micros']
const everything = { after: 0, limit: 1e6, maxBytes: 1e9 }

/** The stored frames of a log, as text that can be compared. */
function framesIn(log: MemoryLog): string[] {
  return log.read(everything).frames.map(({ bytes }) => Buffer.from(bytes).toString('base64'))
}

/** Events as frames: an event that came in another encoding has the same bytes in this one. */
function framesOf(events: readonly Event[]): string[] {
  const codec = stream.codecs['xrpc.v0.cbor']
  return events.map((event) => Buffer.from(codec.encode(event)).toString('base64'))
}

/** A peer for each shard, from the start. */
function connectShards(authority: string, count: number, subprotocol: Subprotocol): RepoPeer[] {
  return Array.from(
    { length: count },
    (_, index) => new RepoPeer(authority, asking(0, { index, count }), subprotocol),
  )
}

/** What each shard gets up to a seq. */
function readAll(peers: readonly RepoPeer[], last: number): Promise<Event[][]> {
  return Promise.all(peers.map((peer) => peer.read(last)))
}

/** Puts together again what shards got, each of which has to be in order. */
function mergeBySeq(shards: readonly (readonly Event[])[]): Event[] {
  for (const events of shards) {
    const seqs = events.map(({ seq }) => seq)
    expect(seqs).toEqual(seqs.toSorted((one, other) => one - other))
  }
  return shards.flat().toSorted((one, other) => one.seq - other.seq)
}

function isIdentity({ $type }: Event): boolean {
  return $type === `${stream.nsid}#identity`
}

const cases = subprotocols.flatMap((subprotocol) =>
  schemes.map((seqScheme) => ({ subprotocol, seqScheme })),
)

describe.each(cases)('shards of the repository stream, $seqScheme, in $subprotocol', (kind) => {
  const { subprotocol, seqScheme } = kind

  it.each(counts)('%d of them are the whole stream, in order, nothing twice', async (count) => {
    const log = new MemoryLog({ slots, seqScheme })
    const authority = await startRepoHost(log)
    const publisher = new Publisher(stream, log)
    await publishEvents(publisher, dids.slice(0, 20))
    const peers = connectShards(authority, count, subprotocol)
    const seqs = await publishEvents(publisher, dids.slice(10))
    const shards = await readAll(peers, seqs.at(-1) ?? 0)
    expect(framesOf(mergeBySeq(shards))).toEqual(framesIn(log))
    for (const [index, events] of shards.entries()) {
      for (const event of events) {
        const slot = slotOfKey(accountOf(event), slots) ?? -1
        expect(Math.floor((slot * count) / slots)).toBe(index)
        if (seqScheme === 'unix-micros') expect(event.seq % slots).toBe(slot)
      }
    }
    const types = new Set(shards.flat().map(({ $type }) => $type.split('#')[1]))
    expect(types).toEqual(new Set(['account', 'commit', 'identity', 'sync']))
  })

  it('each are split in two neighbours by twice their number', async () => {
    const log = new MemoryLog({ slots, seqScheme })
    const authority = await startRepoHost(log)
    const seqs = await publishEvents(new Publisher(stream, log), dids)
    const last = seqs.at(-1) ?? 0
    const [four, eight] = await Promise.all(
      [4, 8].map((count) => readAll(connectShards(authority, count, subprotocol), last)),
    )
    for (const [index, events] of four?.entries() ?? []) {
      const halves = eight?.slice(2 * index, 2 * index + 2) ?? []
      expect(halves).toHaveLength(2)
      expect(framesOf(mergeBySeq(halves))).toEqual(framesOf(events))
    }
  })

  it('all get what has no shard key', async () => {
    const log = new MemoryLog({ slots, seqScheme })
    const authority = await startRepoHost(log)
    const seqs = await publishEvents(publisherWithoutKeys(log), dids)
    const shards = await readAll(connectShards(authority, 4, subprotocol), seqs.at(-1) ?? 0)
    const [first = [], ...others] = shards.map((events) => events.filter(isIdentity))
    expect(first).toHaveLength(dids.length)
    for (const identities of others) expect(framesOf(identities)).toEqual(framesOf(first))
    const keyed = shards.map((events) => events.filter((event) => !isIdentity(event)))
    expect(framesOf(mergeBySeq([...keyed, first]))).toEqual(framesIn(log))
  })
})

/** A round of a consumer: how many shards it asks for, and how much it reads of each. */
const round = fc.record({
  count: fc.constantFrom(...counts),
  reads: fc.array(fc.nat(12), { minLength: slots, maxLength: slots }),
  published: fc.nat(3),
})
const rounds = fc.array(round, { size: 'max', minLength: 1, maxLength: 5 })

describe.each(cases)('a consumer with one cursor, $seqScheme, in $subprotocol', (kind) => {
  const { subprotocol, seqScheme } = kind

  it('may ask for another number of shards whenever it reconnects', async () => {
    const property = fc.asyncProperty(rounds, async (chosen) => {
      const log = new MemoryLog({ slots, seqScheme })
      const authority = await startRepoHost(log)
      const publisher = new Publisher(stream, log)
      let [last = 0] = (await publishEvents(publisher, dids.slice(0, 8))).slice(-1)
      const handled = new Map<number, Event>()
      let cursor = 0
      for (const { count, reads, published } of [
        ...chosen,
        { count: 2, reads: [], published: 1 },
      ]) {
        const peers = Array.from(
          { length: count },
          (_, index) => new RepoPeer(authority, asking(cursor, { index, count }), subprotocol),
        )
        last = (await publishEvents(publisher, dids.slice(0, published))).at(-1) ?? last
        for (const [index, peer] of peers.entries()) {
          for (const event of await peer.read(last, reads[index])) {
            // What one shard was ahead of the others comes again, and is known by its number.
            if (!handled.has(event.seq)) handled.set(event.seq, event)
          }
          peer.close()
        }
        cursor = Math.min(...peers.map(({ position }) => position))
      }
      const events = [...handled.values()]
      expect(framesOf(mergeBySeq(events.map((event) => [event])))).toEqual(framesIn(log))
      // Of each account, everything came in order.
      for (const did of dids) mergeBySeq([events.filter((event) => accountOf(event) === did)])
    })
    await fc.assert(property, { numRuns: 25 })
  })
})

const real = readRealFrames()

describe.skipIf(real === undefined).each(subprotocols)(
  'shards of the public relay (skipped where ../shared/data is absent), in %s',
  (subprotocol) => {
    it.each([1, 2, 4, 8, 16, 32, 64])('%d of them are the whole', async (count) => {
      const log = new MemoryLog({ slots: 64 })
      const authority = await startRepoHost(log)
      const publisher = new Publisher(stream, log)
      const seqs = await Promise.all((real ?? []).map((frame) => publisher.publishFrame(frame)))
      const peers = connectShards(authority, count, subprotocol)
      const shards = await readAll(peers, seqs.at(-1) ?? 0)
      expect(framesOf(mergeBySeq(shards))).toEqual(framesIn(log))
      expect(framesIn(log)).toHaveLength(150)
    })
  },
)
