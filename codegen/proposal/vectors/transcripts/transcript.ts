import type { RuleId } from '../../../conformance/rules/catalogue.js'
import type { Level } from '../../../conformance/rules/level.js'
import type { Side } from '../../../conformance/rules/stated-rule.js'
import type { Subprotocol } from '../../../../templates/frame/subprotocol.js'
import type { JsonObject } from '../encode/json.js'

/** What both sides of some connections send, in order: a client, a server, or both are held to it. */
export interface Transcript {
  readonly name: string
  /** What happens, in a sentence. */
  readonly title: string
  readonly level: Level
  /** Who can be held to it; the other side is played. */
  readonly sides: readonly Side[]
  readonly server: ServerState
  readonly client: ClientState
  /** In their order, one after the other. */
  readonly connections: readonly ConnectionScript[]
  /** What the client hands out, over all connections. */
  readonly prints: Prints
  readonly outcome: Outcome
}

/** The stream before the first connection. */
export interface ServerState {
  readonly seqScheme: 'counter' | 'unix-micros'
  /** Whether the server sends `#cursor`. */
  readonly cursor: boolean
  /** All messages that were ever published. */
  readonly messages: readonly JsonObject[]
  /** How many of the newest are still there; absent for all. */
  readonly retain?: number
  /** How many slots the server has, as `#cursor` tells them; absent where it has no shards. */
  readonly shardCount?: number
}

/** The parameters that ask for a shard; both or none. */
export interface ShardParameters {
  readonly shard?: number
  readonly shardCount?: number
}

/** What the client is started with; a shard where it is to take no more than one. */
export interface ClientState extends ShardParameters {
  /** The cursor that it has saved; null where it has none. */
  readonly cursor: number | null
  /** The subprotocols that it is to offer; none offers nothing. */
  readonly subprotocols: readonly Subprotocol[]
}

/** One connection. */
export interface ConnectionScript {
  readonly request: ExpectedRequest
  /** The server's token; null where it answers none. */
  readonly selects: string | null
  /** The encoding of the frames. */
  readonly encoding: Subprotocol
  /** Whether a client may end this connection and begin it again without offering anything. */
  readonly mayRedial?: boolean
  readonly steps: readonly Step[]
}

/** What a client has to ask for. */
export interface ExpectedRequest extends ShardParameters {
  /** The parameter; null for none. */
  readonly cursor: number | null | { readonly atMost: number }
  readonly offers: readonly string[]
  /** Which rule a client breaks that asks for another cursor. */
  readonly rule: RuleId
  /** Which rule a client breaks that does not make the connection. */
  readonly missing: RuleId
}

/** What happens next on a connection. */
export type Step =
  /** The server sends a frame. */
  | SendStep
  /** Messages are published at the server; what it sends of them follows. */
  | { readonly do: 'publish'; readonly messages: readonly JsonObject[] }
  /** Nothing is published for as long as it takes until the server sends the next frame by itself. */
  | { readonly do: 'wait' }
  /** The server closes the connection. */
  | { readonly do: 'close'; readonly code: number; readonly reason: string }
  /** The connection breaks off, without a close frame. */
  | { readonly do: 'lose' }
  /** The client has to end the connection. */
  | { readonly do: 'client-closes'; readonly rule: RuleId }

export interface SendStep {
  readonly do: 'send'
  /** The WebSocket message: a binary one in hexadecimal digits, or a text. */
  readonly frame: { readonly binary: string } | { readonly text: string }
  /** What it stands for; `broken` where it is no frame of this encoding. */
  readonly means:
    | { readonly message: JsonObject }
    | { readonly error: string; readonly text: string }
    | { readonly unknown: string }
    | { readonly broken: string }
}

export interface Prints {
  readonly messages: readonly JsonObject[]
  /** Which rule a client breaks that hands out anything else. */
  readonly rule: RuleId
}

/**
 * How it ends for the client.
 *
 * - `goes-on`: it is connected, and waits for more.
 * - `ends`: it has ended and said why.
 * - `either`: one of these; where it has ended, the last of its messages may be missing.
 */
export interface Outcome {
  readonly is: 'goes-on' | 'ends' | 'either'
  readonly rule: RuleId
}

/** The message that a frame stands for, if it is one. */
export function messageIn({ means }: SendStep): JsonObject | undefined {
  return 'message' in means ? means.message : undefined
}

/** The sequence number of a message that has one. */
export function seqIn(message: JsonObject | undefined): number | undefined {
  const seq = message?.['seq']
  return typeof seq === 'number' ? seq : undefined
}
