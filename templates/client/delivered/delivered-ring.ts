/** The capacity that a ring begins with. */
const firstCapacity = 1024

/**
 * What is remembered of each message that was handed out, oldest first: 24 bytes each, in arrays that
 * double as they fill. Entries have indexes that are never used twice: the first message is 0, those
 * from `from` up to `end - 1` are remembered.
 */
export class DeliveredRing {
  #identities = new Float64Array(firstCapacity)
  #keys = new Float64Array(firstCapacity)
  #times = new Float64Array(firstCapacity)
  #from = 0
  #end = 0

  /** The index of the oldest entry; `end` where there is none. */
  get from(): number {
    return this.#from
  }

  /** One more than the index of the newest entry. */
  get end(): number {
    return this.#end
  }

  /** How many entries there are room for, a power of two: entry `index` stands at `index % capacity`. */
  get capacity(): number {
    return this.#times.length
  }

  /** Adds the newest entry. */
  push(key: number, identity: number, timeMs: number): void {
    if (this.#end - this.#from === this.#times.length) this.#grow()
    const at = this.#end++ & (this.#times.length - 1)
    this.#identities[at] = identity
    this.#keys[at] = key
    this.#times[at] = timeMs
  }

  /** Forgets the oldest entry. */
  shift(): void {
    this.#from++
  }

  identityAt(index: number): number {
    return this.#identities[index & (this.#times.length - 1)] ?? 0
  }

  keyAt(index: number): number {
    return this.#keys[index & (this.#times.length - 1)] ?? 0
  }

  timeAt(index: number): number {
    return this.#times[index & (this.#times.length - 1)] ?? 0
  }

  #grow(): void {
    const range = { from: this.#from, end: this.#end }
    this.#identities = doubled(this.#identities, range)
    this.#keys = doubled(this.#keys, range)
    this.#times = doubled(this.#times, range)
  }
}

/** A column of twice the length, in which the entries of `range` stand where they belong. */
export function doubled(
  column: Float64Array<ArrayBuffer>,
  range: { readonly from: number; readonly end: number },
): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(column.length * 2)
  for (let index = range.from; index < range.end; index++) {
    wider[index & (wider.length - 1)] = column[index & (column.length - 1)] ?? 0
  }
  return wider
}
