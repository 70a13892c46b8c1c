#!/usr/bin/env node
import { constants } from 'node:os'

import { runCommandLine } from './commands/command-line.js'
import { exitCode } from './commands/exit-code.js'
import { Interruption } from './interruption.js'
import { canRedraw, wantsColor } from './terminal.js'
import type { TerminalStream } from './terminal.js'

const interrupt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  const code = 128 + constants.signals[signal]
  process.on(signal, () => {
    // Whoever asks a second time does not want to wait for what the first time set going.
    if (interrupt.signal.aborted) process.exit(code)
    interrupt.abort(new Interruption(code))
  })
}

const code = await runCommandLine(process.argv.slice(2), {
  terminal: {
    out: toTerminalStream(process.stdout, failOnLostOutput),
    err: toTerminalStream(process.stderr),
  },
  interrupt: interrupt.signal,
})
// An interrupted stage may still be at work in the background.
if (interrupt.signal.aborted) process.exit(code)
process.exitCode = code

/** A standard stream; only one that is a terminal has the latter two. */
type StandardStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly writableNeedDrain?: boolean
}

/** A result that a full disk has swallowed is none, whatever the command has to say of it. */
function failOnLostOutput({ message }: Error): void {
  process.stderr.write(`error: standard output cannot be written: ${message}\n`)
  process.once('exit', () => {
    process.exitCode = exitCode.failure
  })
}

/** @param onLost told of an error other than that the reader is gone */
function toTerminalStream(stream: StandardStream, onLost?: (error: Error) => void): TerminalStream {
  const closed = new AbortController()
  // A reader such as `head` that has had enough is no reason to complain, or to stop writing files.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    const isFirst = !closed.signal.aborted
    closed.abort()
    if (isFirst && error.code !== 'EPIPE') onLost?.(error)
  })
  const isTTY = stream.isTTY === true
  let taken = 0
  return {
    write(text) {
      if (closed.signal.aborted) return
      stream.write(text, (error) => {
        if (error === undefined || error === null) taken += 1
      })
    },
    isTTY: canRedraw(process.env, isTTY),
    color: wantsColor(process.env, isTTY),
    get columns() {
      return isTTY ? stream.columns : undefined
    },
    closed: closed.signal,
    isFull: () => stream.writableNeedDrain === true && !closed.signal.aborted,
    taken: () => taken,
    // Writes are taken in their order, so that the end of an empty one is the end of all.
    flushed: () => new Promise((resolve) => stream.write('', () => resolve())),
  }
}
