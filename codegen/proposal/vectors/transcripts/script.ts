import type { Subprotocol } from '../../../../templates/frame/subprotocol.js'
import type { RuleId } from '../../../conformance/rules/catalogue.js'
import { drisl, integer, map } from '../encode/drisl.js'
import { jsonText, v0Frame, v1CborFrame, v1JsonFrame } from '../encode/frames.js'
import type { JsonObject } from '../encode/json.js'
import type {
  ClientState,
  ConnectionScript,
  ExpectedRequest,
  Outcome,
  Prints,
  SendStep,
  ServerState,
  Step,
} from './transcript.js'

// What transcripts are written with.

/** The stream of all transcripts. */
export const nsid = 'com.atproto.sync.subscribeRepos'

/** The message with the number `n` in a stream of messages about accounts. */
export function event(n: number, seq = n): JsonObject {
  const about = {
    seq,
    did: `did:web:${'abcdefghij'.charAt(n % 10)}.example`,
    time: `2026-01-02T03:04:${String(n).padStart(2, '0')}.000Z`,
  }
  return n % 2 === 0
    ? { $type: `${nsid}#account`, ...about, active: true }
    : { $type: `${nsid}#identity`, ...about }
}

/** The messages from one number to another, both among them. */
export function events(from: number, to: number): readonly JsonObject[] {
  return Array.from({ length: to - from + 1 }, (_, index) => event(from + index))
}

export function cursorMessage(
  cursor: number,
  highestSeq: number,
  live: boolean,
  more: JsonObject = {},
): JsonObject {
  return { $type: `${nsid}#cursor`, cursor, highestSeq, live, ...more }
}

export const outdated: JsonObject = {
  $type: `${nsid}#info`,
  name: 'OutdatedCursor',
  message: 'some of what was asked for is no longer there',
}

export function send(encoding: Subprotocol, message: JsonObject): SendStep {
  return { do: 'send', frame: frameOf(encoding, message), means: { message } }
}

export function sendAll(encoding: Subprotocol, messages: readonly JsonObject[]): SendStep[] {
  return messages.map((message) => send(encoding, message))
}

export function sendError(encoding: Subprotocol, error: string, message: string): SendStep {
  const envelope = { $type: 'error', error, message }
  const v0 = map(['op', integer(-1)]) + drisl({ error, message })
  const frames = {
    'xrpc.v0.cbor': { binary: v0 },
    'xrpc.v1.cbor': { binary: drisl(envelope) },
    'xrpc.v1.json': { text: jsonText(envelope) },
  }
  return { do: 'send', frame: frames[encoding], means: { error, text: message } }
}

export function frameOf(encoding: Subprotocol, message: JsonObject): SendStep['frame'] {
  const { $type } = message
  const t = typeof $type === 'string' ? $type.replace(nsid, '') : ''
  const { header, payload } = v0Frame(t, message)
  if (encoding === 'xrpc.v0.cbor') return { binary: header + payload }
  return encoding === 'xrpc.v1.cbor'
    ? { binary: v1CborFrame(message) }
    : { text: v1JsonFrame(message) }
}

/** The first connection of a client. */
export function first(
  cursor: number | null,
  steps: readonly Step[],
  encoding: Subprotocol = 'xrpc.v0.cbor',
): ConnectionScript {
  const isDefault = encoding === 'xrpc.v0.cbor'
  return {
    request: {
      cursor,
      offers: isDefault ? [] : [encoding],
      rule: cursor === null ? 'client-start' : 'client-saved-cursor',
      missing: 'client-connects',
    },
    selects: isDefault ? null : encoding,
    encoding,
    steps,
  }
}

/** A later one, after the one before has ended, in today's encoding. */
export function again(
  cursor: ExpectedRequest['cursor'],
  steps: readonly Step[],
  rule: RuleId = 'client-resumes',
): ConnectionScript {
  return {
    request: { cursor, offers: [], rule, missing: 'client-reconnects' },
    selects: null,
    encoding: 'xrpc.v0.cbor',
    steps,
  }
}

export function publish(...messages: readonly JsonObject[]): Step {
  return { do: 'publish', messages }
}

/** A server of today that has these messages. */
export function plain(messages: readonly JsonObject[]): ServerState {
  return { seqScheme: 'counter', cursor: false, messages }
}

/** One that sends `#cursor`. */
export function telling(messages: readonly JsonObject[], more: Partial<ServerState> = {}) {
  return { seqScheme: 'counter', cursor: true, messages, ...more } as const satisfies ServerState
}

export function client(
  cursor: number | null,
  ...subprotocols: ClientState['subprotocols']
): ClientState {
  return { cursor, subprotocols }
}

export function prints(messages: readonly JsonObject[], rule: RuleId = 'client-messages'): Prints {
  return { messages, rule }
}

export function goesOnBy(rule: RuleId): Outcome {
  return { is: 'goes-on', rule }
}

export const goesOn = goesOnBy('client-messages')
