import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket, type RawData } from 'ws'
import type { Launch } from '../../codegen/conformance/client/launch.js'
import { playToClient } from '../../codegen/conformance/client/play-to-client.js'
import { v0Frame } from '../../codegen/proposal/vectors/encode/frames.js'
import type { JsonObject } from '../../codegen/proposal/vectors/encode/json.js'
import { shardTranscripts } from '../../codegen/proposal/vectors/transcripts/shard-transcripts.js'
import { stream, type Message } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { subscribe } from '../../generated/runtime/client/node/index.js'
import { MemoryLog, Publisher, StreamServer } from '../../generated/runtime/server/index.js'
import { listen } from '../server/harness.js'
import { hex } from '../wire/hex.js'
import { lexMapOf } from './lex-of.js'
import { readVectors } from './read-vectors.js'
import type { TranscriptsFile } from './vector-types.js'

// The suite plays all transcripts but those of shards: our own server is held to them here.

type Transcript = TranscriptsFile['transcripts'][number]
type Connection = Transcript['connections'][number]

const ofShards = readVectors('transcripts').transcripts.filter(({ level }) => level === 'shards')
const codec = stream.codecs['xrpc.v0.cbor']

/** A server whose stream is as the transcript says, with the transcript's own numbers. */
async function serve({ server: { seqScheme, shardCount = 1, messages } }: Transcript) {
  const log = new MemoryLog({ seqScheme, slots: shardCount })
  const publisher = new Publisher(stream, log)
  const publish = async (published: readonly JsonObject[]) => {
    for (const message of published) {
      const { $type } = message
      if (typeof $type !== 'string') throw new Error('a message has a type')
      const { header, payload } = v0Frame($type.replace(stream.nsid, ''), message)
      await publisher.publishFrame(hex(header + payload))
    }
  }
  await publish(messages)
  const streams = new StreamServer()
  streams.mount(stream, { source: log, cursorIntervalMs: 20 })
  const http = createServer()
  streams.attach(http)
  onTestFinished(() => streams.close({ deadlineMs: 0 }))
  return { log, authority: await listen(http), publish }
}

/** A client that asks for what a connection's script says. */
class Peer {
  readonly webSocket: WebSocket
  readonly #frames: Buffer[] = []
  #wake: (() => void) | undefined

  constructor(authority: string, { cursor, shard, shardCount }: Connection['request']) {
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries({ cursor, shard, shardCount })) {
      if (typeof value === 'number') query.set(name, String(value))
    }
    this.webSocket = new WebSocket(`ws://${authority}/xrpc/${stream.nsid}?${query}`)
    this.webSocket.on('message', (data: RawData) => {
      if (data instanceof Buffer) this.#frames.push(data)
      this.#wake?.()
    })
    onTestFinished(() => this.webSocket.terminate())
  }

  async next(): Promise<Message> {
    while (this.#frames.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const [bytes] = this.#frames.splice(0, 1)
    const frame = bytes === undefined ? undefined : codec.decode(bytes)
    if (frame?.kind !== 'message') throw new Error(`expected a message, got ${frame?.kind}`)
    return frame.message
  }

  /** The next message, `#cursor`s aside that are not this one. */
  async nextLike(due: JsonObject): Promise<Message> {
    for (;;) {
      const message = await this.next()
      if (!('cursor' in message) || isSameCursor(message, due)) return message
    }
  }
}

function isSameCursor({ cursor, live }: { cursor: number; live: boolean }, due: JsonObject) {
  return cursor === due['cursor'] && live === due['live']
}

describe('the server, held to transcripts of shards', () => {
  it.each(ofShards)('$id', async (transcript) => {
    const { authority, publish, log } = await serve(transcript)
    for (const { request, steps } of transcript.connections) {
      const peer = new Peer(authority, request)
      for (const step of steps) {
        if (step.do === 'publish') await publish(step.messages)
        else if (step.do === 'lose') peer.webSocket.terminate()
        else if (step.do === 'send' && 'message' in step.means) {
          const { message } = step.means
          expect(await peer.nextLike(message)).toMatchObject(lexMapOf(message))
        }
      }
      if (steps.some(({ do: what }) => what === 'lose')) continue
      const { highestSeq } = log.position()
      // Nothing of another shard comes before the position is that of the whole stream.
      for (let position = 0; position < highestSeq;) {
        const message = await peer.next()
        expect(message.$type).toBe(`${stream.nsid}#cursor`)
        if ('cursor' in message) position = message.cursor
      }
      peer.webSocket.terminate()
    }
  })

  it('of which there are these', () => {
    expect(ofShards.map(({ id }) => id)).toEqual([
      'shard-backfill',
      'shard-idle',
      'shard-count-doubled',
    ])
  })
})

/** Starts our own client in this process, for one shard. */
function launchFor(shard: { readonly index: number; readonly count: number }): Launch {
  return async ({ url, cursor }, events) => {
    const abort = new AbortController()
    const start = cursor === '' ? {} : { cursor: Number(cursor) }
    const backoff = { minMs: 20, maxMs: 100, laterMs: 20 }
    const run = async () => {
      const options = { url, shard, backoff, signal: abort.signal, ...start }
      for await (const message of subscribe(stream, options)) {
        events.line(JSON.stringify(message))
      }
    }
    const done = run()
    return {
      async end() {
        abort.abort()
        await done
      },
    }
  }
}

describe('the client, held to transcripts of shards', () => {
  const signal = new AbortController().signal
  const ofClients = shardTranscripts.filter(({ sides }) => sides.includes('client'))

  it.each(ofClients.map((transcript) => [transcript.name, transcript] as const))(
    '%s',
    async (_name, transcript) => {
      const { shard = 0, shardCount = 1 } = transcript.client
      const launch = launchFor({ index: shard, count: shardCount })
      const options = { timeoutMs: 5000, reconnectMs: 5000, signal }
      const { failure, connected } = await playToClient(transcript, launch, options)
      expect(failure).toBeUndefined()
      expect(connected).toBe(true)
    },
  )

  it('of which there are two', () => {
    expect(ofClients).toHaveLength(2)
  })
})
