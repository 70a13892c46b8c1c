import type { Subprotocol } from '../../frame/subprotocol.js'

/** What those get who ask for the same part of a stream in the same subprotocol. */
export interface PartStats {
  readonly subprotocol: Subprotocol
  /** `0/4` for the first of four shards, `all` for the whole stream, `filtered` for anything else. */
  readonly shard: string
  /** How many connections there are at present, and how many of them are replaying the log. */
  readonly connections: number
  readonly replayingConnections: number
  /** How many sequenced messages went out to live connections since the server began. */
  readonly liveMessages: number
  /** How many went out to connections that were replaying the log. */
  readonly replayedMessages: number
  /** The size of all these messages. */
  readonly bytes: number
}

/** Counts what goes out to one part of a stream's consumers. */
export class PartMeter {
  readonly subprotocol: Subprotocol
  readonly shard: string
  connections = 0
  replayingConnections = 0
  liveMessages = 0
  replayedMessages = 0
  bytes = 0

  constructor(subprotocol: Subprotocol, shard: string) {
    this.subprotocol = subprotocol
    this.shard = shard
  }

  /** What was counted so far, as a copy. */
  stats(): PartStats {
    const { subprotocol, shard, connections, replayingConnections } = this
    const { liveMessages, replayedMessages, bytes } = this
    return {
      subprotocol,
      shard,
      connections,
      replayingConnections,
      liveMessages,
      replayedMessages,
      bytes,
    }
  }

  /** Counts messages that went out on one connection. */
  count(messages: number, bytes: number, live: boolean): void {
    if (live) this.liveMessages += messages
    else this.replayedMessages += messages
    this.bytes += bytes
  }
}
