import { setTimeout as delay } from 'node:timers/promises'

import { isSubprotocol } from '../../../templates/frame/subprotocol.js'
import type { JsonObject } from '../../proposal/vectors/encode/json.js'
import {
  messageIn,
  seqIn,
  type ConnectionScript,
  type SendStep,
  type Transcript,
} from '../../proposal/vectors/transcripts/transcript.js'
import type { SeenFrame } from '../../streams/probe/seen-frame.js'
import type { Talk } from '../../streams/probe/talk.js'
import { open, type Host } from './host.js'
import { lookBack, type SeenTalk } from './seen-talk.js'
import { SeqMap } from './seq-map.js'
import type { SetupEndpoint } from './setup.js'

/** A connection of a transcript, as the server has played it. */
export interface PlayedConnection {
  readonly script: ConnectionScript
  /** What was asked for, in the server's own numbers. */
  readonly asked: number | null
  /** The messages that have to come in the replay, and those that are published afterwards. */
  readonly stored: readonly JsonObject[]
  readonly published: readonly JsonObject[]
  readonly seen: SeenTalk
}

/** A transcript that a server was held to. */
export interface Play {
  readonly transcript: Transcript
  /** The server's numbers for those of the transcript. */
  readonly seqs: SeqMap
  readonly connections: readonly PlayedConnection[]
}

/** What is known of the server beforehand. */
export interface PlayOptions {
  /** How long it may take to send something by itself, in milliseconds. */
  readonly idleMs: number
  /** Whether it sends `#cursor`. */
  readonly tells: boolean
}

/** How long a server that does not tell gets until it has seen to a connection, in milliseconds. */
const graceMs = 100
/** After how many milliseconds of silence a prepared server sends a `#cursor`. */
const cursorIntervalMs = 250

/**
 * Prepares a server as a transcript says, and plays the client.
 *
 * @returns why it could not be prepared, where it could not; absent where it has been asked too often
 */
export async function play(
  transcript: Transcript,
  host: Host,
  setup: SetupEndpoint,
  options: PlayOptions,
): Promise<Play | string | undefined> {
  const { seqScheme, messages, retain } = transcript.server
  const reset = { seqScheme, cursorIntervalMs, ...(retain === undefined ? {} : { retain }) }
  const answer = await setup.post({ reset, publish: messages })
  if (!answer.ok) return answer.detail
  const seqs = new SeqMap()
  seqs.add(messages, answer.seqs)
  const connections: PlayedConnection[] = []
  for (const script of transcript.connections) {
    const { cursor } = script.request
    const asked = typeof cursor === 'number' ? seqs.of(cursor) : null
    const query: Record<string, string> = asked === null ? {} : { cursor: String(asked) }
    const talk = await open(`in transcript ${transcript.name}`, host, query, script.request.offers)
    if (talk === undefined) return undefined
    const connection = await playConnection({ script, asked, talk }, host, setup, seqs, options)
    if (typeof connection === 'string') return connection
    connections.push(connection)
  }
  return { transcript, seqs, connections }
}

interface OpenConnection extends Pick<PlayedConnection, 'script' | 'asked'> {
  readonly talk: Talk
}

async function playConnection(
  { script, asked, talk }: OpenConnection,
  host: Host,
  setup: SetupEndpoint,
  seqs: SeqMap,
  { idleMs, tells }: PlayOptions,
): Promise<PlayedConnection | string> {
  const { request, steps } = script
  const stored: JsonObject[] = []
  const published: JsonObject[] = []
  const watch = new Watch(talk, seqs, host.timeoutMs, tells)
  let left: SeenTalk | undefined
  let hasPublished = false
  const [offer] = request.offers
  const leave = (waited: boolean) =>
    lookBack(talk, host, offer !== undefined && isSubprotocol(offer) ? offer : undefined, waited)
  for (const step of steps) {
    if (step.do === 'send') {
      await watch.see(step)
      const message = messageIn(step)
      if (message !== undefined && seqIn(message) !== undefined) {
        ;(hasPublished ? published : stored).push(message)
      }
    } else if (step.do === 'publish') {
      hasPublished ||= left === undefined
      // What is published before the server is through with its replay would be part of that.
      if (left === undefined) {
        await talk.settles(host.timeoutMs)
        if (!tells) await delay(graceMs)
      }
      const answer = await setup.post({ publish: step.messages })
      if (!answer.ok) return answer.detail
      seqs.add(step.messages, answer.seqs)
    } else if (step.do === 'wait') watch.allow(idleMs)
    else if (step.do === 'close') await talk.until(() => talk.end !== undefined, host.timeoutMs)
    else if (step.do === 'lose') left = leave(false)
  }
  const isOver = steps.some((step) => step.do === 'close')
  if (!isOver && left === undefined) await talk.settles(host.timeoutMs)
  return { script, asked, stored, published, seen: left ?? leave(isOver) }
}

/** Waits for what a transcript says that the server sends. */
class Watch {
  readonly #talk: Talk
  readonly #seqs: SeqMap
  readonly #timeoutMs: number
  readonly #tells: boolean
  #next = 0
  #idleMs: number | undefined
  /** A server that has failed to send a message is not waited for again. */
  #late = false

  constructor(talk: Talk, seqs: SeqMap, timeoutMs: number, tells: boolean) {
    this.#talk = talk
    this.#seqs = seqs
    this.#timeoutMs = timeoutMs
    this.#tells = tells
  }

  /** The next frame may take so long. */
  allow(ms: number): void {
    this.#idleMs = ms
  }

  async see(step: SendStep): Promise<void> {
    const ms = this.#idleMs ?? this.#timeoutMs
    this.#idleMs = undefined
    const isDue = this.#testFor(step)
    if (isDue === undefined || this.#late) return
    const { frames } = this.#talk
    const at = () => frames.findIndex((frame, index) => index >= this.#next && isDue(frame))
    if (await this.#talk.until(() => at() !== -1, ms)) this.#next = at() + 1
    else this.#late = seqIn(messageIn(step)) !== undefined
  }

  /** What is waited for; absent where servers need not send it. */
  #testFor(step: SendStep): ((frame: SeenFrame) => boolean) | undefined {
    if ('error' in step.means) return ({ kind }) => kind === 'error'
    const message = messageIn(step)
    const seq = seqIn(message)
    if (seq !== undefined) {
      const due = this.#seqs.of(seq)
      return (frame) => frame.kind === 'message' && (frame.seq ?? 0) >= due
    }
    const live = message?.['live']
    if (live === undefined || !this.#tells) return undefined
    return (frame) => frame.kind === 'cursor' && frame.cursor.live === live
  }
}
