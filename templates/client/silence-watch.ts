/**
 * How long a server may be silent that repeats `#cursor` where it has nothing else to send, in
 * milliseconds.
 */
export const idleLimitMs = 120_000

/** In how many steps silence is counted. */
const steps = 4

/**
 * Finds out that nothing has come for a while. It is counted by ticks of a timer rather than by the
 * clock: a program that was held up, or a computer that slept, has one tick at most before it hears
 * what came meanwhile.
 */
export class SilenceWatch {
  readonly #timer: ReturnType<typeof setInterval>
  #silentSteps = 0

  /**
   * @param limitMs how long it may be silent; what is found out is found out within a quarter more
   * @param isListening whether anything could be heard at all
   */
  constructor(limitMs: number, isListening: () => boolean, onSilent: () => void) {
    this.#timer = setInterval(
      () => {
        this.#silentSteps = isListening() ? this.#silentSteps + 1 : 0
        // The first step may have begun just before something was heard.
        if (this.#silentSteps <= steps) return
        this.stop()
        onSilent()
      },
      Math.min(limitMs / steps, 0x7fffffff),
    )
  }

  /** Something came. */
  heard(): void {
    this.#silentSteps = 0
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
