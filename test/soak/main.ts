import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { paint as paintOn, wantsColor } from '../../codegen/terminal.js'
import { ProcessGroup } from '../bench/server/processes/process-group.js'
import type { Paint } from '../bench/table.js'
import { help, parseOptions, UsageError, type Options } from './command-line.js'
import { findings } from './findings.js'
import { formatReport } from './report.js'
import { Soak, type Glance } from './soak.js'

const stdout = { color: wantsColor(process.env, process.stdout.isTTY) }
const paint: Paint = (style, text) => paintOn(stdout, style, text)

/** Whether a line can be written over. */
const inPlace = process.stdout.isTTY && process.env['TERM'] !== 'dumb'
/** Where there is no terminal a line is printed so often, in seconds. */
const lineEverySeconds = 10

async function main(options: Options): Promise<void> {
  const { seconds, rate, subscribers, seed } = options
  process.stdout.write(
    `${seconds} s, ${rate} messages a second, ${subscribers} subscribers, seed ${seed}\n`,
  )
  const ending = new AbortController()
  const abandoning = new AbortController()
  const interrupt = () => {
    if (ending.signal.aborted) abandoning.abort(new Error('interrupted'))
    ending.abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  const folder = await mkdtemp(join(tmpdir(), 'lexstream-soak-'))
  try {
    const outcome = await ProcessGroup.run(abandoning.signal, (group) =>
      new Soak(group, options, ending.signal, showProgress()).run(folder),
    )
    endProgress()
    const found = findings(outcome)
    if (ending.signal.aborted) process.stdout.write('interrupted: until then\n')
    process.stdout.write(`${outcome.origin}\n\n${formatReport(outcome, found, paint)}`)
    process.exitCode = found.length > 0 ? 1 : ending.signal.aborted ? 130 : 0
  } catch (error) {
    if (!abandoning.signal.aborted) throw error
    endProgress()
    process.stderr.write('soak: interrupted\n')
    process.exitCode = 130
  } finally {
    await rm(folder, { recursive: true, force: true })
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}

/** One line that changes, or where that cannot be a line now and then. */
function showProgress(): (glance: Glance) => void {
  let nextSeconds = 0
  return (glance) => {
    const { phase, elapsedSeconds, seconds, messages, connections, problems } = glance
    const line =
      `${phase}: ${Math.round(elapsedSeconds)} of ${Math.round(seconds)} s, ` +
      `${messages} messages, ${connections} connections, ${problems} problems`
    if (inPlace) process.stdout.write(`\r\u{1b}[K${line}`)
    else if (elapsedSeconds >= nextSeconds || elapsedSeconds >= seconds) {
      process.stdout.write(`${line}\n`)
      nextSeconds = elapsedSeconds >= seconds ? 0 : nextSeconds + lineEverySeconds
    }
  }
}

function endProgress(): void {
  if (inPlace) process.stdout.write('\r\u{1b}[K')
}

// A reader such as `head` that has had enough is no reason to complain.
process.stdout.on('error', () => undefined)

try {
  const options = parseOptions(process.argv.slice(2))
  if (options.help) process.stdout.write(help)
  else await main(options)
} catch (error) {
  endProgress()
  const isUsage = error instanceof UsageError
  process.stderr.write(`soak: ${isUsage ? error.message : explain(error)}\n`)
  process.exitCode = isUsage ? 2 : 1
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}\n${explain(error.cause)}`
}
