import type { Reconnection } from '../subscribe-options.js'
import type { Leaving } from './leaving.js'
import type { FailoverLimits } from './limits.js'

/** What a host may do without being left. */
export interface PatienceLimits {
  readonly maxFailures: number
  readonly connectWithinMs: number
  readonly silenceMs: number
  /** Whether there is another host to go to when this one wants to be left alone. */
  readonly hasOthers: boolean
}

/** @param isOnly whether there is no other host, so that this one is stayed with */
export function patienceOf(
  { maxFailures, connectWithinMs, silenceMs }: FailoverLimits,
  isOnly: boolean,
): PatienceLimits {
  if (!isOnly) return { maxFailures, connectWithinMs, silenceMs, hasOthers: true }
  return { maxFailures: Infinity, connectWithinMs: Infinity, silenceMs, hasOthers: false }
}

/** Notices that a host is dead, or has fallen silent. */
export class Patience {
  readonly #limits: PatienceLimits
  readonly #leave: (leaving: Leaving) => void
  #connecting: ReturnType<typeof setTimeout> | undefined
  #listening: ReturnType<typeof setTimeout> | undefined
  /** Since when somebody has waited. */
  #silentSinceMs = Infinity
  #isOver = false

  constructor(limits: PatienceLimits, leave: (leaving: Leaving) => void) {
    this.#limits = limits
    this.#leave = leave
  }

  /** An attempt to connect may take forever, so that it never fails. */
  connection(isConnected: boolean): void {
    if (isConnected) {
      clearTimeout(this.#connecting)
      this.#connecting = undefined
      return
    }
    const { connectWithinMs } = this.#limits
    if (connectWithinMs === Infinity || this.#isOver) return
    this.#connecting ??= setTimeout(
      () => this.#leave({ reason: 'dead', error: undefined }),
      connectWithinMs,
    )
  }

  /** An attempt has failed, or a connection is over. */
  failed({ failures, error, delayMs }: Reconnection): void {
    const { maxFailures, hasOthers } = this.#limits
    if (hasOthers && error.action === 'wait') {
      this.#leave({ reason: 'sent-away', error, awayMs: delayMs })
    } else if (failures >= maxFailures) this.#leave({ reason: 'dead', error })
  }

  /** Somebody waits for a message. */
  waiting(): void {
    if (this.#limits.silenceMs === Infinity || this.#isOver) return
    if (this.#silentSinceMs === Infinity) this.#silentSinceMs = Date.now()
    this.#listening ??= setTimeout(() => this.#listen(), this.#limits.silenceMs)
  }

  /** Something came, and nobody waits any more. */
  heard(): void {
    this.#silentSinceMs = Infinity
  }

  close(): void {
    this.#isOver = true
    clearTimeout(this.#connecting)
    clearTimeout(this.#listening)
  }

  #listen(): void {
    this.#listening = undefined
    if (this.#silentSinceMs === Infinity) return
    const leftMs = this.#silentSinceMs + this.#limits.silenceMs - Date.now()
    if (leftMs > 0) this.#listening = setTimeout(() => this.#listen(), leftMs)
    else this.#leave({ reason: 'stalled', error: undefined })
  }
}
