import { paint, type TerminalStream } from '../terminal.js'

/** How often it is asked how things stand, in milliseconds. */
const intervalMs = 200
/** Back to the start of the line, and clear it. */
const wipe = '\r\u001B[2K'
/** Of a terminal that does not tell, or says 0, as one does whose size nobody has set. */
const usualColumns = 80
/**
 * The last column stays free, since some terminals go to the next line when it is filled; and so do
 * two more, in which a terminal shows the `^C` of whoever interrupts: in the next line, this one would
 * be left behind.
 */
const freeColumns = 3

/** What stands between the parts of the line, of which as many are shown as there is room for. */
export const betweenParts = ' · '

/** One line at the bottom of a terminal that says how things stand; nothing at all elsewhere. */
export class StatusLine {
  readonly #stream: TerminalStream
  readonly #describe: () => string
  #timer: NodeJS.Timeout | undefined
  #return: NodeJS.Immediate | undefined
  #text = ''
  #drawn = false

  /** @param describe how things stand, the most important first, with {@link betweenParts} between */
  constructor(stream: TerminalStream, describe: () => string) {
    this.#stream = stream
    this.#describe = describe
  }

  /** Draws the line now, and from now on at intervals. */
  start(): void {
    if (!this.#stream.isTTY) return
    this.#update()
    this.#timer = setInterval(() => this.#update(), intervalMs)
  }

  /** Takes the line away, for other text to be written until the end of this turn of the event loop. */
  hide(): void {
    if (!this.#drawn) return
    this.#wipe()
    this.#return ??= setImmediate(() => {
      this.#return = undefined
      this.#draw()
    })
  }

  stop(): void {
    clearInterval(this.#timer)
    clearImmediate(this.#return)
    if (this.#drawn) this.#wipe()
  }

  #update(): void {
    this.#text = this.#describe()
    this.#draw()
  }

  #wipe(): void {
    this.#stream.write(wipe)
    this.#drawn = false
  }

  #draw(): void {
    const { columns = 0 } = this.#stream
    const width = Math.max(0, (columns === 0 ? usualColumns : columns) - freeColumns)
    this.#stream.write(`${wipe}${paint(this.#stream, 'dim', fit(this.#text, width))}`)
    this.#drawn = true
  }
}

/** As many whole parts as there is room for; of the first as much as there is. */
function fit(text: string, width: number): string {
  if (text.length <= width) return text
  const end = text.lastIndexOf(betweenParts, width)
  if (end > 0) return text.slice(0, end)
  return width === 0 ? '' : `${text.slice(0, width - 1)}…`
}
