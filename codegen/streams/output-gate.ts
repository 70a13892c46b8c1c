import type { TerminalStream } from '../terminal.js'

/** How long the last lines may take to be taken, in milliseconds. */
const flushMs = 1000

/** A line that may not have been taken yet. */
interface Pending {
  /** How many writes will have been taken with it. */
  readonly count: number
  /** The cursor of what came before it. */
  readonly before: number | undefined
}

/**
 * Writes lines that stand for positions in a stream. Waits for a reader that is slow, so that
 * nothing piles up, and knows how far the lines have got. Nobody else may write to the same output.
 */
export class OutputGate {
  readonly #stream: TerminalStream
  readonly #interrupt: AbortSignal
  #pending: Pending[] = []
  #count = 0

  constructor(stream: TerminalStream, interrupt: AbortSignal) {
    this.#stream = stream
    this.#interrupt = interrupt
  }

  /**
   * Writes a line, and resolves once more can be written or that has become pointless.
   *
   * @param before the cursor of what came before it
   */
  async write(line: string, before: number | undefined): Promise<void> {
    this.#stream.write(line)
    this.#count += 1
    if (this.#stream.taken !== undefined) {
      this.#pending.push({ count: this.#count, before })
      this.#forgetTaken()
    }
    if (this.#stream.isFull?.() === true) await this.#wait()
  }

  /** Resolves once everything has been taken, or a reader has had a second for it. */
  async flush(): Promise<void> {
    // To ask is to write, which fails on an output that nothing was to be written to.
    if (this.#stream.flushed === undefined || this.#count === 0) return
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, flushMs)
    })
    await Promise.race([this.#stream.flushed(), late])
    clearTimeout(timer)
  }

  /** The cursor up to which all lines have been taken, where the last one stands for `latest`. */
  delivered(latest: number | undefined): number | undefined {
    this.#forgetTaken()
    const [first] = this.#pending
    return first === undefined ? latest : first.before
  }

  async #wait(): Promise<void> {
    await new Promise<void>((resolve) => {
      const proceed = () => {
        this.#interrupt.removeEventListener('abort', proceed)
        resolve()
      }
      this.#interrupt.addEventListener('abort', proceed)
      if (this.#interrupt.aborted) proceed()
      void this.#stream.flushed?.().then(proceed)
    })
  }

  #forgetTaken(): void {
    const taken = this.#stream.taken?.() ?? this.#count
    if ((this.#pending[0]?.count ?? Infinity) > taken) return
    this.#pending = this.#pending.filter(({ count }) => count > taken)
  }
}
