import { paint } from './terminal.js'
import type { TerminalStream } from './terminal.js'

/** What lasts less, in milliseconds, is not announced. */
const patience = 1000
const frameInterval = 100
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const

/**
 * Says what a longer piece of work is about, on standard error: on a terminal in one line that
 * moves and is wiped out in the end, elsewhere in a plain line for each long phase. Says nothing
 * within the first second.
 */
export class Progress {
  readonly #stream: TerminalStream
  readonly #started = Date.now()
  #timer: NodeJS.Timeout | undefined
  #phase = ''
  #frame = 0
  #drawn = false

  constructor(stream: TerminalStream) {
    this.#stream = stream
  }

  /** Begins the next phase, for example `generating code`. */
  enter(phase: string): void {
    this.#phase = phase
    if (this.#drawn) return
    clearTimeout(this.#timer)
    const announce = () => (this.#stream.isTTY ? this.#draw() : this.#print())
    this.#timer = setTimeout(announce, patience)
  }

  /** Ends the announcements and wipes out what moves. */
  stop(): void {
    clearTimeout(this.#timer)
    if (this.#drawn) this.#stream.write(wipe)
    this.#drawn = false
  }

  #print(): void {
    this.#stream.write(`${this.#phase}…\n`)
  }

  #draw(): void {
    const frame = frames[this.#frame % frames.length] ?? ''
    const seconds = Math.floor((Date.now() - this.#started) / 1000)
    this.#stream.write(`${wipe}${paint(this.#stream, 'cyan', frame)} ${this.#phase}… ${seconds} s`)
    this.#frame += 1
    this.#drawn = true
    this.#timer = setTimeout(() => this.#draw(), frameInterval)
  }
}

/** Back to the start of the line, and clear it. */
const wipe = '\r\u001B[2K'
