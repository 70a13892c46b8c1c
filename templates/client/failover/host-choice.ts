import type { BackoffOptions } from '../backoff.js'
import type { FailoverOptions } from './failover-options.js'
import { HostPool, type Pick } from './host-pool.js'
import { HostQuestions } from './host-questions.js'
import type { FailoverLimits } from './limits.js'

/** The hosts that there are to choose from. */
export interface Hosts {
  readonly nsid: string
  /** The address of the stream on each, most wanted first. */
  readonly urls: readonly string[]
  readonly backoff: BackoffOptions | undefined
  /** Aborted when no more is chosen. */
  readonly signal: AbortSignal
}

/** Chooses which host to take next. */
export class HostChoice {
  readonly #isByHealth: boolean
  readonly #skewMs: number
  readonly #questions: HostQuestions
  readonly #pool: HostPool
  readonly #listed: readonly number[]
  #order: readonly number[]
  #preferred: number | undefined

  constructor(hosts: Hosts, options: FailoverOptions, { skewMs }: FailoverLimits) {
    const { nsid, urls, backoff, signal } = hosts
    this.#isByHealth = options.order === 'health' && urls.length > 1
    this.#skewMs = skewMs
    this.#questions = new HostQuestions(nsid, urls, options.check, signal)
    this.#pool = new HostPool(urls.length, backoff)
    this.#listed = urls.map((_, index) => index)
    this.#order = this.#listed
  }

  /** Why each host cannot be gone on with, by index; absent unless that is known of all of them. */
  get verdicts(): readonly unknown[] | undefined {
    return this.#pool.verdicts
  }

  /** A host is to be taken before all others the next time, if it does not fail. */
  prefer(index: number | undefined): void {
    this.#preferred = index
  }

  /** As of {@link HostPool}. */
  failed(
    index: number,
    goodForMs: number,
    verdict?: { readonly error: unknown },
    awayMs?: number,
  ): void {
    this.#pool.failed(index, goodForMs, verdict, awayMs)
  }

  /** As of {@link HostPool}. */
  tooYoung(index: number, youngMs: number): void {
    this.#pool.tooYoung(index, youngMs)
  }

  progressed(): void {
    this.#pool.progressed()
  }

  forgive(): void {
    this.#pool.forgive()
  }

  /** What has to be waited for before anything is chosen; absent where nothing has. */
  prepare(): Promise<void> | undefined {
    return this.#isByHealth ? this.#sort() : undefined
  }

  /**
   * @param but those that are not to be chosen
   * @param isBeside whether what is chosen is taken beside another one
   */
  pick(but: ReadonlySet<number>, isBeside: boolean): Pick | undefined {
    const preferred = this.#preferred
    const first = preferred === undefined ? [] : [preferred]
    const order = [...first, ...this.#order.filter((index) => index !== preferred)]
    const left = order.filter((index) => !but.has(index))
    const pick = this.#pool.pick(left, isBeside)
    if (pick?.waitMs === 0) this.#preferred = undefined
    return pick
  }

  /** Asks all hosts but some how far they are, as of {@link HostQuestions}. */
  askBut(indexes: readonly number[]): Promise<ReadonlyMap<number, number>> {
    return this.#questions.highest(this.#listed.filter((index) => !indexes.includes(index)))
  }

  async #sort(): Promise<void> {
    this.#order = await this.#questions.byHealth(this.#pool, this.#skewMs)
  }
}
