import { expect, it } from 'vitest'
import { killedLog, killRound } from '../torture/kill-round.js'
import { seededRandom } from '../torture/random.js'
import { logPath } from './log-folder.js'

it.each(['full', 'normal'] as const)(
  'loses nothing that was acknowledged when its process is killed, synchronous %s',
  async (synchronous) => {
    const log = killedLog(logPath(), synchronous, seededRandom(7))
    let acknowledged = 0
    for (let kill = 0; kill < 6; kill++) acknowledged += (await killRound(log)).acknowledged
    expect(acknowledged).toBeGreaterThan(0)
  },
)
