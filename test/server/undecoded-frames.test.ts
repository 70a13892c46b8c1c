import { describe, expect, it } from 'vitest'
import { stream as repoStream } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { subprotocols } from '../../templates/frame/subprotocol.js'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { Publisher } from '../../templates/server/publisher.js'
import { slotOfKey } from '../../templates/server/shard-slot.js'
import type { StreamLog } from '../../templates/server/stream-source.js'
import { StreamServer } from '../../templates/server/stream-server.js'
import { makeFrames } from '../demo/made-frames.js'
import { noteFrame, nsid, stream } from './example-stream.js'
import { Peer, startHost } from './harness.js'
import { logPath, openSqlite } from './log-folder.js'
import { RawClient, rawRequest } from './raw-client.js'
import { serve } from './serve.js'

const slots = 8
const half = { index: 1, count: 2 }
const query = `cursor=0&shard=${half.index}&shardCount=${half.count}`
const accounts = Array.from({ length: 24 }, (_, index) => `did:example:${index}`)
const isInHalf = (did: string) => (slotOfKey(did, slots) ?? 0) >= slots / 2

/** A frame of which the last bytes are none of CBOR's. */
function spoilt(frame: Uint8Array, bytes: number): Uint8Array {
  const copy = Uint8Array.from(frame)
  copy.fill(0xff, copy.length - bytes)
  return copy
}

/** The binary messages that a client gets up to one, those left out that are not among `frames`. */
async function received(
  authority: string,
  target: string,
  frames: readonly Uint8Array[],
  last: string,
): Promise<string[]> {
  const client = await RawClient.open(authority, rawRequest({ target }))
  const stored = new Set(frames.map(toText))
  const texts: string[] = []
  while (texts.at(-1) !== last) {
    const text = toText((await client.frame()).payload)
    if (stored.has(text)) texts.push(text)
  }
  return texts
}

function refuseToDecode(): never {
  throw new Error('decoded')
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

describe.each([
  { store: 'memory', open: (): StreamLog => new MemoryLog({ slots }) },
  { store: 'SQLite', open: (): StreamLog => openSqlite(logPath(), { slots, cacheBytes: 0 }) },
])('stored frames in $store that cannot be decoded', ({ open }) => {
  it('are passed on as they are, by shard and by filter', async () => {
    const log = open()
    const { authority, errors } = await startHost({
      source: () => log,
      mount: { filter: () => (frame) => frame.seq % 2 === 0 },
    })
    const publisher = new Publisher(stream, log)
    const frames = accounts.map((did, index) => spoilt(noteFrame(index + 1, 'a text', did), 5))
    const [first = new Uint8Array()] = frames
    expect(() => stream.codecs['xrpc.v0.cbor'].decode(first)).toThrow()
    for (const frame of frames) await publisher.publishFrame(frame)
    const expected = frames.filter((_, index) => index % 2 === 1 && isInHalf(accounts[index] ?? ''))
    expect(expected.length).toBeGreaterThan(3)
    const last = toText(expected.at(-1) ?? new Uint8Array())
    const texts = await received(authority, `/xrpc/${nsid}?${query}`, frames, last)
    expect(texts).toEqual(expected.map(toText))
    expect(errors).toEqual([])
  })

  it('may be commits of which only the beginning can be read', async () => {
    const log = open()
    const streams = new StreamServer()
    streams.mount(repoStream, { source: log })
    const authority = await serve(streams)
    const publisher = new Publisher(repoStream, log)
    const commits = (await makeFrames(14)).slice(2)
    const codec = repoStream.codecs['xrpc.v0.cbor']
    // The blocks, of some hundred bytes, stand behind what tells number and account.
    const frames = commits.map((frame) => spoilt(frame, 400))
    for (const frame of frames) expect(() => codec.decode(frame)).toThrow()
    for (const frame of frames) await publisher.publishFrame(frame)
    for (const count of [1, 2, 4, slots]) {
      const parts: string[] = []
      for (let index = 0; index < count; index++) {
        const expected = frames.filter((_, at) => {
          const slot = slotOfKey(codec.peek(commits[at] ?? new Uint8Array()).shardKey, slots) ?? -1
          return Math.floor((slot * count) / slots) === index
        })
        const last = expected.at(-1)
        if (last === undefined) continue
        const target = `/xrpc/${repoStream.nsid}?cursor=0&shard=${index}&shardCount=${count}`
        const texts = await received(authority, target, frames, toText(last))
        expect(texts).toEqual(expected.map(toText))
        parts.push(...texts)
      }
      expect(parts.toSorted()).toEqual(frames.map(toText).toSorted())
    }
  })
})

describe.each(subprotocols)('filtering in %s', (subprotocol) => {
  it('decodes nothing', async () => {
    const codec = stream.codecs['xrpc.v0.cbor']
    const undecoding = { decode: refuseToDecode, decodeWithoutFormats: refuseToDecode }
    const codecs = {
      'xrpc.v0.cbor': { ...codec, ...undecoding },
      'xrpc.v1.cbor': { ...stream.codecs['xrpc.v1.cbor'], ...undecoding },
      'xrpc.v1.json': { ...stream.codecs['xrpc.v1.json'], ...undecoding },
    }
    const errors: unknown[] = []
    const log = new MemoryLog({ slots })
    const streams = new StreamServer({ onError: (error) => errors.push(error) })
    streams.mount({ ...stream, codecs }, { source: log })
    const authority = await serve(streams)
    const publisher = new Publisher({ ...stream, codecs }, log)
    for (const [index, did] of accounts.entries()) {
      await publisher.publishFrame(noteFrame(index + 1, 'a text', did))
    }
    const peer = new Peer(authority, `?${query}`, subprotocol)
    const seqs = accounts.flatMap((did, index) => (isInHalf(did) ? [index + 1] : []))
    expect(await peer.briefs(seqs.length + 2)).toEqual([
      `cursor 0/${accounts.length} replay`,
      ...seqs.map((seq) => `note ${seq}`),
      `cursor ${accounts.length}/${accounts.length} live`,
    ])
    expect(errors).toEqual([])
  })

  it('does not look at what it leaves out', async () => {
    const log = new MemoryLog({ slots })
    const { authority, publisher, errors } = await startHost({ log })
    for (const [index, did] of accounts.entries()) {
      const frame = noteFrame(index + 1, 'a text', did)
      await publisher.publishFrame(isInHalf(did) ? frame : spoilt(frame, 5))
    }
    const peer = new Peer(authority, `?${query}`, subprotocol)
    const seqs = accounts.flatMap((did, index) => (isInHalf(did) ? [index + 1] : []))
    expect(await peer.briefs(seqs.length + 1)).toEqual([
      `cursor 0/${accounts.length} replay`,
      ...seqs.map((seq) => `note ${seq}`),
    ])
    expect(errors).toEqual([])
  })
})
