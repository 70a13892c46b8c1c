import type { TypedMessage } from '../../stream/descriptor.js'
import { CidLink, isCid } from '../../values/cid-link.js'

/** What every kind of value is told apart by, so that `1`, `'1'` and `[1]` differ. */
const kind = {
  null: 1,
  true: 2,
  false: 3,
  number: 4,
  string: 5,
  bytes: 6,
  link: 7,
  list: 8,
  map: 9,
}

/** Byte strings up to this length count whole. */
const maxWholeBytes = 256
/** Of longer ones so many bytes at either end count. */
const endBytes = 32
/** And so many pieces between, at even distances. */
const piecesBetween = 4
const pieceBytes = 8

/** So many names of properties are kept. */
const maxNames = 256

/** What the name of a property comes to, and the name that came after it last. */
interface Name {
  readonly text: string
  readonly a: number
  readonly b: number
  next: Name | undefined
}

const double = new Float64Array(1)
const words = new Int32Array(double.buffer)

/**
 * Tells which messages are the same one, whichever host sent them, in whichever encoding: what it
 * makes of a decoded message depends on its type and its payload less `seq` and `time`, which each
 * host makes for itself.
 *
 * Of byte strings over 256 bytes it takes the length, 32 bytes at either end and four times eight between,
 * since it is asked about every message that comes in: 5 kB of blocks would cost more than all else.
 * Messages that differ in other bytes only, with the same links, are the same to it.
 *
 * An identity is a number of 53 bits; two messages that differ in what counts have the same one with
 * odds of about 1 to 2^53. It is no cryptographic hash. Each instance has a seed of its own, so that
 * nobody can look for messages that collide, and identities of different instances cannot be compared.
 */
export class MessageIdentity {
  readonly #seedA: number
  readonly #seedB: number
  /** The names of properties that are known, and the one that an object begins with. */
  readonly #names = new Map<string, Name>()
  readonly #first: Name = { text: '', a: 0, b: 0, next: undefined }
  /** The two halves of what is being worked out. */
  #a = 0
  #b = 0

  /** @param random numbers from 0 up to 1 */
  constructor(random: () => number = Math.random) {
    this.#seedA = Math.floor(random() * 2 ** 32) | 0
    this.#seedB = Math.floor(random() * 2 ** 32) | 0
  }

  /** The identity of a decoded message: an integer from 0 to 2^53-1. */
  of(message: TypedMessage): number {
    this.#start()
    if (isMap(message)) this.#map(message, true)
    return this.#finish()
  }

  /** The identity of a text, a shard key: an integer from 0 to 2^53-1. */
  ofText(text: string): number {
    this.#start()
    this.#string(text)
    return this.#finish()
  }

  /** What `text` comes to as the name of a property, after that of the name `before` in an object. */
  #name(text: string, before: Name): Name {
    let name = this.#names.get(text)
    if (name === undefined) {
      this.#start()
      this.#string(text)
      name = { text, a: this.#a, b: this.#b, next: undefined }
      // Who makes up names of his own shall not have all of them kept.
      if (this.#names.size === maxNames) return name
      this.#names.set(text, name)
    }
    before.next = name
    return name
  }

  #start(): void {
    this.#a = this.#seedA
    this.#b = this.#seedB
  }

  /**
   * Takes in two words. The first goes into both halves, so that one half alone never meets by chance;
   * what differs in the top bits only would never reach the others without being turned.
   */
  #take(first: number, second: number): void {
    const a = Math.imul(this.#a ^ first, 0x9e3779b1)
    this.#a = (a << 13) | (a >>> 19)
    const b = Math.imul(this.#b ^ second ^ this.#a, 0x5f356495)
    this.#b = (b << 17) | (b >>> 15)
  }

  #value(value: unknown): void {
    if (typeof value === 'string') this.#string(value)
    else if (typeof value === 'number') this.#number(value)
    else if (typeof value === 'boolean') this.#take(value ? kind.true : kind.false, 0)
    else if (typeof value === 'object') this.#object(value)
  }

  /** Links come first, since a decoded message has most of those. */
  #object(value: object | null): void {
    if (value instanceof CidLink) this.#bytes(kind.link, value.bytes)
    else if (value === null) this.#take(kind.null, 0)
    else if (Array.isArray(value)) this.#list(value)
    else if (value instanceof Uint8Array) this.#bytes(kind.bytes, value)
    else if (isCid(value)) this.#bytes(kind.link, value.bytes)
    else if (isMap(value)) this.#map(value, false)
  }

  #string(text: string): void {
    const { length } = text
    let a = this.#a
    let b = this.#b
    // What is left at the end is taken in with what comes before it, a second time.
    for (let i = 0; i < length; i += 4) {
      const at = i + 4 <= length || length < 4 ? i : length - 4
      const second = at + 1 < length ? text.charCodeAt(at + 1) << 16 : 0
      a = Math.imul(a ^ (text.charCodeAt(at) | second), 0x9e3779b1)
      a = (a << 13) | (a >>> 19)
      if (at + 2 < length) b ^= text.charCodeAt(at + 2)
      if (at + 3 < length) b ^= text.charCodeAt(at + 3) << 16
      b = Math.imul(b ^ a, 0x5f356495)
      b = (b << 17) | (b >>> 15)
    }
    this.#a = a
    this.#b = b
    this.#take(kind.string, length)
  }

  #number(value: number): void {
    if ((value | 0) === value) {
      this.#take(kind.number, value)
      return
    }
    double[0] = value
    this.#take(kind.number, words[0] ?? 0)
    this.#take(kind.number, words[1] ?? 0)
  }

  #bytes(ofKind: number, bytes: Uint8Array): void {
    const { length } = bytes
    this.#take(ofKind, length)
    if (length <= maxWholeBytes) {
      this.#run(bytes, 0, length)
      return
    }
    const end = length - endBytes
    const step = Math.floor((end - endBytes) / piecesBetween)
    this.#run(bytes, 0, endBytes)
    for (let i = 0; i < piecesBetween; i++) {
      const start = endBytes + i * step
      this.#run(bytes, start, start + pieceBytes)
    }
    this.#run(bytes, end, length)
  }

  #run(bytes: Uint8Array, start: number, end: number): void {
    let a = this.#a
    let b = this.#b
    for (let i = start; i < end; i += 8) {
      // What is left at the end is taken in with what comes before it, a second time.
      const at = i + 8 <= end || end - start < 8 ? i : end - 8
      a = Math.imul(a ^ wordAt(bytes, at, end), 0x9e3779b1)
      a = (a << 13) | (a >>> 19)
      b = Math.imul(b ^ wordAt(bytes, at + 4, end) ^ a, 0x5f356495)
      b = (b << 17) | (b >>> 15)
    }
    this.#a = a
    this.#b = b
  }

  #list(values: readonly unknown[]): void {
    this.#take(kind.list, values.length)
    for (const value of values) this.#value(value)
  }

  /** Each entry by itself, and then their sums, in which the order of the entries does not show. */
  #map(map: Readonly<Record<string, unknown>>, isMessage: boolean): void {
    const a = this.#a
    const b = this.#b
    let sumA = 0
    let sumB = 0
    let count = 0
    let name = this.#first
    for (const key in map) {
      if (isMessage && (key === 'seq' || key === 'time')) continue
      const value = map[key]
      if (value === undefined) continue
      name = name.next?.text === key ? name.next : this.#name(key, name)
      this.#a = name.a
      this.#b = name.b
      this.#value(value)
      const mixedA = avalanche(this.#a ^ (this.#b >>> 15))
      sumA = (sumA + mixedA) | 0
      sumB = (sumB + avalanche(this.#b ^ mixedA)) | 0
      count++
    }
    this.#a = a
    this.#b = b
    this.#take(kind.map, count)
    this.#take(sumA, sumB)
  }

  #finish(): number {
    const low = avalanche(this.#a ^ (this.#b >>> 15))
    const high = avalanche(this.#b ^ low)
    return (high & 0x1fffff) * 2 ** 32 + (low >>> 0)
  }
}

/** Has every bit of the outcome depend on every bit of `word`. */
function avalanche(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

/** Four bytes; those beyond `end` count as 0. */
function wordAt(bytes: Uint8Array, i: number, end: number): number {
  if (i + 4 > end) {
    let word = 0
    for (let at = end - 1; at >= i; at--) word = (word << 8) | (bytes[at] ?? 0)
    return word
  }
  const low = (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8)
  return low | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24)
}

/** Its properties may be looked at by name, whatever it is. */
function isMap(value: object): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object'
}
