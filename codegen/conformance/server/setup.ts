import { decodeLexJson } from '../../../templates/json/lex-json.js'
import { isMap } from '../../streams/decoded-value.js'
import type { Json, JsonObject } from '../../proposal/vectors/encode/json.js'

/** How a stream is to be when it is started afresh, without messages. */
export interface Reset {
  readonly seqScheme: 'counter' | 'unix-micros'
  /** How many of the newest messages are kept; absent for all. */
  readonly retain?: number
  /** The largest shard count; absent for none. */
  readonly shardCount?: number
  /** After how many milliseconds without a message a live connection gets a `#cursor`. */
  readonly cursorIntervalMs?: number
}

/** What is posted: first the stream is started afresh, then messages are published. */
export interface SetupRequest {
  readonly reset?: Reset
  /** Messages of the stream in JSON, with `$type` and without `seq`, which the server gives them. */
  readonly publish?: readonly JsonObject[]
}

/** What the control endpoint answers. */
export type SetupAnswer =
  /** The numbers that the messages have got, in their order. */
  | { readonly ok: true; readonly seqs: readonly number[] }
  | { readonly ok: false; readonly detail: string }

/** An answer is some numbers. */
const maxAnswerBytes = 1024 * 1024

/**
 * The control endpoint of a server that can be prepared. It is told by `POST`, with a JSON body:
 * `{"stream": NSID, "reset"?: {...}, "publish"?: [...]}`. It answers 200 and `{"seqs": [...]}` once
 * that is done, or 400 or 501 and an XRPC error object where it cannot do so.
 */
export class SetupEndpoint {
  readonly #url: string
  readonly #stream: string
  readonly #timeoutMs: number
  readonly #signal: AbortSignal

  constructor(url: string, stream: string, timeoutMs: number, signal: AbortSignal) {
    this.#url = url
    this.#stream = stream
    this.#timeoutMs = timeoutMs
    this.#signal = signal
  }

  /** Never rejects, unless aborted. */
  async post({ reset, publish }: SetupRequest): Promise<SetupAnswer> {
    const body: Json = {
      stream: this.#stream,
      ...(reset === undefined ? {} : { reset: { ...reset } }),
      ...(publish === undefined ? {} : { publish: publish.map(withoutSeq) }),
    }
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.any([this.#signal, AbortSignal.timeout(this.#timeoutMs)]),
      })
      const bytes = await readBounded(response)
      // What a server says that has no such endpoint may be no JSON.
      if (response.status !== 200) return failed(`HTTP ${response.status}`)
      const answer = decodeLexJson(bytes)
      const seqs = isMap(answer) ? answer['seqs'] : undefined
      const numbers = Array.isArray(seqs) ? seqs.filter((seq) => typeof seq === 'number') : []
      return numbers.length === (publish?.length ?? 0)
        ? { ok: true, seqs: numbers }
        : failed('the answer does not have a seq for each message')
    } catch (error) {
      this.#signal.throwIfAborted()
      return failed(error instanceof Error ? error.message : String(error))
    }
  }
}

function failed(detail: string): SetupAnswer {
  return { ok: false, detail }
}

function withoutSeq(message: JsonObject): JsonObject {
  const { seq: _, ...rest } = message
  return rest
}

async function readBounded(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    length += chunk.length
    if (length > maxAnswerBytes) throw new Error('the answer is too long')
  }
  return Buffer.concat(chunks)
}
