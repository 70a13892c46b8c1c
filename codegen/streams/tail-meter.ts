import type { Position } from '../../templates/client/position.js'
import { showDuration } from './duration.js'
import { betweenParts } from './status-line.js'

/** Rates are those of the last so many milliseconds. */
const windowMs = 5000
/** How far apart samples of it lie at least. */
const sampleMs = 250
/** What a shorter time shows is no rate. */
const shortestMs = 1000

/** What the speed of a tail is measured in. */
type Unit = 'messages' | 'seqs' | 'seconds'

/** Where the consumer was at a moment; what is not known is left out. */
interface Sample extends Readonly<Partial<Record<Unit, number>>> {
  readonly atMs: number
  readonly messages: number
  /** The age of the position, which is to shrink. */
  readonly seconds?: number
}

/** What is left to be sent, and in which unit its speed is to be measured. */
interface Distance {
  readonly amount: number
  readonly unit: Unit
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

  /** A sequenced message was consumed. */
  count(): void {
    this.#messages += 1
  }

  /** Another connection begins: what the last one brought says nothing of its speed. */
  restart(): void {
    this.#samples = []
  }

  /**
   * All of it in one line: `cursor 70 · behind 30 messages · 12/s · 3 s left · backfill`. What is
   * not known is left out. Speeds are known from where it stood when this was called before.
   */
  describe(position: Position): string {
    const { cursor, live } = position
    this.#sample(position)
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
    return parts.join(betweenParts)
  }

  #sample({ cursor, behind }: Position): void {
    const atMs = this.#now()
    const last = this.#samples.at(-1)
    if (last !== undefined && atMs - last.atMs < sampleMs) return
    this.#samples.push({
      atMs,
      messages: this.#messages,
      ...(cursor === undefined ? {} : { seqs: cursor }),
      ...(behind.seconds === undefined ? {} : { seconds: behind.seconds }),
    })
    while ((this.#samples[1]?.atMs ?? Infinity) <= atMs - windowMs) this.#samples.shift()
  }

  #perSecond(unit: Unit): number | undefined {
    const first = this.#samples.find((sample) => sample[unit] !== undefined)
    const last = this.#samples.at(-1)
    const from = first?.[unit]
    const to = last?.[unit]
    if (first === undefined || last === undefined || from === undefined || to === undefined) {
      return undefined
    }
    const elapsed = last.atMs - first.atMs
    if (elapsed < shortestMs) return undefined
    return ((unit === 'seconds' ? from - to : to - from) / elapsed) * 1000
  }
}

function distanceLeft(position: Position): Distance | undefined {
  const { cursor, highestSeq, seqScheme, behind } = position
  if (behind.messages !== undefined) {
    const amount = behind.messages
    return { amount, unit: 'messages', text: `${amount} messages` }
  }
  if (cursor !== undefined && highestSeq !== undefined) {
    const amount = Math.max(0, highestSeq - cursor)
    // Counters may leave gaps, so that there are no more messages than numbers.
    const text =
      seqScheme === 'unix-micros' ? showDuration(amount / 1000) : `at most ${amount} messages`
    return { amount, unit: 'seqs', text }
  }
  if (behind.seconds === undefined) return undefined
  return { amount: behind.seconds, unit: 'seconds', text: showDuration(behind.seconds * 1000) }
}

function showRate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : String(Math.round(perSecond))
}
