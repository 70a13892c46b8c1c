import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { help, parseOptions, UsageError, type Options } from './command-line.js'
import { killedLog, killRound } from './kill-round.js'
import { seededRandom } from './random.js'

async function main({ kills, seed, synchronous }: Options): Promise<void> {
  process.stdout.write(`${kills} kills, synchronous ${synchronous}, seed ${seed}\n`)
  const folder = await mkdtemp(join(tmpdir(), 'lexstream-torture-'))
  const log = killedLog(join(folder, 'log.db'), synchronous, seededRandom(seed))
  let acknowledged = 0
  let unacknowledged = 0
  try {
    for (let kill = 1; kill <= kills; kill++) {
      const result = await killRound(log)
      acknowledged += result.acknowledged
      unacknowledged += result.unacknowledged
      showProgress(kill, kills, acknowledged)
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    process.stdout.write(`\nkill ${log.round}: ${reason}\nthe log is kept: ${folder}\n`)
    process.exitCode = 1
    return
  }
  await rm(folder, { recursive: true, force: true })
  process.stdout.write(
    `${acknowledged} events acknowledged, none lost; ${unacknowledged} more were in the log unheard of\n`,
  )
}

/** On a terminal one line that changes, elsewhere a line now and then. */
function showProgress(kill: number, kills: number, acknowledged: number): void {
  const line = `kill ${kill} of ${kills}: ${acknowledged} events acknowledged`
  if (process.stdout.isTTY) process.stdout.write(`\r${line}${kill === kills ? '\n' : ''}`)
  else if (kill % 20 === 0 || kill === kills) process.stdout.write(`${line}\n`)
}

try {
  const options = parseOptions(process.argv.slice(2))
  if (options.help) process.stdout.write(help)
  else await main(options)
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
