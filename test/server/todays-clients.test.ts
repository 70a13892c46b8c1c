import { createServer } from 'node:http'
import { ComAtprotoSyncSubscribeRepos } from '@atcute/atproto'
import { FirehoseSubscription } from '@atcute/firehose'
import { IdResolver } from '@atproto/identity'
import { Firehose } from '@atproto/sync'
import { Subscription } from '@atproto/xrpc-server'
import { describe, expect, it, onTestFinished } from 'vitest'
import { stream, type Message } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { MemoryLog, Publisher, StreamServer } from '../../generated/runtime/server/index.js'
import { makeFrames } from '../demo/made-frames.js'
import { listen } from './harness.js'

const count = 12
const frames = makeFrames(count)
const seqs = Array.from({ length: count }, (_, index) => index + 1)

interface Relay {
  readonly authority: string
  readonly log: MemoryLog
  readonly publisher: Publisher<Message>
  /** Goes away as a server that is restarted. */
  stop(): Promise<void>
}

async function startRelay(log = new MemoryLog(), port = 0): Promise<Relay> {
  const streams = new StreamServer()
  streams.mount(stream, { source: log, cursorIntervalMs: 5 })
  const http = createServer()
  streams.attach(http)
  const authority = await listen(http, port)
  const stop = async () => {
    await streams.close({ deadlineMs: 100 })
    http.closeAllConnections()
    await new Promise((resolve) => http.close(resolve))
  }
  onTestFinished(() => streams.close({ deadlineMs: 0 }))
  return { authority, log, publisher: new Publisher(stream, log), stop }
}

async function publish(relay: Relay, from: number, to: number): Promise<void> {
  for (const frame of (await frames).slice(from, to)) await relay.publisher.publishFrame(frame)
}

/** Counts what a client hands over, and lets a test wait for a number of sequenced messages. */
class Tally {
  /** Every message's type, in order. */
  readonly types: unknown[] = []
  readonly seqs: number[] = []
  #waiting: (() => void) | undefined

  add(message: unknown): void {
    if (typeof message !== 'object' || message === null) return
    this.types.push('$type' in message ? message.$type : undefined)
    if ('seq' in message && typeof message.seq === 'number' && !this.seqs.includes(message.seq)) {
      this.seqs.push(message.seq)
    }
    this.#waiting?.()
  }

  async until(reached: () => boolean): Promise<void> {
    while (!reached()) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve
      })
    }
  }
}

const cursorType = `${stream.nsid}#cursor`

describe('@atproto/sync', () => {
  it('sees every message through replay, cutover and a restart, and nothing of #cursor', async () => {
    const first = await startRelay()
    await publish(first, 0, 4)
    const tally = new Tally()
    const errors: unknown[] = []
    const firehose = new Firehose({
      service: `ws://${first.authority}`,
      idResolver: new IdResolver({ fetch: async () => new Response(null, { status: 404 }) }),
      unauthenticatedCommits: true,
      unauthenticatedHandles: true,
      getCursor: () => tally.seqs.at(-1) ?? 0,
      handleEvent: (event) => tally.add(event),
      onError: (error) => errors.push(error),
    })
    void firehose.start()
    onTestFinished(() => firehose.destroy())
    await tally.until(() => tally.seqs.length === 4)
    await publish(first, 4, 8)
    await tally.until(() => tally.seqs.length === 8)
    await first.stop()
    await publish(first, 8, 10)
    const second = await startRelay(first.log, Number(first.authority.split(':')[1]))
    await publish(second, 10, count)
    await tally.until(() => tally.seqs.length === count)
    expect(tally.seqs).toEqual(seqs)
    expect(errors).toEqual([])
  })
})

describe('Subscription of @atproto/xrpc-server', () => {
  it('sees every message, and is handed #cursor', async () => {
    const relay = await startRelay()
    await publish(relay, 0, 6)
    const controller = new AbortController()
    const tally = new Tally()
    const subscription = new Subscription({
      service: `ws://${relay.authority}`,
      method: stream.nsid,
      signal: controller.signal,
      getParams: () => ({ cursor: 0 }),
      validate: (message) => message,
    })
    const loop = (async () => {
      for await (const message of subscription) tally.add(message)
    })()
    await tally.until(() => tally.seqs.length === 6)
    await publish(relay, 6, count)
    await tally.until(() => tally.seqs.length === count)
    // An idle stream goes on saying where it is.
    const before = tally.types.length
    await tally.until(() => tally.types.length > before)
    controller.abort()
    await expect(loop).rejects.toMatchObject({ name: 'AbortError' })
    expect(tally.seqs).toEqual(seqs)
    expect(tally.types[0]).toBe(cursorType)
    expect(tally.types.slice(before)).toContain(cursorType)
  })
})

describe('@atcute/firehose', () => {
  it.each([true, false])('sees every message, validated: %s', async (validateEvents) => {
    const relay = await startRelay()
    await publish(relay, 0, 6)
    const tally = new Tally()
    const subscription = new FirehoseSubscription({
      service: `ws://${relay.authority}`,
      nsid: ComAtprotoSyncSubscribeRepos.mainSchema,
      params: { cursor: 0 },
      validateEvents,
    })
    const messages = subscription[Symbol.asyncIterator]()
    onTestFinished(async () => void (await messages.return()))
    const loop = (async () => {
      for await (const message of messages) {
        tally.add(message)
        if (tally.seqs.length === count) break
      }
    })()
    await tally.until(() => tally.seqs.length === 6)
    await publish(relay, 6, count)
    await loop
    expect(tally.seqs).toEqual(seqs)
    expect(tally.types[0]).toBe(cursorType)
  })
})
