import type { WriteStream } from 'node:tty'
import { styleText } from 'node:util'
import { behind, progress, type ConsumerState } from './consumer.js'

const hideCursor = '\u001B[?25l'
const showCursor = '\u001B[?25h'
const clearToEnd = '\u001B[K'
const minBar = 4
const maxBar = 32
const fixedWidths = [13, 12, 11, 6, 4, 8]

/** How wide all but the bar is: the other cells, the gaps, the percentage. */
const othersWidth = fixedWidths.reduce((sum, width) => sum + width + 2, 5)

/** How wide a terminal has to be. */
export const minColumns = othersWidth + minBar + 1

/** A piece of a line. */
interface Cell {
  readonly text: string
  readonly style?: Parameters<typeof styleText>[0]
}

/** The consumers side by side, redrawn in place, on a terminal. */
export class LiveTable {
  readonly #out: WriteStream
  readonly #consumers: readonly ConsumerState[]
  readonly #total: number
  #drawnLines = 0
  #timer: NodeJS.Timeout | undefined

  constructor(out: WriteStream, consumers: readonly ConsumerState[], total: number) {
    this.#out = out
    this.#consumers = consumers
    this.#total = total
  }

  start(): void {
    this.#out.write(hideCursor)
    this.#timer = setInterval(() => this.#draw(), 50)
  }

  /** Draws the last state and gives the terminal back. */
  stop(): void {
    clearInterval(this.#timer)
    this.#draw()
    this.#out.write(showCursor)
  }

  #draw(): void {
    const titles = ['consumer', 'wire', 'position', 'replayed', 'behind', 'live', 'messages']
    const lines = [
      this.#line(titles.map((text) => ({ text, style: 'dim' }))),
      ...this.#consumers.map((consumer) => this.#line(this.#cells(consumer))),
    ]
    const back = this.#drawnLines === 0 ? '' : `\u001B[${this.#drawnLines}F`
    this.#out.write(`${back}${lines.map((line) => `${line}${clearToEnd}\n`).join('')}`)
    this.#drawnLines = lines.length
  }

  #cells(consumer: ConsumerState): Cell[] {
    const { live, seqs } = consumer
    return [
      { text: consumer.name, style: 'bold' },
      { text: consumer.wire },
      { text: String(consumer.cursor ?? '-') },
      { text: this.#bar(progress(consumer)), style: live === true ? 'green' : 'cyan' },
      { text: String(behind(consumer) ?? '?') },
      { text: live === undefined ? '?' : live ? 'yes' : 'no', style: live ? 'green' : 'yellow' },
      {
        text: `${seqs.size}/${this.#total}`,
        style: seqs.size === this.#total ? 'green' : 'yellow',
      },
    ]
  }

  /** The fourth cell takes what the others leave of the line. */
  #line(cells: readonly Cell[]): string {
    const widths = fixedWidths.toSpliced(3, 0, this.#barWidth() + 5)
    return cells
      .map(({ text, style }, index) => {
        const padded = text.padEnd(widths[index] ?? 0)
        // Colours only where the terminal has them and nobody asked for none.
        return style === undefined ? padded : styleText(style, padded, { stream: this.#out })
      })
      .join('  ')
  }

  #bar(part: number | undefined): string {
    if (part === undefined) return '?'
    const width = this.#barWidth()
    const full = Math.round(part * width)
    const percent = `${Math.floor(part * 100)}%`.padStart(5)
    return `${'█'.repeat(full)}${'░'.repeat(width - full)}${percent}`
  }

  #barWidth(): number {
    return Math.min(maxBar, this.#out.columns - 1 - othersWidth)
  }
}
