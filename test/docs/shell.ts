import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { stripVTControlCharacters } from 'node:util'

/** No command of a document takes so long; one that does is ended, with all that it started. */
const timeoutMs = 120_000

/**
 * Runs a command as a reader does, and returns what it prints: standard output, then standard error,
 * without colours.
 *
 * @throws Error where it does not end by itself
 */
export async function shell(command: string, folder: string): Promise<string> {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
  // A group of its own: the shell alone would leave the programs behind that it has started.
  const child = spawn('sh', ['-c', command], { cwd: folder, env, detached: true, stdio })
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }, timeoutMs)
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  clearTimeout(timer)
  const printed = stripVTControlCharacters(out + withoutAsides(err)).trimEnd()
  if (isLate) throw new Error(`${command}: still running after ${timeoutMs} ms\n${printed}`)
  return printed
}

const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe']

/** Without what npm has to say of its own, and without the progress of what takes longer than a second. */
function withoutAsides(printed: string): string {
  return printed.replaceAll(/^(npm .*|[a-z\d -]+…)\n?/gm, '')
}
