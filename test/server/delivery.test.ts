import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { subprotocols } from '../../templates/frame/subprotocol.js'
import type { MemoryLog } from '../../templates/server/memory-log.js'
import type { ReadRequest, StreamSource } from '../../templates/server/stream-source.js'
import { noteFrame, nsid } from './example-stream.js'
import { Peer, publishNotes, startHost } from './harness.js'

/** Texts whose frames are about as long as some number of bytes, on either side of it. */
function textsAround(bytes: number): string[] {
  return Array.from({ length: 60 }, (_, index) => 'a'.repeat(bytes - 80 + index))
}

describe('messages of every size', () => {
  it.each([false, true])('arrive whole, compression %s', async (perMessageDeflate) => {
    const { authority, publisher } = await startHost({ server: { perMessageDeflate } })
    const peer = new Peer(authority)
    await peer.brief()
    expect(peer.webSocket.extensions).toBe(perMessageDeflate ? 'permessage-deflate' : '')
    const texts = [...textsAround(126), ...textsAround(65_536), 'a'.repeat(200_000)]
    const frames = texts.map((text, index) => noteFrame(index + 1, text))
    // Where the WebSocket header takes another form.
    const lengths = frames.map(({ length }) => length)
    expect(lengths).toEqual(expect.arrayContaining([125, 126, 65_535, 65_536]))
    for (const [index, frame] of frames.entries()) {
      await publisher.publishFrame(frame)
      const message = await peer.message()
      const text = 'text' in message ? message.text : ''
      expect(text.length).toBe(texts[index]?.length)
      expect(text === texts[index]).toBe(true)
    }
  })
})

/** A source that keeps an account of what is read. */
function counting(reads: ReadRequest[]): (log: MemoryLog) => StreamSource {
  return (log) => ({
    seqScheme: log.seqScheme,
    sequenceId: log.sequenceId,
    slots: log.slots,
    position: () => log.position(),
    read: (request) => {
      reads.push(request)
      return log.read(request)
    },
    subscribe: (listener) => log.subscribe(listener),
  })
}

describe('subscribers at the same place', () => {
  it.each(subprotocols)('share one read and one encoding in %s', async (subprotocol) => {
    const reads: ReadRequest[] = []
    const host = await startHost({ source: counting(reads) })
    const peers = Array.from({ length: 20 }, () => new Peer(host.authority, '', subprotocol))
    for (const peer of peers) expect(await peer.brief()).toBe('cursor 0/0 live')
    for (let seq = 1; seq <= 5; seq++) {
      reads.length = 0
      await publishNotes(host.publisher, 1)
      for (const peer of peers) expect(await peer.brief()).toBe(`note ${seq}`)
      expect(reads.map(({ after }) => after)).toEqual([seq - 1])
    }
    const { encodedMessages, parts } = await host.mount.stats()
    expect(encodedMessages[subprotocol]).toBe(subprotocol === 'xrpc.v0.cbor' ? 0 : 5)
    expect(parts).toMatchObject([
      { subprotocol, shard: 'all', connections: 20, replayingConnections: 0, liveMessages: 100 },
    ])
  })

  it('share what was encoded even if they ask for different parts', async () => {
    const host = await startHost({ log: { slots: 4 } })
    const queries = [
      '',
      '?shard=0&shardCount=1',
      ...[0, 1, 2, 3].map((i) => `?shard=${i}&shardCount=4`),
    ]
    const peers = queries.map((query) => new Peer(host.authority, query, 'xrpc.v1.json'))
    for (const peer of peers) await peer.brief()
    await publishNotes(host.publisher, 3)
    const receivers = new Set<number>()
    for (const [index, peer] of peers.slice(0, 2).entries()) {
      expect(await peer.briefs(3)).toEqual(['note 1', 'note 2', 'note 3'])
      receivers.add(index)
    }
    expect((await host.mount.stats()).encodedMessages['xrpc.v1.json']).toBe(3)
  })
})

describe('a connection that the client begins to close', () => {
  it('is sent nothing behind the close frame', async () => {
    const { authority, publisher } = await startHost()
    const webSocket = new WebSocket(`ws://${authority}/xrpc/${nsid}`)
    const errors: unknown[] = []
    webSocket.on('error', (error) => errors.push(error))
    await new Promise<void>((resolve) => void webSocket.once('open', resolve))
    const closed = new Promise<number>((resolve) => void webSocket.once('close', resolve))
    webSocket.close(1000)
    await publishNotes(publisher, 50)
    expect(await closed).toBe(1000)
    expect(errors).toEqual([])
  })
})

/** What a subscriber is given: what it was, in this order, and nothing else. */
async function expectTexts(peer: Peer, texts: readonly string[]): Promise<void> {
  for (let index = 0; index < texts.length;) {
    const message = await peer.message()
    if (!('text' in message)) continue
    // Compared in one go: two long texts that differ make an unreadable message.
    expect(message.seq).toBe(index + 1)
    expect(message.text === texts[index]).toBe(true)
    index++
  }
}

/** A text that is like no other, of up to 300 kB. */
function longText(index: number): string {
  return `${index} `.repeat(2000 + (index % 7) * 12_000)
}

describe('memory that batches use one after the other', () => {
  it('keeps what was queued for slow consumers as it was', async () => {
    const { authority, publisher } = await startHost({ log: { maxBytes: 1e9, slots: 2 } })
    const texts = Array.from({ length: 200 }, (_, index) => longText(index))
    const wholes = subprotocols.flatMap((subprotocol) =>
      [1, 2, 3].map(() => new Peer(authority, '', subprotocol)),
    )
    const shards = [0, 1].map(
      (shard) => new Peer(authority, `?shard=${shard}&shardCount=2`, 'xrpc.v1.json'),
    )
    for (const peer of [...wholes, ...shards]) expect(await peer.brief()).toBe('cursor 0/0 live')
    const given = wholes.map((peer) => expectTexts(peer, texts))
    for (const [index, content] of texts.entries()) {
      const slow = wholes[index % wholes.length]
      if (index % 40 < 20) slow?.webSocket.pause()
      if (index === 150) for (const peer of shards) peer.webSocket.terminate()
      await publisher.publishFrame(noteFrame(index + 1, content))
      if (index % 3 === 0) await new Promise<void>((resolve) => void setImmediate(resolve))
      if (index % 40 >= 20) wholes[(index + 5) % wholes.length]?.webSocket.resume()
    }
    for (const peer of wholes) peer.webSocket.resume()
    await Promise.all(given)
  })
})
