import type { Refusal } from './refusal.js'

/** How many connections there may be. */
export interface SlotLimits {
  readonly maxConnections: number
  readonly maxConnectionsPerAddress: number
}

/** Gives back a connection's slot; calling it again does nothing. */
export type ReleaseSlot = () => void

/** Counts connections in all and per address. */
export class ConnectionSlots {
  readonly #limits: SlotLimits
  readonly #byAddress = new Map<string, number>()
  #taken = 0

  constructor(limits: SlotLimits) {
    this.#limits = limits
  }

  /** How many slots are taken. */
  get taken(): number {
    return this.#taken
  }

  /**
   * Takes a slot.
   *
   * @param group what the connection's address is counted under; absent where it has none
   * @returns what gives the slot back, or why there is none
   */
  take(group: string | undefined): ReleaseSlot | Refusal {
    if (this.#taken >= this.#limits.maxConnections) return serverFull
    if (group !== undefined) {
      const count = this.#byAddress.get(group) ?? 0
      if (count >= this.#limits.maxConnectionsPerAddress) return addressFull
      this.#byAddress.set(group, count + 1)
    }
    this.#taken++
    let held = true
    return () => {
      if (held) this.#giveBack(group)
      held = false
    }
  }

  #giveBack(group: string | undefined): void {
    this.#taken--
    if (group === undefined) return
    const count = this.#byAddress.get(group) ?? 0
    if (count > 1) this.#byAddress.set(group, count - 1)
    else this.#byAddress.delete(group)
  }
}

/** HTTP 503: whoever asks next may be luckier, at another host or a little later. */
const serverFull: Refusal = {
  status: 503,
  error: 'NotEnoughResources',
  message: 'too many connections',
  headers: { 'Retry-After': '30' },
}

/** HTTP 429: closing a connection helps. */
const addressFull: Refusal = {
  status: 429,
  error: 'RateLimitExceeded',
  message: 'too many connections from this address',
  headers: { 'Retry-After': '30' },
}
