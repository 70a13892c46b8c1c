import { styleText } from 'node:util'

/** Where a command writes. Only `cli.ts` knows that it is a process's standard output and error. */
export interface Terminal {
  /** Standard output: the result. */
  readonly out: TerminalStream
  /** Standard error: progress, and why there is no result. */
  readonly err: TerminalStream
}

export interface TerminalStream {
  write(text: string): void
  /** Whether it is a terminal, on which lines can be taken away again. */
  readonly isTTY: boolean
  readonly color: boolean
  /** How many characters fit in a line, undefined where that is not known. */
  readonly columns: number | undefined
  /** Aborted once nobody reads any more, so that writing has become pointless. */
  readonly closed: AbortSignal
  /** Whether so much waits to be taken that the writer should wait too; absent where nothing does. */
  readonly isFull?: () => boolean
  /** How many writes have been taken by now; absent where each is at once. */
  readonly taken?: () => number
  /** Resolves once all that was written has been taken, or nobody reads any more. Never rejects. */
  readonly flushed?: () => Promise<void>
}

type Style = Parameters<typeof styleText>[0]

/** Colours a text where the stream shows colours. */
export function paint(stream: Pick<TerminalStream, 'color'>, style: Style, text: string): string {
  return stream.color ? styleText(style, text, { validateStream: false }) : text
}

/** Whether lines can be taken away again: on a terminal that is not `dumb`. */
export function canRedraw(
  { TERM: kind }: Readonly<Record<string, string | undefined>>,
  isTTY: boolean,
): boolean {
  return isTTY && kind !== 'dumb'
}

/**
 * Whether to colour: `FORCE_COLOR` decides where it is set (`0` and `false` mean no), then a
 * `NO_COLOR` that is not empty means no, then a terminal that is not `dumb` means yes.
 */
export function wantsColor(
  environment: Readonly<Record<string, string | undefined>>,
  isTTY: boolean,
): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: unwanted } = environment
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if (unwanted !== undefined && unwanted !== '') return false
  return canRedraw(environment, isTTY)
}
