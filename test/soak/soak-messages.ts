import {
  codecs,
  type Commit,
  type Message,
} from '../../generated/com.atproto.sync.subscribeRepos.js'
import type { Accounts } from './accounts.js'

/** A message of the stream, not one about a connection. */
export type Sequenced = Extract<Message, { readonly seq: number }>

/**
 * Messages without end: the same ones over and over, about changing accounts. What a message is
 * follows from its seq and its time, so that every subscriber knows what it has to get.
 */
export class SoakMessages {
  /** How large their frames are on average. */
  readonly meanBytes: number
  readonly #models: readonly Sequenced[]
  readonly #accounts: Accounts

  /** @param frames what the messages are made after, in `xrpc.v0.cbor` */
  constructor(frames: readonly Uint8Array[], accounts: Accounts) {
    this.#models = frames.map(sequencedMessage)
    this.#accounts = accounts
    const bytes = frames.reduce((sum, { length }) => sum + length, 0)
    this.meanBytes = bytes / frames.length
  }

  /** The message of a seq. */
  message(seq: number, time: string): Sequenced {
    const model = this.#models[seq % this.#models.length]
    if (model === undefined) throw new RangeError(`seq ${seq} is not a whole number`)
    const did = this.#accounts.didOf(seq)
    return isCommit(model) ? { ...model, seq, time, repo: did } : { ...model, seq, time, did }
  }

  /** The same as a frame, in `xrpc.v0.cbor`. */
  frame(seq: number, time: string): Uint8Array {
    return codecs['xrpc.v0.cbor'].encode(this.message(seq, time))
  }
}

function sequencedMessage(frame: Uint8Array): Sequenced {
  const decoded = codecs['xrpc.v0.cbor'].decode(frame)
  if (decoded.kind === 'message' && 'seq' in decoded.message) return decoded.message
  throw new Error('a frame holds no message with a seq')
}

function isCommit(message: Sequenced): message is Commit {
  return message.$type === 'com.atproto.sync.subscribeRepos#commit'
}
