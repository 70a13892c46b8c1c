import { paint, type TerminalStream } from '../terminal.js'

/** How often the line is drawn at most, in milliseconds. */
const intervalMs = 200
/** Back to the start of the line, and clear it. */
const wipe = '\r\u001B[2K'

/** One line at the bottom of a terminal that says how things stand; nothing at all elsewhere. */
export class StatusLine {
  readonly #stream: TerminalStream
  readonly #describe: () => string
  #timer: NodeJS.Timeout | undefined
  #drawn = false

  constructor(stream: TerminalStream, describe: () => string) {
    this.#stream = stream
    this.#describe = describe
  }

  /** Draws the line now, and from now on at intervals. */
  start(): void {
    if (!this.#stream.isTTY) return
    this.#draw()
    this.#timer = setInterval(() => this.#draw(), intervalMs)
  }

  /** Takes the line away, for other text to be written. */
  hide(): void {
    if (this.#drawn) this.#stream.write(wipe)
    this.#drawn = false
  }

  stop(): void {
    clearInterval(this.#timer)
    this.hide()
  }

  #draw(): void {
    const { columns = 120 } = this.#stream
    // The last column stays free: some terminals go to the next line when it is filled.
    const text = this.#describe().slice(0, Math.max(0, columns - 1))
    this.#stream.write(`${wipe}${paint(this.#stream, 'dim', text)}`)
    this.#drawn = true
  }
}
