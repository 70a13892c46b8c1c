import { createServer, type Server } from 'node:http'
import { expect } from 'vitest'
import { Publisher } from '../../templates/server/publisher.js'
import { slotOfKey } from '../../templates/server/shard-slot.js'
import type { StreamLog, StreamSource } from '../../templates/server/stream-source.js'
import { StreamServer } from '../../templates/server/stream-server.js'
import { shardOfSlot } from '../../templates/stream/shard.js'
import { slots, type Consumer, type Publication, type Scenario } from './cutover-scenario.js'
import { noteFrame, stream, type Message } from './example-stream.js'
import { expectFaithful, firstCursor, Follower, seqsOf } from './follower.js'
import { listen, Peer } from './harness.js'
import { Rhythm, turnsUntil, waitFor } from './pauses.js'
import { SlowLink } from './slow-link.js'

/** What a scenario is played with. */
export interface Stage {
  readonly log: StreamLog
  /** What is served: the log, or what stands before it. */
  readonly source: (lateness: Rhythm) => StreamSource
  readonly cursorIntervalMs: number
  /** What the messages say. */
  readonly text: string
}

/** A message of the run; without a slot it goes to every shard. */
interface Published {
  readonly seq: number
  readonly slot: number | undefined
}

/** Someone who is connected, and what is known of it. */
interface Connected {
  readonly consumer: Consumer
  readonly cursor: number | undefined
  readonly follower: Follower
  /** The highest seq in the log when it connected. */
  readonly highestBefore: number
}

/**
 * Plays a scenario, and expects every consumer to be sent all that it asked for: nothing left out,
 * nothing twice, all in order.
 *
 * @returns in how many connections messages came before the cutover and others after it
 */
export async function playScenario(scenario: Scenario, stage: Stage): Promise<number> {
  const run = new CutoverRun(scenario, stage)
  try {
    await run.play()
    return run.judge()
  } finally {
    await run.end()
  }
}

class CutoverRun {
  readonly #scenario: Scenario
  readonly #log: StreamLog
  readonly #text: string
  readonly #publisher: Publisher<Message>
  readonly #streams: StreamServer
  readonly #http: Server
  readonly #errors: unknown[] = []
  readonly #published: Published[] = []
  readonly #publications: Promise<void>[] = []
  readonly #connected: Connected[] = []
  #authority = ''
  #origin = 0
  #assigned = 0
  #inLog = 0
  #deliveries = 0
  #publication = 0

  constructor(scenario: Scenario, stage: Stage) {
    this.#scenario = scenario
    this.#log = stage.log
    this.#text = stage.text
    this.#publisher = new Publisher(stream, stage.log)
    this.#streams = new StreamServer({ onError: (error) => this.#errors.push(error) })
    this.#streams.mount(stream, {
      source: stage.source(new Rhythm(scenario.lateness)),
      batchFrames: scenario.batchFrames,
      cursorEvery: scenario.cursorEvery,
      cursorIntervalMs: stage.cursorIntervalMs,
      highWaterBytes: scenario.highWaterBytes,
      auth: ({ url }) => this.#consumerOf(url),
      filter: (_params, consumer) => (consumer?.filtered === true ? isEven : undefined),
    })
    this.#http = createServer()
    this.#http.on('upgrade', (request, socket, head) => {
      const link = this.#consumerOf(request.url)?.link
      const taken = link === undefined ? socket : new SlowLink(socket, new Rhythm(link))
      this.#streams.handleUpgrade(request, taken, head)
    })
  }

  async play(): Promise<void> {
    this.#authority = await listen(this.#http)
    this.#origin = (await this.#log.position()).highestSeq
    this.#assigned = this.#origin
    this.#inLog = this.#origin
    const { stored, during, consumers } = this.#scenario
    for (const publication of stored) void this.#publish(publication)
    await Promise.all(this.#publications)
    for (const [index, { afterwards, ...publication }] of during.entries()) {
      this.#publication = index
      for (const connected of this.#connected) this.#sleepOrWake(connected)
      await this.#connectAll(({ at }) => at === index)
      const published = this.#publish(publication)
      if (afterwards === 'together') continue
      await published
      if (afterwards === 'delivery') await this.#nextDelivery()
      else await waitFor(afterwards)
    }
    this.#publication = Infinity
    for (const connected of this.#connected) this.#sleepOrWake(connected)
    await this.#connectAll(({ at }) => at >= during.length)
    await Promise.all(this.#publications)
    expect(this.#connected).toHaveLength(consumers.length)
    // After the first, which everybody gets, all has come that there is; before the second nothing
    // can come any more, unless it comes a second time.
    for (let rest = 0; rest < 2; rest++) {
      const last = await this.#publishToAll()
      await Promise.all(this.#connected.map(({ follower }) => follower.reach(last)))
    }
  }

  judge(): number {
    expect(this.#errors).toEqual([])
    return this.#connected.filter((connected) => this.#isFaithful(connected)).length
  }

  async end(): Promise<void> {
    for (const { follower } of this.#connected) follower.peer.webSocket.terminate()
    await this.#streams.close({ deadlineMs: 0 })
    this.#http.close()
  }

  #consumerOf(url = ''): Consumer | undefined {
    const number = new URL(url, 'http://localhost').searchParams.get('consumer')
    return this.#scenario.consumers[Number(number)]
  }

  #publish({ gap, account }: Publication): Promise<void> {
    const seq = (this.#assigned += gap)
    const did = `did:example:${account}`
    this.#published.push({ seq, slot: slotOfKey(did, slots) })
    const append = async () => {
      await this.#publisher.publishFrame(noteFrame(seq, this.#text, did))
      this.#inLog = Math.max(this.#inLog, seq)
    }
    const published = append()
    this.#publications.push(published)
    return published
  }

  /** Publishes what belongs to every shard, under an even number. */
  async #publishToAll(): Promise<number> {
    const seq = (this.#assigned += 2 - (this.#assigned % 2))
    this.#published.push({ seq, slot: undefined })
    await this.#log.append([{ seq, slot: undefined, bytes: noteFrame(seq) }])
    return seq
  }

  async #connectAll(isDue: (consumer: Consumer) => boolean): Promise<void> {
    for (const [number, consumer] of this.#scenario.consumers.entries()) {
      if (!isDue(consumer)) continue
      this.#connect(consumer, number)
      if (consumer.awaited) await this.#nextDelivery()
    }
  }

  #connect(consumer: Consumer, number: number): void {
    const { shard, subprotocol } = consumer
    const cursor = this.#cursorOf(consumer)
    const asked = cursor === undefined ? '' : `&cursor=${cursor}`
    const part = shard === undefined ? '' : `&shard=${shard.index}&shardCount=${shard.count}`
    const query = `?consumer=${number}${part}${asked}`
    const peer = new Peer(this.#authority, query, subprotocol)
    peer.webSocket.on('message', () => this.#deliveries++)
    const follower = new Follower(peer)
    const connected = { consumer, cursor, follower, highestBefore: this.#inLog }
    this.#connected.push(connected)
    peer.webSocket.once('open', () => this.#sleepOrWake(connected))
  }

  #sleepOrWake({ consumer, follower }: Connected): void {
    const { from, to } = consumer.asleep
    const { webSocket } = follower.peer
    if (this.#publication >= from && this.#publication < to) webSocket.pause()
    else webSocket.resume()
  }

  #cursorOf({ from }: Consumer): number | undefined {
    if (from === 'now') return undefined
    if (from === 'start' || this.#inLog === 0) return this.#origin
    return Math.max(1, this.#origin, this.#inLog - from)
  }

  async #nextDelivery(): Promise<void> {
    const before = this.#deliveries
    await turnsUntil(() => this.#deliveries > before)
  }

  #isFaithful({ consumer, cursor, follower, highestBefore }: Connected): boolean {
    const { messages } = follower
    const first = firstCursor(messages)
    if (cursor === undefined) {
      expect(first.live).toBe(true)
      expect(first.cursor).toBeGreaterThanOrEqual(highestBefore)
    }
    const start = cursor ?? first.cursor
    const asked = this.#published.filter(
      (message) =>
        message.seq > start &&
        isInShard(message, consumer) &&
        (!consumer.filtered || isEven(message)),
    )
    expectFaithful(
      messages,
      asked.map(({ seq }) => seq),
    )
    expect({ error: follower.error, over: follower.over }).toEqual({
      error: undefined,
      over: false,
    })
    return straddlesCutover(messages)
  }
}

/** Whether messages were replayed, and others came live before the two at the very end. */
function straddlesCutover(messages: readonly Message[]): boolean {
  const cutover = messages.findIndex((message) => 'live' in message && message.live)
  const before = seqsOf(messages.slice(0, cutover))
  const after = seqsOf(messages.slice(cutover))
  return before.length > 0 && after.length > 2
}

function isInShard({ slot }: Published, { shard }: Consumer): boolean {
  if (slot === undefined || shard === undefined) return true
  return shardOfSlot(slot, slots, shard.count) === shard.index
}

function isEven({ seq }: { readonly seq: number }): boolean {
  return seq % 2 === 0
}
