import { backoffMs, type BackoffOptions } from '../backoff.js'

/** For how long a host that failed once is not preferred, in milliseconds; doubled each time. */
const failingMs = 30_000
const longestFailingMs = 600_000

/** What is remembered of a host. */
interface HostRecord {
  /** How often it has failed, each time before it had been good for long. */
  failures: number
  /** How many failures there had been, of any host, when it failed last. */
  turn: number
  /** When it may be tried again if there is no better one. */
  retryAtMs: number
  /** Until when it goes behind those that do not fail. */
  failingUntilMs: number
  /** Until when it is of no use beside another one. */
  youngUntilMs: number
  /** Why trying it again does not help, for now. */
  verdict: { readonly error: unknown } | undefined
}

/** A host to take, and how long to wait first. */
export interface Pick {
  readonly index: number
  readonly waitMs: number
}

/** Remembers which of several hosts fail, so that none is turned to again at once. */
export class HostPool {
  readonly #backoff: BackoffOptions
  readonly #hosts: readonly HostRecord[]
  #turns = 0

  constructor(count: number, backoff: BackoffOptions = {}) {
    this.#backoff = backoff
    this.#hosts = Array.from({ length: count }, () => ({
      failures: 0,
      turn: 0,
      retryAtMs: 0,
      failingUntilMs: 0,
      youngUntilMs: 0,
      verdict: undefined,
    }))
  }

  /** How often a host has failed of late. */
  failures(index: number): number {
    const host = this.#hosts[index]
    return host === undefined || host.failingUntilMs <= Date.now() ? 0 : host.failures
  }

  /** Why each host cannot be gone on with, by index; absent unless that is known of all of them. */
  get verdicts(): readonly unknown[] | undefined {
    const nowMs = Date.now()
    const verdicts = this.#hosts.flatMap(({ verdict, failingUntilMs }) =>
      verdict === undefined || failingUntilMs <= nowMs ? [] : [verdict.error],
    )
    return verdicts.length === this.#hosts.length ? verdicts : undefined
  }

  /**
   * A host has failed.
   *
   * @param goodForMs for how long it had been good
   * @param verdict why trying it again does not help; absent where it may
   * @param awayMs for how long it wants to be left alone, where it does
   */
  failed(
    index: number,
    goodForMs: number,
    verdict?: { readonly error: unknown },
    awayMs?: number,
  ): void {
    const host = this.#hosts[index]
    if (host === undefined) return
    const nowMs = Date.now()
    const { random = Math.random } = this.#backoff
    const wasLong = goodForMs > penaltyMs(host.failures)
    host.failures = wasLong ? 1 : host.failures + 1
    host.turn = ++this.#turns
    host.retryAtMs = nowMs + (awayMs ?? backoffMs(host.failures, this.#backoff))
    const jittered = penaltyMs(host.failures) * (0.5 + random() / 2)
    host.failingUntilMs = Math.max(host.retryAtMs, nowMs + jittered)
    host.verdict = verdict
  }

  /** A host is of no use beside another one for so many milliseconds. */
  tooYoung(index: number, youngMs: number): void {
    const host = this.#hosts[index]
    if (host !== undefined) host.youngUntilMs = Date.now() + youngMs
  }

  /** Something new has come: what could not be gone on with before may well be now. */
  progressed(): void {
    for (const host of this.#hosts) host.verdict = undefined
  }

  /** It is known where to go on since, so that what was said of hosts before is of no account. */
  forgive(): void {
    for (const host of this.#hosts) {
      host.verdict = undefined
      host.failingUntilMs = 0
    }
  }

  /**
   * The first of the hosts that does not fail, or where all do, the one that may be tried soonest; of
   * several that may be tried at once, the one that failed first.
   *
   * @param order the indexes of those that may be picked, most wanted first
   * @param isBeside whether it is taken beside another one
   */
  pick(order: readonly number[], isBeside = false): Pick | undefined {
    const nowMs = Date.now()
    const youngUntilMs = (index: number) => (isBeside ? (this.#hosts[index]?.youngUntilMs ?? 0) : 0)
    const sound = order.find(
      (index) => (this.#hosts[index]?.failingUntilMs ?? 0) <= nowMs && youngUntilMs(index) <= nowMs,
    )
    if (sound !== undefined) return { index: sound, waitMs: 0 }
    let soonest: (Pick & { readonly turn: number }) | undefined
    for (const index of order) {
      const { retryAtMs = 0, turn = 0 } = this.#hosts[index] ?? {}
      const waitMs = Math.max(0, Math.max(retryAtMs, youngUntilMs(index)) - nowMs)
      const isSooner =
        soonest === undefined ||
        waitMs < soonest.waitMs ||
        (waitMs === soonest.waitMs && turn < soonest.turn)
      if (isSooner) soonest = { index, waitMs, turn }
    }
    return soonest
  }
}

function penaltyMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(longestFailingMs, failingMs * 2 ** (failures - 1))
}
