import type { Terminal, TerminalStream } from '../../codegen/terminal.js'

/** A terminal that remembers what was written to it. */
export interface RecordedTerminal extends Terminal {
  readonly out: RecordedStream
  readonly err: RecordedStream
}

type RecordedOptions = Partial<Pick<TerminalStream, 'isTTY' | 'color' | 'columns'>>

export class RecordedStream implements TerminalStream {
  text = ''
  readonly isTTY: boolean
  readonly color: boolean
  readonly columns: number | undefined
  readonly #closed = new AbortController()
  readonly closed = this.#closed.signal
  #waiting: (() => void)[] = []

  constructor({ isTTY = false, color = false, columns }: RecordedOptions = {}) {
    this.isTTY = isTTY
    this.color = color
    this.columns = columns
  }

  write(text: string): void {
    this.text += text
    for (const wake of this.#waiting.splice(0)) wake()
  }

  /** Waits until a text was written, then gives all up to its end and forgets it. */
  async takeUntil(text: string): Promise<string> {
    let at = this.text.indexOf(text)
    while (at < 0) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve)
      })
      at = this.text.indexOf(text)
    }
    const taken = this.text.slice(0, at + text.length)
    this.text = this.text.slice(taken.length)
    return taken
  }

  /** As if the reader had gone away. */
  close(): void {
    this.#closed.abort()
  }
}

export function recordTerminal(options: { color?: boolean } = {}): RecordedTerminal {
  return { out: new RecordedStream(options), err: new RecordedStream(options) }
}

/** Leaves out what is said about progress, which depends on how fast the machine is. */
export function withoutProgress(text: string): string {
  return text.replaceAll(/^.+…\n/gm, '')
}
