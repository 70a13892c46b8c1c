import type { Json, JsonObject } from '../../codegen/proposal/vectors/encode/json.js'
import type { Parts } from '../../codegen/proposal/vectors/encode/parts.js'
import type { Subprotocol } from '../../generated/runtime/frame/subprotocol.js'

// What the files of vectors hold, as their schemas say.

export interface VectorCase {
  readonly id: string
  readonly description: string
}

export interface ValuesFile {
  readonly cases: readonly (VectorCase & {
    readonly value?: Json
    readonly cbor: Parts
    readonly json: Parts
    readonly alsoJson?: readonly Parts[]
  })[]
}

export interface Refusal extends VectorCase {
  readonly reason: string
  readonly offset?: number
  readonly path: string
}

export interface InvalidCborFile {
  readonly reasons: Readonly<Record<string, string>>
  readonly cases: readonly (Refusal & { readonly cbor: Parts })[]
}

export interface InvalidJsonFile {
  readonly reasons: Readonly<Record<string, string>>
  readonly cases: readonly (Refusal & { readonly json: Parts })[]
}

export interface MessageCase extends VectorCase {
  readonly value: JsonObject
  readonly decodesTo?: string
  readonly v0: { readonly header: string; readonly payload: string }
  readonly v1cbor: string
  readonly v1json: string
}

export interface MessagesFile {
  readonly stream: string
  readonly defaultSubprotocol: Subprotocol
  readonly messages: readonly {
    readonly type: string
    readonly t: string
    readonly sequenced: boolean
    readonly shardKey?: string
    readonly cases: readonly MessageCase[]
  }[]
}

export type FrameOutcome =
  | { readonly receiver: 'deliver'; readonly value?: JsonObject }
  | {
      readonly receiver: 'ignore'
      readonly what: 'type' | 'kind'
      readonly name: string | number | null
    }
  | { readonly receiver: 'error'; readonly error: string; readonly message?: string }
  | { readonly receiver: 'close'; readonly code: number; readonly reason: string }

export interface FrameVector extends VectorCase {
  readonly subprotocol: Subprotocol
  readonly hex?: Parts
  readonly text?: Parts
  readonly layer: 'encoding' | 'frame' | 'schema' | 'format'
  readonly outcome: FrameOutcome
  readonly offset?: number
  readonly path?: string
}

export interface FramesFile {
  readonly stream: string
  readonly reasons: Readonly<Record<string, string>>
  readonly cases: readonly FrameVector[]
}

export interface NegotiationFile {
  readonly headers: readonly (VectorCase & {
    readonly header: string | null
    readonly tokens: readonly string[]
  })[]
  readonly selections: readonly (VectorCase & {
    readonly offers: readonly string[]
    readonly lexiconDefault: Subprotocol
    readonly supported: readonly Subprotocol[]
    readonly selected: Subprotocol | null
    readonly speaks: Subprotocol
  })[]
  readonly clients: readonly (VectorCase & {
    readonly offers: readonly Subprotocol[]
    readonly lexiconDefault: Subprotocol
    readonly handshake:
      | { readonly opened: true; readonly selected: string | null }
      | { readonly opened: false; readonly told: string }
    readonly client: {
      readonly does: 'speak' | 'dial-again-without-offers' | 'give-up' | 'close'
      readonly subprotocol?: Subprotocol
      readonly code?: number
    }
  })[]
  readonly requests: readonly (VectorCase & {
    readonly method: string
    readonly upgrade: string | null
    readonly query: string
    readonly status: number
    readonly error?: string
  })[]
}

export interface CursorResolutionFile {
  readonly cases: readonly (VectorCase & {
    readonly server: {
      readonly seqScheme: 'counter' | 'unix-micros'
      readonly clock: string
      readonly futureAllowanceSeconds: number
      readonly highestSeq: number
      readonly lowestSeq?: number
      readonly prunedSeq: number
      readonly originSeq: number
      readonly held: readonly number[]
    }
    readonly requested: number | null
    readonly first: {
      readonly cursor: {
        /** A number, or any of those from one to the other. */
        readonly cursor: number | { readonly atLeast: number; readonly atMost: number }
        readonly highestSeq: number
        readonly live: boolean
        readonly lowestSeq?: number
        readonly seqScheme: string
      }
      readonly info?: string
      readonly error?: string
      readonly closeCode?: number
    }
    readonly replays: readonly number[]
  })[]
}

export interface SequencerFile {
  readonly invalidSlots: readonly number[]
  readonly traces: readonly (VectorCase & {
    readonly seqScheme: 'counter' | 'unix-micros'
    readonly slots: number
    readonly after: number
    readonly steps: readonly (
      | { readonly clock: number; readonly slot?: number; readonly seq: number | null }
      | { readonly advanceTo: number }
    )[]
  })[]
}

export interface ShardsFile {
  readonly slots: number
  readonly counts: readonly number[]
  readonly tick: number
  readonly keys: readonly (VectorCase & {
    readonly key: string
    readonly sha256: string
    readonly slotOf: Readonly<Record<string, number>>
    readonly shards: readonly number[]
    readonly seq: number
  })[]
  readonly requests: readonly (VectorCase & {
    readonly slots: number
    readonly shard?: number
    readonly shardCount?: number
    readonly answer: 'all' | 'shard' | 'InvalidShard'
  })[]
}

/** Of transcripts no more than what a player of clients needs. */
export interface TranscriptsFile {
  readonly stream: string
  readonly transcripts: readonly (VectorCase & {
    readonly level: string
    readonly server: {
      readonly seqScheme: 'counter' | 'unix-micros'
      readonly messages: readonly JsonObject[]
      readonly shardCount?: number
    }
    readonly connections: readonly {
      readonly request: {
        readonly cursor: number | null | { readonly atMost: number }
        readonly shard?: number
        readonly shardCount?: number
        readonly offers: readonly string[]
      }
      readonly selects: string | null
      readonly encoding: Subprotocol
      readonly steps: readonly (
        | {
            readonly do: 'send'
            readonly frame: { readonly binary: string } | { readonly text: string }
            readonly means:
              | { readonly message: JsonObject }
              | { readonly error: string; readonly text: string }
              | { readonly unknown: string }
              | { readonly broken: string }
          }
        | { readonly do: 'publish'; readonly messages: readonly JsonObject[] }
        | { readonly do: 'wait' | 'lose' | 'close' | 'client-closes' }
      )[]
    }[]
  })[]
}

/** The files by the name of their schema. */
export interface VectorFiles {
  readonly values: ValuesFile
  readonly 'invalid-cbor': InvalidCborFile
  readonly 'invalid-json': InvalidJsonFile
  readonly messages: MessagesFile
  readonly frames: FramesFile
  readonly negotiation: NegotiationFile
  readonly 'cursor-resolution': CursorResolutionFile
  readonly sequencer: SequencerFile
  readonly shards: ShardsFile
  readonly transcripts: TranscriptsFile
}
