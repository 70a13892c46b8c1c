import type { Subprotocol } from '../../frame/subprotocol.js'
import type { DropReason } from './drop-reason.js'
import { PartMeter, type PartStats } from './part-meter.js'

/** What a stream has done since it was mounted, and how it stands. */
export interface StreamStats {
  /** The NSID of the stream. */
  readonly stream: string
  /** A part of it for each subprotocol and shard that was ever asked for. */
  readonly parts: readonly PartStats[]
  /** How many messages were encoded for a subprotocol; passing stored frames on is not encoding. */
  readonly encodedMessages: Readonly<Record<Subprotocol, number>>
  /** How many connections the server ended, by reason. */
  readonly drops: Readonly<Record<DropReason, number>>
  /** The highest seq that was assigned; absent where it is not known. */
  readonly highestSeq: number | undefined
  /**
   * How far the slowest connection is behind `highestSeq`, in sequence numbers; what waits in its
   * socket counts as sent, and 0 stands for no connection too.
   */
  readonly lagSeqs: number | undefined
  /** The same in seconds, where the numbers tell the time: from the last message sent to the newest. */
  readonly lagSeconds: number | undefined
}

/** Counts what a stream does. */
export class StreamMeter {
  readonly encodedMessages: Record<Subprotocol, number> = {
    'xrpc.v0.cbor': 0,
    'xrpc.v1.cbor': 0,
    'xrpc.v1.json': 0,
  }
  readonly drops: Record<DropReason, number> = {
    'consumer-too-slow': 0,
    'future-cursor': 0,
    'source-failed': 0,
    'stream-error': 0,
    'too-many-incoming': 0,
    'dead-peer': 0,
    'server-closing': 0,
  }
  readonly #parts = new Map<string, PartMeter>()

  /** The counters of a subprotocol's consumers of one shard. */
  part(subprotocol: Subprotocol, shard: string): PartMeter {
    const key = `${subprotocol} ${shard}`
    const before = this.#parts.get(key)
    if (before !== undefined) return before
    const made = new PartMeter(subprotocol, shard)
    this.#parts.set(key, made)
    return made
  }

  countDrop(reason: DropReason | undefined): void {
    if (reason !== undefined) this.drops[reason]++
  }

  /** What was counted so far, as a copy. */
  counted(): Pick<StreamStats, 'parts' | 'encodedMessages' | 'drops'> {
    return {
      parts: [...this.#parts.values()].map((part) => part.stats()),
      encodedMessages: { ...this.encodedMessages },
      drops: { ...this.drops },
    }
  }
}
