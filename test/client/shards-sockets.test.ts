import * as fc from 'fast-check'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { subscribe, type NodeSubscribeOptions } from '../../templates/client/node/subscribe.js'
import { MemoryCursorStore } from '../../templates/client/stores/memory-cursor-store.js'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { slotOfKey } from '../../templates/server/shard-slot.js'
import {
  counterSequencer,
  unixMicrosSequencer,
  type Sequencer,
} from '../../templates/stream/sequencer.js'
import type { SeqScheme } from '../../templates/stream/position.js'
import { noteFrame, stream, type Params } from '../server/example-stream.js'
import { startHost } from '../server/harness.js'
import { settled } from './shard-network.js'

const slots = 16
const counts = [1, 2, 4, 8]
const orders = ['seq', 'arrival'] as const
const schemes: readonly SeqScheme[] = ['counter', 'unix-micros']
const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values)

/** The stream of a lexicon that names no shard key: any message may come from every shard. */
const withoutKeys: typeof stream = {
  ...stream,
  messages: stream.messages.map((message) => ({ ...message, shardKey: undefined })),
}

/** Tells those who wait that a consumer has got a message, or will get no more. */
class Pulse {
  #waiting: (() => void)[] = []
  #over = false

  next(): Promise<void> {
    if (this.#over) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  beat(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }

  stop(): void {
    this.#over = true
    this.beat()
  }
}

/** A host whose connections can be killed. */
async function startShardedHost(seqScheme: SeqScheme, log = new MemoryLog({ slots, seqScheme })) {
  const http = createServer()
  const sockets = new Set<Duplex>()
  http.on('connection', (socket: Duplex) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const { authority } = await startHost({ log, http, mount: { cursorIntervalMs: 4 } })
  const sequencer: Sequencer =
    seqScheme === 'counter' ? counterSequencer() : unixMicrosSequencer({ slots })
  const published: number[] = []
  return {
    authority,
    published,
    publish: (account: number) => {
      // One in eight has no key, and goes to every shard.
      const did = account % 8 === 0 ? undefined : `did:example:${account}`
      const slot = slotOfKey(did, slots)
      const seq = sequencer.next(slot)
      log.append([{ seq, slot, bytes: noteFrame(seq, 'text', did ?? 'did:example:none') }])
      published.push(seq)
    },
    /** Answers whether there was a connection to kill. */
    kill: (which: number): boolean => {
      const socket = [...sockets].at(which % Math.max(1, sockets.size))
      socket?.destroy()
      return socket !== undefined
    },
  }
}

function open(authority: string, options: NodeSubscribeOptions<Params>) {
  const subscription = subscribe(withoutKeys, {
    host: `ws://${authority}`,
    backoff: { minMs: 0, maxMs: 2 },
    ...options,
  })
  onTestFinished(() => void subscription.return())
  return subscription
}

/** What can happen: a message of some account, the loss of a connection, or the consumer gets on. */
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ publish: fc.nat(40) }) },
  { weight: 2, arbitrary: fc.record({ kill: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.constant({}) },
)
const steps = fc.array(step, { minLength: 20, maxLength: 120, size: 'max' })

async function play(
  host: Awaited<ReturnType<typeof startShardedHost>>,
  script: readonly { readonly publish?: number; readonly kill?: number }[],
  consumer: Pulse,
): Promise<number> {
  let killed = 0
  for (const { publish, kill } of script) {
    if (publish !== undefined) host.publish(publish)
    else if (kill === undefined) await consumer.next()
    else if (host.kill(kill)) killed++
  }
  return killed
}

const cases = counts.flatMap((shards) => orders.map((shardOrder) => ({ shards, shardOrder })))

describe.each(cases)('$shards shards in order of $shardOrder, over sockets', (options) => {
  it('bring everything once, whichever connections are lost', async () => {
    let killed = 0
    await fc.assert(
      fc.asyncProperty(oneOf(...schemes), steps, fc.nat(6), async (scheme, script, pauseEvery) => {
        const host = await startShardedHost(scheme)
        const subscription = open(host.authority, { ...options, cursor: 0 })
        let played = false
        const seqs: number[] = []
        const pulse = new Pulse()
        const playing = (async () => {
          killed += await play(host, script, pulse)
          host.publish(1)
          played = true
        })()
        let safe = 0
        for await (const message of subscription) {
          pulse.beat()
          if ('seq' in message) seqs.push(message.seq)
          const { cursor = 0 } = subscription
          expect(cursor).toBeGreaterThanOrEqual(safe)
          safe = cursor
          // Everything up to the safe cursor has been handed out by now.
          const due = host.published.filter((seq) => seq <= safe)
          expect(due.every((seq) => seqs.includes(seq))).toBe(true)
          if (played && safe >= (host.published.at(-1) ?? 0)) break
          if (pauseEvery > 0 && seqs.length % pauseEvery === 0) await settled()
        }
        await playing
        const sorted = seqs.toSorted((one, other) => one - other)
        expect(sorted).toEqual(host.published)
        if (options.shardOrder === 'seq') expect(seqs).toEqual(host.published)
      }),
      { numRuns: 8 },
    )
    expect(killed).toBeGreaterThan(0)
  })
})

/** One run of a consumer: it leaves after so many messages. */
const run = fc.record({
  shards: oneOf(...counts),
  shardOrder: oneOf(...orders),
  leaveAfter: fc.integer({ min: 1, max: 25 }),
  script: fc.array(step, { minLength: 5, maxLength: 30, size: 'max' }),
})

describe('a consumer that is started again with other shards', () => {
  it('misses nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        oneOf(...schemes),
        fc.array(run, { minLength: 2, maxLength: 6 }),
        async (scheme, runs) => {
          const host = await startShardedHost(scheme)
          const store = new MemoryCursorStore()
          const processed = new Set<number>()
          for (const [index, { shards, shardOrder, leaveAfter, script }] of runs.entries()) {
            const isLast = index === runs.length - 1
            const from = store.load()?.cursor ?? 0
            const subscription = open(host.authority, { cursor: 0, shards, shardOrder, store })
            const seqs: number[] = []
            let played = false
            const pulse = new Pulse()
            const playing = (async () => {
              await play(host, script, pulse)
              host.publish(index)
              played = true
            })()
            for await (const message of subscription) {
              pulse.beat()
              for (const seq of seqs.slice(-1)) processed.add(seq)
              if ('seq' in message) seqs.push(message.seq)
              const isAll = played && (subscription.cursor ?? 0) >= (host.published.at(-1) ?? 0)
              if (isAll || (!isLast && seqs.length >= leaveAfter)) break
            }
            pulse.stop()
            await playing
            expect(new Set(seqs).size).toBe(seqs.length)
            if (shardOrder === 'seq') {
              const due = host.published.filter((seq) => seq > from)
              expect(seqs).toEqual(due.slice(0, seqs.length))
            }
            // What a consumer has in hand when it leaves was not processed, the last one's aside.
            if (isLast) for (const seq of seqs.slice(-1)) processed.add(seq)
          }
          const all = [...processed].toSorted((one, other) => one - other)
          expect(all).toEqual(host.published)
        },
      ),
      { numRuns: 30 },
    )
  })
})

describe('one shard for each of several processes', () => {
  it('bring everything between them', async () => {
    const host = await startShardedHost('counter')
    for (let account = 0; account < 200; account++) host.publish(account)
    const last = host.published.at(-1) ?? 0
    const shares = [0, 1, 2, 3].map(async (index) => {
      const seqs: number[] = []
      const subscription = open(host.authority, { cursor: 0, shard: { index, count: 4 } })
      for await (const message of subscription) {
        if ('seq' in message) seqs.push(message.seq)
        if (subscription.live === true && (subscription.cursor ?? 0) >= last) break
      }
      return seqs
    })
    const seqs = (await Promise.all(shares)).flat()
    const sorted = [...new Set(seqs)].toSorted((one, other) => one - other)
    expect(sorted).toEqual(host.published)
    // Of 200 messages 25 have no key, and came four times.
    expect(seqs).toHaveLength(200 + 3 * 25)
  })
})

describe('a host that cannot divide its stream so far', () => {
  it('refuses, and says how far it can', async () => {
    const { authority } = await startHost({ log: { slots } })
    await expect(open(authority, { shards: 64 }).next()).rejects.toMatchObject({
      name: 'ConnectError',
      status: 400,
      message: 'HTTP 400: InvalidShard: shardCount: 64 is not a power of two up to 16',
    })
  })

  it.each([
    { what: 'has no shards', options: {} },
    { what: 'does not say that it has', options: { mount: { cursorMessages: 'v1' as const } } },
  ])('is read over one connection where it $what', async ({ options }) => {
    const host = await startHost({ ...options, log: { slots: 'mount' in options ? slots : 1 } })
    const seqs = Array.from({ length: 20 }, (_, index) => index + 1)
    host.log.append(
      seqs.map((seq) => {
        const did = `did:example:${seq}`
        return { seq, slot: slotOfKey(did, host.log.slots), bytes: noteFrame(seq, 'text', did) }
      }),
    )
    const subscription = open(host.authority, { shards: 4, cursor: 0 })
    const read: number[] = []
    for await (const message of subscription) {
      if ('seq' in message) read.push(message.seq)
      if (subscription.cursor === 20) break
    }
    expect(read).toEqual(seqs)
  })
})
