import { createHash } from 'node:crypto'
import type { Shard } from '../../templates/stream/shard.js'

const accountCount = 500
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

interface Account {
  readonly did: string
  /** The top eight bits of the SHA-256 of the DID. */
  readonly top: number
}

/**
 * The accounts that messages are about. Which one it is follows from the seq, so that every
 * subscriber knows by itself which messages its part of the stream consists of.
 */
export class Accounts {
  readonly #seed: number
  readonly #accounts: readonly Account[]

  constructor(seed: number) {
    this.#seed = Math.imul(seed + 1, 0x9e37_79b1)
    this.#accounts = Array.from({ length: accountCount }, (_, index) => makeAccount(seed, index))
  }

  /** The DID of the account that a message is about. */
  didOf(seq: number): string {
    return this.#of(seq).did
  }

  /**
   * The first message of a part of the stream that comes after `after`.
   *
   * @param part at most 256 shards; absent for the whole stream
   * @param upTo how far it is looked for it
   */
  next(part: Shard | undefined, after: number, upTo: number): number | undefined {
    for (let seq = after + 1; seq <= upTo; seq++) if (this.#isIn(part, seq)) return seq
    return undefined
  }

  /** The last message of a part of the stream up to `upTo`, and after `after`. */
  last(part: Shard | undefined, after: number, upTo: number): number | undefined {
    for (let seq = upTo; seq > after; seq--) if (this.#isIn(part, seq)) return seq
    return undefined
  }

  #isIn(part: Shard | undefined, seq: number): boolean {
    return part === undefined || Math.floor((this.#of(seq).top * part.count) / 256) === part.index
  }

  #of(seq: number): Account {
    const account = this.#accounts[scrambled(seq ^ this.#seed) % accountCount]
    if (account === undefined) throw new RangeError(`seq ${seq} is not a number`)
    return account
  }
}

function makeAccount(seed: number, index: number): Account {
  const bytes = createHash('sha256').update(`soak ${seed} ${index}`).digest().subarray(0, 24)
  const did = `did:plc:${[...bytes].map((byte) => alphabet.charAt(byte & 31)).join('')}`
  return { did, top: createHash('sha256').update(did).digest().readUInt8(0) }
}

/** Neighbouring numbers become any numbers from 0 to 2^32-1. */
function scrambled(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
