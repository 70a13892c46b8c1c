import type { SubscriptionPlan } from '../subscription-plan.js'
import type { FailoverLimits } from './limits.js'
import { isTimeLike } from '../../stream/time-like-seq.js'

/** A host that messages are expected from. */
export interface Watched {
  /** Rises with everything new that comes. */
  readonly movement: number
  /** The time of what came last, in milliseconds since the UNIX epoch; absent where nothing tells. */
  readonly positionMs: number | undefined
}

/** What a {@link StallWatch} goes by. */
export interface StallSigns<W extends Watched> {
  /** Those that somebody waits for a message from; none while nobody waits. */
  watched(): readonly W[]
  /** The highest seqs of the other hosts, by their indexes; those that do not answer are left out. */
  askOthers(): Promise<ReadonlyMap<number, number>>
  /** Nothing came, while others had something to send. */
  stalled(watched: W, other: number | undefined): void
}

/** How long the watch waits. */
export interface StallTimes {
  /** Between two looks, in milliseconds. */
  readonly intervalMs: number
  /** For how long nothing must have come at least. */
  readonly leastMs: number
  /** By how much the times of a message may differ between two hosts. */
  readonly skewMs: number
}

/**
 * Notices that nothing comes any more although there is something to come: what another host had at
 * one look has not come by the next one.
 */
export class StallWatch<W extends Watched> {
  readonly #times: StallTimes
  readonly #signs: StallSigns<W>
  readonly #still = new Map<W, { movement: number; looks: number }>()
  /** What the others answered at the last two looks, the newest one first. */
  #answers: readonly ReadonlyMap<number, number>[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #isOver = false

  constructor(times: StallTimes, signs: StallSigns<W>) {
    this.#times = times
    this.#signs = signs
    this.#arm()
  }

  close(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
  }

  #arm(): void {
    if (!this.#isOver) this.#timer = setTimeout(() => void this.#look(), this.#times.intervalMs)
  }

  async #look(): Promise<void> {
    const watched = this.#signs.watched()
    const still = this.#stillOf(watched)
    for (const one of still) this.#compareWith(one, watched)
    if (still.length < watched.length || watched.length === 0) this.#answers = []
    else await this.#askOthers(still)
    this.#arm()
  }

  /** Those that brought nothing since the last look. */
  #stillOf(watched: readonly W[]): readonly W[] {
    for (const one of this.#still.keys()) if (!watched.includes(one)) this.#still.delete(one)
    return watched.filter((one) => {
      const before = this.#still.get(one)
      const { movement } = one
      const looks = before?.movement === movement ? before.looks + 1 : 0
      this.#still.set(one, { movement, looks })
      return looks > 0
    })
  }

  #isLong(one: W): boolean {
    const { intervalMs, leastMs } = this.#times
    return (this.#still.get(one)?.looks ?? 0) * intervalMs >= leastMs
  }

  /** Of those that the stream is taken from at once, one is by far behind. */
  #compareWith(one: W, all: readonly W[]): void {
    const { positionMs } = one
    if (positionMs === undefined || !this.#isLong(one)) return
    const aheadMs = positionMs + this.#times.skewMs
    if (all.some((other) => (other.positionMs ?? 0) > aheadMs)) this.#stalled(one, undefined)
  }

  async #askOthers(still: readonly W[]): Promise<void> {
    for (const one of still) {
      const other = this.#isLong(one) ? this.#otherAheadOf(one) : undefined
      if (other !== undefined) this.#stalled(one, other)
    }
    const answers = await this.#signs.askOthers()
    this.#answers = [answers, ...this.#answers.slice(0, 1)]
  }

  /** A host that at the last look had what has not come by now. */
  #otherAheadOf({ positionMs = Infinity }: W): number | undefined {
    const [last, before] = this.#answers
    for (const [other, highestSeq] of last ?? []) {
      const isAhead = isTimeLike(highestSeq) && highestSeq / 1000 > positionMs + this.#times.skewMs
      if (isAhead || highestSeq > (before?.get(other) ?? Infinity)) return other
    }
    return undefined
  }

  #stalled(one: W, other: number | undefined): void {
    if (this.#isOver || !this.#still.delete(one)) return
    this.#answers = []
    this.#signs.stalled(one, other)
  }
}

/** Servers tell at least every 30 seconds where a stream is that has nothing to send; and some more. */
const quietMs = 45_000

/** Watches the hosts that a stream is taken from, until the signal is aborted. */
export function watchForStalls<W extends Watched & { readonly told: unknown }>(
  { url, options }: Pick<SubscriptionPlan<never>, 'url' | 'options'>,
  { checkIntervalMs, skewMs }: FailoverLimits,
  signal: AbortSignal,
  signs: StallSigns<W>,
): void {
  if (checkIntervalMs === Infinity) return
  const isFiltered = options.shard !== undefined || hasParameters(url(undefined))
  const leastMs = isFiltered ? quietMs : 0
  const watch = new StallWatch<W>(
    { intervalMs: checkIntervalMs, leastMs, skewMs },
    {
      ...signs,
      // Where little is asked for, only a host that tells how far it is can be seen to stand still.
      watched: () => signs.watched().filter(({ told }) => !isFiltered || told !== undefined),
    },
  )
  signal.addEventListener('abort', () => watch.close())
}

/** Whether a stream's address has parameters that may leave messages out. */
function hasParameters(url: string): boolean {
  const names = [...new URL(url).searchParams.keys()]
  return names.some((name) => !['cursor', 'shard', 'shardCount'].includes(name))
}
