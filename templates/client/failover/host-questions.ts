import { checkByStatus, type HostCheck, type HostStanding } from './host-check.js'
import type { HostPool } from './host-pool.js'
import { isTimeLike } from '../../stream/time-like-seq.js'

/** How long an answer is waited for before hosts are put in an order without it, in milliseconds. */
const patienceMs = 3000
/** Who has not answered within so many milliseconds has not said. */
const answerMs = 5000

/** A host's answer, and after how many milliseconds it came. */
interface Answer {
  readonly standing: HostStanding
  readonly tookMs: number
}

/** Asks hosts where the stream stands. */
export class HostQuestions {
  readonly #nsid: string
  readonly #urls: readonly string[]
  readonly #check: HostCheck
  readonly #signal: AbortSignal

  /** @param urls the address of the stream on each host */
  constructor(
    nsid: string,
    urls: readonly string[],
    check: HostCheck = checkByStatus,
    signal: AbortSignal,
  ) {
    this.#nsid = nsid
    this.#urls = urls
    this.#check = check
    this.#signal = signal
  }

  /** The highest seqs of some hosts, by their indexes; those that do not say are left out. */
  async highest(indexes: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const answers = await Promise.all(indexes.map((index) => this.#ask(index)))
    const highest = new Map<number, number>()
    for (const [at, index] of indexes.entries()) {
      const answer = answers[at]
      if (answer !== undefined) highest.set(index, answer.highestSeq)
    }
    return highest
  }

  /**
   * All hosts in the order of their health. Waits for answers, but not for long.
   *
   * @param apartMs who has its newest message by so little later than another one is no better
   */
  async byHealth(pool: HostPool, apartMs: number): Promise<readonly number[]> {
    const answers = new Map<number, Answer>()
    const startedMs = Date.now()
    const asked = this.#urls.map(async (_, index) => {
      const standing = await this.#ask(index)
      if (standing !== undefined) answers.set(index, { standing, tookMs: Date.now() - startedMs })
    })
    await this.#within(Promise.all(asked), patienceMs)
    const newestMs = Math.max(...[...answers.values()].map(({ standing }) => newestOf(standing)))
    // Whoever is late by less than one step is as good as the newest.
    const lateness = ({ standing }: Answer) =>
      Math.floor((newestMs - newestOf(standing)) / Math.max(1, apartMs)) || 0
    const rank = (index: number): readonly number[] => {
      const answer = answers.get(index)
      const failures = pool.failures(index)
      if (answer === undefined) return [1, failures, 0, 0, index]
      return [0, failures, lateness(answer), answer.tookMs, index]
    }
    const ranks = this.#urls.map((_, index) => rank(index))
    ranks.sort(compareRanks)
    return ranks.map((one) => one.at(-1) ?? 0)
  }

  /** Never rejects. */
  async #ask(index: number): Promise<HostStanding | undefined> {
    const check = async () => {
      try {
        return await this.#check(this.#urls[index] ?? '', this.#nsid, this.#signal)
      } catch {
        return undefined
      }
    }
    return await this.#within(check(), answerMs)
  }

  /** What a promise resolves to; undefined where it takes longer, or the answer is not wanted any more. */
  async #within<T>(answer: Promise<T>, limitMs: number): Promise<T | undefined> {
    const { promise, settle } = settledFromOutside()
    const timer = setTimeout(settle, limitMs)
    this.#signal.addEventListener('abort', settle)
    const first = await Promise.race([answer, promise])
    this.#signal.removeEventListener('abort', settle)
    clearTimeout(timer)
    return first
  }
}

function settledFromOutside() {
  let settle: ((value: undefined) => void) | undefined
  const promise = new Promise<undefined>((resolve) => {
    settle = resolve
  })
  return { promise, settle: () => settle?.(undefined) }
}

/** When the newest message of a host was made, in milliseconds; the same for all that do not tell. */
function newestOf({ highestSeq }: HostStanding): number {
  return isTimeLike(highestSeq) ? highestSeq / 1000 : 0
}

function compareRanks(one: readonly number[], other: readonly number[]): number {
  for (const [at, value] of one.entries()) {
    const difference = value - (other[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
