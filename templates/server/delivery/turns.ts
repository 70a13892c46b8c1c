import type { Turn } from './turn.js'

/** So long may the turns of one round take, in milliseconds, before the event loop goes round. */
const sliceMs = 5
/** Reading the clock costs about as much as a short turn. */
const turnsPerLook = 8

/**
 * Gives connections their turns, in the order in which they asked for them: what is published in
 * one turn of the event loop goes out together, and neither many connections nor one that never has
 * to wait keep the event loop from everything else.
 */
export class Turns {
  #queue: Turn[] = []
  #scheduled = false

  /** Calls `turn.take()` soon, but not now; whoever asks twice is called twice. */
  ask(turn: Turn): void {
    this.#queue.push(turn)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(this.#round)
  }

  readonly #round = (): void => {
    this.#scheduled = false
    const turns = this.#queue
    // Those who ask while others are served wait for the next round.
    this.#queue = []
    const end = performance.now() + sliceMs
    for (let index = 0; index < turns.length; index++) {
      if (index % turnsPerLook === turnsPerLook - 1 && performance.now() > end) {
        this.#queue = turns.slice(index).concat(this.#queue)
        break
      }
      turns[index]?.take()
    }
    if (this.#queue.length > 0) this.#schedule()
  }
}
