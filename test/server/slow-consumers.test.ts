import { describe, expect, it } from 'vitest'
import { subprotocols } from '../../templates/frame/subprotocol.js'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { noteFrame, type Message } from './example-stream.js'
import { brief, Peer, startHost, type Host } from './harness.js'
import { MessageCounter } from './message-counter.js'

const frameBytes = 256 * 1024
const frameCount = 120
const highWaterBytes = 1024 * 1024
/** Far more than the kernel takes for a consumer that does not read. */
const text = 'x'.repeat(frameBytes)

/** Publishes one after the other, so that what each leads to has happened before the next. */
async function publish(host: Host, from: number, to: number): Promise<void> {
  for (let seq = from; seq <= to; seq++) {
    await host.publisher.publishFrame(noteFrame(seq, text))
    await turn()
    await turn()
  }
}

/** Every message until the connection is live with nothing left to send up to `seq`. */
async function untilLiveAt(peer: Peer, seq: number): Promise<Message[]> {
  const messages: Message[] = []
  for (;;) {
    const message = await peer.message()
    messages.push(message)
    if ('cursor' in message && message.live && message.cursor === seq) return messages
  }
}

describe.each(subprotocols)('a consumer in %s that stops reading', (subprotocol) => {
  it('is moved back to the log, told so, and goes live again; nothing is lost', async () => {
    const host = await startHost({ log: { maxBytes: 1e9 } })
    const peer = new Peer(host.authority, '', subprotocol)
    expect(await peer.brief()).toBe('cursor 0/0 live')
    peer.webSocket.pause()
    await publish(host, 1, frameCount)
    peer.webSocket.resume()
    const lines = (await untilLiveAt(peer, frameCount)).map((message) => brief(message))
    const notes = lines.filter((line) => line.startsWith('note'))
    expect(notes).toEqual(Array.from({ length: frameCount }, (_, index) => `note ${index + 1}`))
    const back = lines.findIndex((line) => line.startsWith('cursor'))
    // What was sent while it was live comes first; from there on it reads the log.
    expect(lines[back]).toBe(`cursor ${back}/${frameCount} replay`)
    expect(lines.at(-1)).toBe(`cursor ${frameCount}/${frameCount} live`)
  })
})

describe('one slow consumer among a hundred fast ones', () => {
  it('costs the fast ones nothing, and memory only up to its mark', async () => {
    const host = await startHost({ log: { maxBytes: 1e9 }, mount: { highWaterBytes } })
    const slow = new Peer(host.authority)
    await slow.brief()
    slow.webSocket.pause()
    const fast = Array.from(
      { length: 100 },
      () => new MessageCounter(host.authority, frameCount, frameBytes),
    )
    await Promise.all(fast.map(({ opened }) => opened))
    await publish(host, 1, frameCount)
    await Promise.all(fast.map(({ finished }) => finished))
    expect(fast.map(({ count }) => count)).toEqual(fast.map(() => frameCount))
    const { bufferedBytes } = await host.streams.stats()
    expect(bufferedBytes).toBeGreaterThan(0)
    expect(bufferedBytes).toBeLessThan(highWaterBytes + frameBytes)
    slow.webSocket.resume()
    const messages = await untilLiveAt(slow, frameCount)
    expect(messages.filter((message) => 'seq' in message)).toHaveLength(frameCount)
  })
})

describe('consumers that do not read', () => {
  it('together keep no more waiting than the server allows', async () => {
    const maxBufferedBytes = 4 * 1024 * 1024
    const host = await startHost({ log: { maxBytes: 1e9 }, server: { maxBufferedBytes } })
    const slow = Array.from({ length: 12 }, () => new Peer(host.authority))
    for (const peer of slow) {
      await peer.brief()
      peer.webSocket.pause()
    }
    await publish(host, 1, frameCount)
    const fast = new MessageCounter(host.authority, 1, frameBytes)
    await fast.opened
    await publish(host, frameCount + 1, frameCount + 1)
    await fast.finished
    const { bufferedBytes } = await host.streams.stats()
    expect(bufferedBytes).toBeGreaterThan(maxBufferedBytes / 2)
    expect(bufferedBytes).toBeLessThan(maxBufferedBytes + slow.length * 2 * frameBytes)
    for (const peer of slow) {
      peer.webSocket.resume()
      const messages = await untilLiveAt(peer, frameCount + 1)
      expect(messages.filter((message) => 'seq' in message)).toHaveLength(frameCount + 1)
      peer.webSocket.terminate()
    }
  })
})

describe('a least rate', () => {
  it('drops who takes less while more is waiting', async () => {
    const host = await startHost({
      log: { maxBytes: 1e9 },
      mount: { minBytesPerSecond: 1000, minRateWindowMs: 20 },
    })
    const peer = new Peer(host.authority)
    await peer.brief()
    peer.webSocket.pause()
    await publish(host, 1, frameCount)
    while ((await host.mount.stats()).drops['consumer-too-slow'] === 0) await turn()
    peer.webSocket.resume()
    const lines: string[] = []
    while (lines.at(-1) !== 'the end') lines.push(await peer.brief())
    expect(lines.at(-2)).toBe('error ConsumerTooSlow: the consumer reads too slowly')
    expect(await peer.closed).toEqual({ code: 1008, reason: 'ConsumerTooSlow' })
  })

  it('spares who has got everything, however little that is', async () => {
    const host = await startHost({ mount: { minBytesPerSecond: 1e9, minRateWindowMs: 2 } })
    const peer = new Peer(host.authority)
    await peer.brief()
    for (let seq = 1; seq <= 20; seq++) {
      await publish(host, seq, seq)
      expect(await peer.brief()).toBe(`note ${seq}`)
      await turn()
    }
    expect((await host.mount.stats()).drops['consumer-too-slow']).toBe(0)
  })
})

describe('a consumer that falls out of the window', () => {
  it.each(subprotocols)('is dropped with ConsumerTooSlow in %s', async (subprotocol) => {
    const log = new MemoryLog({ maxFrames: 4 })
    const host = await startHost({ log })
    const peer = new Peer(host.authority, '', subprotocol)
    await peer.brief()
    peer.webSocket.pause()
    await publish(host, 1, frameCount)
    peer.webSocket.resume()
    const lines: string[] = []
    while (lines.at(-1) !== 'the end') lines.push(await peer.brief())
    const notes = lines.slice(0, -2)
    expect(notes).toEqual(notes.map((_, index) => `note ${index + 1}`))
    expect(lines.at(-2)).toBe(
      `error ConsumerTooSlow: what follows ${notes.length} is no longer retained`,
    )
    expect(await peer.closed).toEqual({ code: 1008, reason: 'ConsumerTooSlow' })
    expect((await host.mount.stats()).drops['consumer-too-slow']).toBe(1)
  })
})

async function turn(): Promise<void> {
  await new Promise<void>((resolve) => void setImmediate(resolve))
}
