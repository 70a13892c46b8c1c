import type { Position } from '../../templates/client/position.js'
import { showDuration } from './duration.js'

/** Rates are those of the last so many milliseconds. */
const windowMs = 5000
/** How far apart samples of it lie at least. */
const sampleMs = 250
/** What a shorter time shows is no rate. */
const shortestMs = 1000

/** Where the consumer was at a moment. */
interface Sample {
  readonly atMs: number
  readonly messages: number
  readonly cursor: number
}

/** What is left to be sent, and in which unit its speed is to be measured. */
interface Distance {
  readonly amount: number
  readonly unit: 'messages' | 'seqs'
  readonly text: string
}

/** Works out how fast a tail gets on, and says how it stands. */
export class TailMeter {
  readonly #now: () => number
  #samples: Sample[] = []
  #messages = 0

  /** @param now a clock in milliseconds that never steps back */
  constructor(now: () => number) {
    this.#now = now
  }

  /** A sequenced message was consumed, and everything up to `cursor` has been now. */
  count(cursor: number): void {
    this.#messages += 1
    this.#sample(cursor)
  }

  /** Another connection begins: what the last one brought says nothing of its speed. */
  restart(): void {
    this.#samples = []
  }

  /**
   * All of it in one line: `cursor 70 · behind 30 messages · 12/s · 3 s left · backfill`. What is
   * not known is left out.
   */
  describe(position: Position): string {
    const { cursor, live } = position
    if (cursor !== undefined) this.#sample(cursor)
    const parts = cursor === undefined ? ['no position yet'] : [`cursor ${cursor}`]
    const left = live === true ? undefined : distanceLeft(position)
    if (left !== undefined) parts.push(`behind ${left.text}`)
    const perSecond = this.#perSecond('messages')
    if (perSecond !== undefined) parts.push(`${showRate(perSecond)}/s`)
    const speed = left === undefined ? undefined : this.#perSecond(left.unit)
    if (left !== undefined && speed !== undefined && speed > 0) {
      parts.push(`${showDuration((left.amount / speed) * 1000)} left`)
    }
    if (live !== undefined) parts.push(live ? 'live' : 'backfill')
    return parts.join(' · ')
  }

  #sample(cursor: number): void {
    const atMs = this.#now()
    const last = this.#samples.at(-1)
    if (last !== undefined && atMs - last.atMs < sampleMs) return
    this.#samples.push({ atMs, messages: this.#messages, cursor })
    while ((this.#samples[1]?.atMs ?? Infinity) <= atMs - windowMs) this.#samples.shift()
  }

  #perSecond(unit: Distance['unit']): number | undefined {
    const first = this.#samples[0]
    const last = this.#samples.at(-1)
    if (first === undefined || last === undefined) return undefined
    const elapsed = last.atMs - first.atMs
    if (elapsed < shortestMs) return undefined
    const amount = unit === 'messages' ? last.messages - first.messages : last.cursor - first.cursor
    return (amount / elapsed) * 1000
  }
}

function distanceLeft(position: Position): Distance | undefined {
  const { cursor, highestSeq, seqScheme, behind } = position
  if (behind.messages !== undefined) {
    const amount = behind.messages
    return { amount, unit: 'messages', text: `${amount} messages` }
  }
  if (cursor === undefined || highestSeq === undefined) return undefined
  const amount = Math.max(0, highestSeq - cursor)
  // Counters may leave gaps, so that there are no more messages than numbers.
  const text =
    seqScheme === 'unix-micros' ? showDuration(amount / 1000) : `at most ${amount} messages`
  return { amount, unit: 'seqs', text }
}

function showRate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : String(Math.round(perSecond))
}
