import * as fc from 'fast-check'

/** How long something waits: nothing but turns of the event loop, so that runs can be repeated. */
export type Pause = 'none' | 'microtask' | 'turn' | 'turns'

/** Any pause; fast-check shows and repeats the one that it chose. */
export const pause: fc.Arbitrary<Pause> = fc.constantFrom('none', 'microtask', 'turn', 'turns')

/** Waits. */
export async function waitFor(chosen: Pause): Promise<void> {
  if (chosen === 'none') return
  if (chosen === 'microtask') return Promise.resolve()
  await turns(chosen === 'turn' ? 1 : 4)
}

/** Waits for so many turns of the event loop. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise<void>((resolve) => void setImmediate(resolve))
}

/** Waits for turns of the event loop until something holds, but not for ever. */
export async function turnsUntil(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 100 && !holds(); i++) await turns(1)
}

/** Goes through some pauses over and over; without any there is no pause. */
export class Rhythm {
  #pauses: readonly Pause[]
  #beat = 0

  constructor(pauses: readonly Pause[]) {
    this.#pauses = pauses
  }

  /** The next pause. */
  next(): Promise<void> {
    return waitFor(this.#pauses[this.#beat++ % this.#pauses.length] ?? 'none')
  }
}
