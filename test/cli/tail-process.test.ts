import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import { describe, expect, it, onTestFinished } from 'vitest'

import { runCommandLine } from '../../codegen/commands/command-line.js'
import { nsid } from '../server/example-stream.js'
import { publishNotes, startHost } from '../server/harness.js'
import { RecordedStream } from './recorded-terminal.js'
import { start } from './spawn-lexstream.js'

const cli = fileURLToPath(new URL('../../codegen/cli.ts', import.meta.url))

async function startNotes(count: number) {
  const { authority, publisher } = await startHost()
  await publishNotes(publisher, count)
  return {
    publisher,
    args: ['tail', `ws://${authority}`, nsid, '--oldest', '--fields', 'live,did'],
  }
}

const noteLine = (seq: number) => `${seq} #note did=did:example:a\n`

it.each(['SIGINT', 'SIGTERM'] as const)(
  'ends on %s with the cursor to go on from',
  async (signal) => {
    const { args } = await startNotes(3)
    const process = start(args)
    await process.out.takeUntil('live=true\n')
    process.child.kill(signal)
    expect(await process.ended).toBe(0)
    expect(process.err.text).toBe('to go on from here: --cursor 3\n')
  },
)

it('ends when its reader goes away', async () => {
  const { args, publisher } = await startNotes(3)
  const process = start(args)
  await process.out.takeUntil('live=true\n')
  process.child.stdout.destroy()
  // A pipe tells that nobody reads any more when it is written to.
  const publishing = setInterval(() => void publishNotes(publisher, 1), 5)
  expect(await process.ended).toBe(0)
  clearInterval(publishing)
  expect(process.err.text).toMatch(/^to go on from here: --cursor \d+\n$/)
})

it('prints every line that its cursor stands for', async () => {
  const { args } = await startNotes(5000)
  const process = start([...args, '--type', 'note', '--count', '5000'])
  expect(await process.ended).toBe(0)
  expect(process.out.text).toBe(
    Array.from({ length: 5000 }, (_, index) => noteLine(index + 1)).join(''),
  )
  expect(process.err.text).toBe('to go on from here: --cursor 5000\n')
})

/** A stream whose reader takes one write at a time, and each only when told to. */
class SlowStream extends RecordedStream {
  #take: (() => void) | undefined

  isFull(): boolean {
    return true
  }

  flushed(): Promise<void> {
    return new Promise((resolve) => {
      this.#take = resolve
    })
  }

  take(): void {
    this.#take?.()
  }
}

it('waits for a reader that is slow', async () => {
  const { args } = await startNotes(3)
  const out = new SlowStream()
  const err = new RecordedStream()
  const interrupt = new AbortController()
  const code = runCommandLine([...args, '--type', 'note', '--count', '3'], {
    terminal: { out, err },
    interrupt: interrupt.signal,
  })
  await out.takeUntil(noteLine(1))
  // Whatever it were to do without waiting, it would have done by then.
  await new Promise((resolve) => setImmediate(resolve))
  expect(out.text).toBe('')
  out.take()
  expect(await out.takeUntil(noteLine(2))).toBe(noteLine(2))
  out.take()
  expect(await out.takeUntil(noteLine(3))).toBe(noteLine(3))
  out.take()
  // What is left is to be flushed, for which it asks anew.
  const taking = setInterval(() => out.take(), 1)
  expect(await code).toBe(0)
  clearInterval(taking)
})

/** A stream whose reader has taken so many writes and then stopped reading. */
class StuckStream extends RecordedStream {
  readonly #taken: number

  constructor(taken: number) {
    super()
    this.#taken = taken
  }

  taken(): number {
    return this.#taken
  }

  flushed(): Promise<void> {
    return Promise.resolve()
  }
}

it('goes on from what its reader has taken, not from what it has written', async () => {
  const { args } = await startNotes(5)
  const out = new StuckStream(2)
  const err = new RecordedStream()
  const interrupt = new AbortController().signal
  await runCommandLine([...args, '--type', 'note', '--count', '4'], {
    terminal: { out, err },
    interrupt,
  })
  expect(out.text).toBe([1, 2, 3, 4].map(noteLine).join(''))
  expect(err.text).toBe('to go on from here: --cursor 2\n')
})

it('goes on from the position that was told, where not even that could be printed', async () => {
  const { authority, publisher } = await startHost()
  await publishNotes(publisher, 5)
  const out = new StuckStream(0)
  const err = new RecordedStream()
  const interrupt = new AbortController().signal
  await runCommandLine(['tail', `ws://${authority}`, nsid, '--count', '1'], {
    terminal: { out, err },
    interrupt,
  })
  expect(out.text).toMatch(/^- #cursor live=true .*\n$/)
  expect(err.text).toBe('to go on from here: --cursor 5\n')
})

/** Runs the program with an output that was opened for reading only. */
async function tailInVain(args: readonly string[]) {
  const unwritable = openSync(cli, 'r')
  const child = spawn(process.execPath, ['--import', 'tsx', cli, ...args], {
    stdio: ['ignore', unwritable, 'pipe'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  closeSync(unwritable)
  if (child.stderr === null) throw new Error('there is no standard error to read')
  const ended = once(child, 'close')
  const err = await text(child.stderr)
  await ended
  return { code: child.exitCode, err }
}

describe('where standard output cannot be written', () => {
  it('ends, says so, and where to go on', async () => {
    const { args } = await startNotes(3)
    expect(await tailInVain([...args, '--type', 'note'])).toEqual({
      code: 1,
      err: `error: standard output cannot be written: EBADF: bad file descriptor, write
to go on from here: --cursor 0
`,
    })
  })

  it('has lost nothing where there was nothing to write', async () => {
    const { args } = await startNotes(3)
    expect(await tailInVain([...args, '--type', 'info', '--until-live'])).toEqual({
      code: 0,
      err: 'to go on from here: --cursor 3\n',
    })
  })
})
