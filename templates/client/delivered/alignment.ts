import type { DeliveredRing } from './delivered-ring.js'
import { NONE, type KeyLog, type KeyLogs } from './key-logs.js'

/** A message that a leg has sent. */
export interface Arrival {
  readonly identity: number
  /** Its place in the stream's time, in milliseconds. */
  readonly timeMs: number
  /** Everything that the host has after this comes on its leg. */
  readonly coversFromMs: number
  /** Whether it must have been handed out by now, going by its time alone. */
  readonly isOld: boolean
  /** Whether it may be from before the subscription, or be forgotten. */
  readonly mayPrecede: boolean
  /** Whether its leg began no later than the subscription. */
  readonly isWhole: boolean
  /** Whether it is from before the subscription, by the clock of its host. */
  readonly isUnwanted: boolean
}

/** What is to be done with an {@link Arrival}. */
export interface Verdict {
  /** Whether it is handed out and added to the end of its log. */
  readonly isNew: boolean
  /** Where the leg is now, as in `LegPlaces`, less the entry that is added. */
  readonly places: readonly number[]
  /** Whether the entry that is added is none of the leg's places. */
  readonly isAside?: boolean
}

/**
 * So many places are kept for a leg and a key: the highest ones, which take a message for new sooner
 * than the others.
 */
const maxPlaces = 32

/** So many entries are looked through for a message that stands nowhere near where it should. */
const maxSearched = 4096

/**
 * Tells a message that was handed out from one that looks the same: an account that is switched off,
 * on and off again sends two equal messages.
 *
 * Every host keeps the order of the messages of a key. So what a leg sends of a key is a part of the
 * key's log without gaps, and goes on beyond its end; where the leg is in it follows from what it has
 * sent, and what it sends next is either the entry that comes next or new. Where that can be read in
 * several ways, all of them are followed up, and a message that is new in any of them is handed out.
 */
export class Alignment {
  readonly #ring: DeliveredRing
  readonly #logs: KeyLogs
  readonly #skewMs: number

  constructor(ring: DeliveredRing, logs: KeyLogs, skewMs: number) {
    this.#ring = ring
    this.#logs = logs
    this.#skewMs = skewMs
  }

  /**
   * @param log of the message's key
   * @param places where the leg was before; absent where this is its first message of the key
   */
  judge(log: KeyLog, places: readonly number[] | undefined, arrival: Arrival): Verdict {
    if (arrival.isWhole) return this.#judgeWhole(log, places ?? [NONE], arrival)
    const ahead = places === undefined ? this.#start(log, arrival) : this.#ahead(log, places)
    const isBefore =
      ahead.includes(log.first) &&
      (places === undefined || (places[0] ?? NONE) < log.first) &&
      arrival.mayPrecede &&
      arrival.timeMs <= this.#ring.timeAt(log.first) + this.#skewMs
    const before = isBefore ? [NONE] : []
    const atEnd = ahead.includes(NONE)
    const found = ahead.filter((index) => index !== NONE && this.#is(index, arrival))
    if (found.length > 0) {
      const isNew = atEnd && !arrival.isOld
      return { isNew, places: [...before, ...found].slice(-maxPlaces) }
    }
    if (atEnd) return { isNew: !(isBefore && arrival.isOld), places: before }
    return this.#astray(log, { ahead, places: places ?? [NONE], before }, arrival)
  }

  /**
   * A leg that has all that is wanted begins before the log does. What it sends before it comes to the
   * log's first entry may look the same as that, so that it may be before it or in the log until
   * what follows tells. Where nothing fits, a message is taken for the next entry that it may be:
   * all that is wanted is then among what is handed out, in its order.
   *
   * @param places the entries that its last message may be, rising
   */
  #judgeWhole(log: KeyLog, places: readonly number[], arrival: Arrival): Verdict {
    const isEarly = (places[0] ?? NONE) < log.first
    const firstMs = this.#ring.timeAt(log.first)
    const isBorderline = isEarly && arrival.mayPrecede && arrival.timeMs <= firstMs + this.#skewMs
    const before = isBorderline ? [NONE] : []
    const ahead = this.#ahead(log, places)
    const atEnd = ahead.includes(NONE)
    const found = ahead.filter((index) => index !== NONE && this.#is(index, arrival))
    if (arrival.isUnwanted) {
      // It is not handed out, wherever it stands.
      const passed = [...before, ...found, ...(atEnd ? [log.last] : [])]
      return { isNew: false, places: passed.length > 0 ? passed.slice(-maxPlaces) : places }
    }
    if (atEnd || found.length > 0) {
      return { isNew: atEnd, places: [...before, ...found].slice(-maxPlaces) }
    }
    const place = places.at(-1) ?? NONE
    const next = this.#search(log, this.#logs.after(log, place), arrival).next()
    if (next.done !== true) return { isNew: false, places: [...before, next.value] }
    // Whatever comes before the first entry here did so on the leg that this is from: not wanted there.
    if (isBorderline && place < log.first) return { isNew: false, places }
    // Either this leg has not come to the log yet, or another host has left this one out.
    return { isNew: true, places: before, isAside: isBorderline }
  }

  /** The entries from `index` on that a message may be. */
  *#search(log: KeyLog, index: number, arrival: Arrival): Generator<number, undefined> {
    let at = index
    for (let left = maxSearched; at !== NONE && left > 0; left--) {
      if (this.#is(at, arrival)) yield at
      at = this.#logs.after(log, at)
    }
  }

  /** The entries that may be the first one that a leg sends, {@link NONE} for a new one. */
  #start(log: KeyLog, { coversFromMs }: Arrival): readonly number[] {
    const ahead: number[] = []
    let index = log.first
    for (; index !== NONE; index = this.#logs.after(log, index)) {
      ahead.push(index)
      // The leg has this one, and so does not begin after it.
      if (this.#ring.timeAt(index) > coversFromMs + this.#skewMs) return ahead
    }
    ahead.push(NONE)
    return ahead
  }

  /** The entries that may come next on a leg, {@link NONE} for a new one. */
  #ahead(log: KeyLog, places: readonly number[]): readonly number[] {
    const ahead = places.map((place) => this.#logs.after(log, place))
    return ahead.length === 1 ? ahead : [...new Set(ahead)]
  }

  /**
   * Goes on from a message that cannot be where it is: a host has left something out, or the clocks
   * differ by more than was said.
   */
  #astray(
    log: KeyLog,
    {
      ahead,
      places,
      before,
    }: {
      readonly ahead: readonly number[]
      readonly places: readonly number[]
      readonly before: readonly number[]
    },
    arrival: Arrival,
  ): Verdict {
    const found = [...this.#search(log, this.#logs.after(log, ahead.at(-1) ?? NONE), arrival)]
    if (found.length > 0) return { isNew: false, places: [...before, ...found].slice(-maxPlaces) }
    if (before.length > 0) return { isNew: false, places: before }
    // What this leg has and others have not: the others may go on where it was.
    const oldestMs = arrival.timeMs - this.#skewMs
    const kept = places.filter(
      (place) => this.#ring.timeAt(this.#logs.after(log, place)) >= oldestMs,
    )
    return { isNew: true, places: kept.slice(1 - maxPlaces) }
  }

  #is(index: number, { identity, timeMs }: Arrival): boolean {
    return (
      this.#ring.identityAt(index) === identity &&
      Math.abs(this.#ring.timeAt(index) - timeMs) <= this.#skewMs
    )
  }
}
