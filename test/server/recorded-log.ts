import { pino, type Logger } from 'pino'
import { expect } from 'vitest'
import { until } from './serve.js'

/** A line of a log. */
export type LogLine = Readonly<Record<string, unknown>>

/** A pino logger that writes to memory: every line as it is, but for the time. */
export class RecordedLog {
  readonly logger: Logger
  /** The lines so far, as they were written. */
  readonly texts: string[] = []

  constructor() {
    const options = {
      level: 'debug',
      base: null,
      timestamp: false,
      formatters: { level: (level: string) => ({ level }) },
    }
    this.logger = pino(options, { write: (text) => void this.texts.push(text) })
  }

  get lines(): LogLine[] {
    return this.texts.map((text) => {
      const line: unknown = JSON.parse(text)
      if (typeof line !== 'object' || line === null) throw new Error(`not a line: ${text}`)
      return { ...line }
    })
  }

  /** The lines with a message, without those figures that differ from run to run. */
  with(message: string): LogLine[] {
    return this.lines.filter(({ msg }) => msg === message).map((line) => withoutFigures(line))
  }

  /** The only line with a message, once it is there. */
  async only(message: string): Promise<LogLine> {
    await until(() => this.with(message).length > 0)
    const [line, ...more] = this.with(message)
    expect(more).toEqual([])
    return line ?? {}
  }
}

/** A line without its figures, which have to be whole numbers from 0 on. */
function withoutFigures({ bytes, durationMs, ...line }: LogLine): LogLine {
  for (const figure of [bytes, durationMs]) {
    if (figure !== undefined) expect(Number.isSafeInteger(figure)).toBe(true)
    if (typeof figure === 'number') expect(figure).toBeGreaterThanOrEqual(0)
  }
  return line
}
