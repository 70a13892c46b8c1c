import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'

import type { ClientEnvironment, Launch } from './launch.js'

/** How long a client may take to end when asked to, in milliseconds. */
const endingMs = 1000
/** A longer line is no message, in UTF-16 units. */
const longestLine = 4 * 1024 * 1024

/** Starts a client by running a command in a shell. */
export function commandLaunch(command: string): Launch {
  return async (environment, events) => {
    const folder = await mkdtemp(join(tmpdir(), 'lexstream-client-'))
    const cursorFile = join(folder, 'cursor')
    await writeFile(cursorFile, environment.cursor)
    const child = spawn(filledIn(command, environment, cursorFile), {
      shell: true,
      // A group of its own: what the shell has started is to end with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...variables(environment, cursorFile) },
    })
    const decoder = new StringDecoder('utf8')
    let rest = ''
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = (rest + decoder.write(chunk)).split('\n')
      rest = (lines.pop() ?? '').slice(0, longestLine)
      for (const line of lines) events.line(line)
    })
    const closed = new Promise<void>((resolve) => {
      const over = (how: number | string) => {
        events.ended(how)
        resolve()
      }
      child.once('error', (error) => over(error.message))
      child.once('close', (code, signal) => over(code ?? signal ?? 'unknown'))
    })
    const kill = (signal: NodeJS.Signals) => {
      const { pid, exitCode, signalCode } = child
      if (pid === undefined || exitCode !== null || signalCode !== null) return
      try {
        process.kill(-pid, signal)
      } catch {
        // It has just ended.
      }
    }
    return {
      end: async () => {
        kill('SIGTERM')
        const timer = setTimeout(() => kill('SIGKILL'), endingMs)
        await closed
        clearTimeout(timer)
        await rm(folder, { recursive: true, force: true })
      },
    }
  }
}

function filledIn(command: string, environment: ClientEnvironment, cursorFile: string): string {
  const values = new Map(Object.entries({ ...environment, cursorFile }))
  return command.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => {
    return values.get(name) ?? placeholder
  })
}

function variables(environment: ClientEnvironment, cursorFile: string): Record<string, string> {
  return {
    LEXSTREAM_URL: environment.url,
    LEXSTREAM_HOST: environment.host,
    LEXSTREAM_NSID: environment.nsid,
    LEXSTREAM_CURSOR: environment.cursor,
    LEXSTREAM_CURSOR_FILE: cursorFile,
    LEXSTREAM_SUBPROTOCOLS: environment.subprotocols,
  }
}
