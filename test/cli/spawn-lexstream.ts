import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Readable } from 'node:stream'

import { onTestFinished } from 'vitest'

import { RecordedStream, withoutProgress } from './recorded-terminal.js'
import type { Outcome } from './run-in-process.js'

const cli = fileURLToPath(new URL('../../codegen/cli.ts', import.meta.url))

export interface SpawnOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** Modules to run in the process before the program, as `--import` takes them. */
  readonly imports?: readonly string[]
}

/** The program in a process of its own, as a shell would run it, but without a terminal. */
export interface Process {
  readonly child: ChildProcessByStdio<null, Readable, Readable>
  readonly out: RecordedStream
  readonly err: RecordedStream
  /** Its exit code, or the name of the signal that killed it. */
  readonly ended: Promise<number | string | null>
}

export function start(args: readonly string[], options: SpawnOptions = {}): Process {
  const { environment = {}, imports = [] } = options
  const { PATH = '', HOME = '' } = process.env
  const flags = ['tsx', ...imports].flatMap((module) => ['--import', module])
  const child = spawn(process.execPath, [...flags, cli, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME, ...environment },
  })
  const out = new RecordedStream()
  const err = new RecordedStream()
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.write(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.write(text))
  const ended = new Promise<number | string | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? signal))
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return { child, out, err, ended }
}

/** Runs the program to its end. */
export async function runProcess(
  args: readonly string[],
  options?: SpawnOptions,
): Promise<Omit<Outcome, 'code'> & { readonly code: number | string | null }> {
  const { out, err, ended } = start(args, options)
  const code = await ended
  return { code, out: out.text, err: withoutProgress(err.text) }
}
