import { describe, expect, it, onTestFinished } from 'vitest'
import { rules } from '../../codegen/conformance/rules/catalogue.js'
import { events, nsid } from '../../codegen/proposal/vectors/transcripts/script.js'
import { startRelay } from '../demo/relay.js'
import type { BrokenServer } from './broken-server.js'
import { brokenAtCore } from './core-mutations.js'
import { brokenBeyondCore } from './further-mutations.js'
import { startMutant } from './mutant-server.js'
import { failedRules, runJson } from './run-conformance.js'

const brokenServers = [...brokenAtCore, ...brokenBeyondCore]

async function failuresOf(broken: BrokenServer): Promise<readonly string[]> {
  const { level, setup = true, silent = false, seqScheme = 'unix-micros' } = broken
  const relay = await startRelay()
  onTestFinished(() => relay.stop())
  const host = await startMutant(relay, broken)
  const control = `${host.replace(/^ws/, 'http')}/control`
  if (!setup) {
    const body = { stream: nsid, reset: { seqScheme, shardCount: 8 }, publish: events(1, 9) }
    await fetch(relay.control, { method: 'POST', body: JSON.stringify(body) })
  }
  const report = await runJson([
    host,
    '--timeout',
    silent ? '1s' : '2s',
    ...(setup ? ['--setup', control, '--idle', '2s'] : []),
    ...(level === undefined ? [] : ['--level', level]),
  ])
  return failedRules(report)
}

describe('a server that', () => {
  it.each(brokenServers.map((broken) => [broken.what, broken.rule, broken] as const))(
    '%s breaks %s, and nothing else',
    async (_what, rule, broken) => {
      expect(await failuresOf(broken)).toEqual([rule])
    },
  )
})

it('there is one for every rule of servers', () => {
  const broken = new Set<string>(brokenServers.map(({ rule }) => rule))
  const stated = rules.filter(({ side }) => side === 'server').map(({ id }) => id)
  expect(stated.filter((id) => !broken.has(id))).toEqual([])
})
