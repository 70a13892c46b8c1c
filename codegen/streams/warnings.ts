/** Different warnings beyond so many are not told. */
const mostWarnings = 100

/** Tells each warning once, however often it comes, and only so many of them. */
export class Warnings {
  readonly #told = new Set<string>()
  readonly #tell: (text: string) => void

  constructor(tell: (text: string) => void) {
    this.#tell = tell
  }

  /** @param topic what makes two warnings the same; the text itself where it is absent */
  warn(text: string, topic = text): void {
    if (this.#told.size > mostWarnings || this.#told.has(topic)) return
    this.#told.add(topic)
    this.#tell(
      this.#told.size > mostWarnings
        ? 'warning: there is more to warn of, which is not shown'
        : `warning: ${text}`,
    )
  }
}
