import type { IncomingMessage, ServerResponse } from 'node:http'
import { stream, type Message } from '../../generated/com.atproto.sync.subscribeRepos.js'
import type {
  MemoryLog,
  MemoryLogOptions,
  Publisher,
} from '../../generated/runtime/server/index.js'
import { slotOfKey } from '../../generated/runtime/server/shard-slot.js'
import { counterSequencer, unixMicrosSequencer } from '../../generated/runtime/stream/sequencer.js'

/** What can be told to do something. */
export interface Controlled {
  /** Starts the stream afresh, without messages. */
  restart(log: MemoryLogOptions, cursorIntervalMs: number | undefined): Promise<void>
  current(): { readonly log: MemoryLog; readonly publisher: Publisher<Message> }
}

/** Answers what `lexstream conformance --setup` posts (see its --help). Never rejects. */
export async function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  controlled: Controlled,
): Promise<void> {
  try {
    const chunks: Buffer[] = []
    for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk)
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString())
    if (textAt(body, 'stream') !== stream.nsid) throw new Error(`only ${stream.nsid} is served`)
    const reset = at(body, 'reset')
    if (reset !== undefined)
      await controlled.restart(logOptions(reset), count(reset, 'cursorIntervalMs'))
    const publish = at(body, 'publish')
    const seqs: number[] = []
    for (const message of Array.isArray(publish) ? publish : []) {
      seqs.push(await publishMessage(message, controlled))
    }
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ seqs }))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    response
      .writeHead(400, { 'Content-Type': 'application/json' })
      .end(JSON.stringify({ error: 'InvalidRequest', message }))
  }
}

function logOptions(reset: unknown): MemoryLogOptions {
  const retain = count(reset, 'retain')
  return {
    seqScheme: textAt(reset, 'seqScheme') === 'unix-micros' ? 'unix-micros' : 'counter',
    slots: count(reset, 'shardCount') ?? 1,
    ...(retain === undefined ? {} : { maxFrames: retain }),
  }
}

/** Numbers a message, and publishes it. */
async function publishMessage(message: unknown, controlled: Controlled): Promise<number> {
  const { log, publisher } = controlled.current()
  const after = log.position().highestSeq
  const { slots } = log
  const sequencer =
    log.seqScheme === 'counter'
      ? counterSequencer({ after })
      : unixMicrosSequencer({ after, slots })
  const key = textAt(message, 'repo') ?? textAt(message, 'did')
  const seq = sequencer.next(slotOfKey(key, slots))
  const payload = { ...(typeof message === 'object' ? message : {}), seq }
  const text = JSON.stringify({ $type: 'message', payload })
  const decoded = stream.codecs['xrpc.v1.json'].decode(new TextEncoder().encode(text))
  if (decoded.kind !== 'message') throw new Error('a message is of a type that is unknown')
  return await publisher.publishFrame(stream.codecs['xrpc.v0.cbor'].encode(decoded.message))
}

function at(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined
  return Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined
}

function textAt(object: unknown, name: string): string | undefined {
  const value = at(object, name)
  return typeof value === 'string' ? value : undefined
}

function count(object: unknown, name: string): number | undefined {
  const value = at(object, name)
  return typeof value === 'number' ? value : undefined
}
