import { describe, expect, it, type TestContext } from 'vitest'
import type { JsonReport } from '../../codegen/conformance/report/json-report.js'
import { rules, type ServerRuleId } from '../../codegen/conformance/rules/catalogue.js'
import { levels as allLevels, type Level } from '../../codegen/conformance/rules/level.js'
import { events, nsid } from '../../codegen/proposal/vectors/transcripts/script.js'
import { startRelay } from '../demo/relay.js'
import type { BrokenServer } from './broken-server.js'
import { brokenAtCore } from './core-mutations.js'
import { brokenBeyondCore } from './further-mutations.js'
import { startMutant } from './mutant-server.js'
import { failedRules, runJson } from './run-conformance.js'

const serverRules = rules.filter(({ side }) => side === 'server')

/** Those that are waited for come first, so that none of them is left over at the end. */
const brokenServers = [...brokenAtCore, ...brokenBeyondCore].toSorted(
  (a, b) => Number(b.silent ?? false) - Number(a.silent ?? false),
)

/** What is wrong with a server, if anything is, and how it is held to the rules. */
type Subject = Omit<BrokenServer, 'what' | 'rule' | 'levels'> & { readonly levels: string }

async function judge(subject: Subject, { onTestFinished }: TestContext): Promise<JsonReport> {
  const { levels, setup = true, silent = false, seqScheme = 'unix-micros' } = subject
  const relay = await startRelay()
  onTestFinished(() => relay.stop())
  const { host, end } = await startMutant(relay, subject)
  onTestFinished(end)
  const control = `${host.replace(/^ws/, 'http')}/control`
  if (!setup) {
    const body = { stream: nsid, reset: { seqScheme, shardCount: 8 }, publish: events(1, 9) }
    await fetch(relay.control, { method: 'POST', body: JSON.stringify(body) })
  }
  const patience = ['--timeout', silent ? '1s' : '5s']
  const prepared = setup ? ['--setup', control, '--idle', silent ? '2s' : '5s'] : []
  return await runJson([host, '--level', levels, ...patience, ...prepared])
}

function levelOf(rule: ServerRuleId): Level {
  const stated = rules.find(({ id }) => id === rule)
  if (stated === undefined) throw new Error(`there is no rule ${rule}`)
  return stated.level
}

// Most of the time they are waited for: several at a time.
describe.concurrent('a server that', () => {
  it('is only passed on passes every rule of every level', async (context) => {
    const report = await judge({ levels: allLevels.join() }, context)
    // All messages of this stream have a shard key.
    expect(report.rules.filter(({ verdict }) => verdict !== 'pass')).toMatchObject([
      { id: 'shard-keyless', verdict: 'not-offered' },
    ])
    expect(report.rules).toHaveLength(serverRules.length)
  })

  it.for(brokenServers.map((broken) => [broken.what, broken.rule, broken] as const))(
    '%s breaks %s, and nothing else',
    async ([_what, rule, broken], context) => {
      const report = await judge({ levels: levelOf(rule), ...broken }, context)
      expect(failedRules(report)).toEqual([rule])
    },
  )
})

it('there is one for every rule of servers', () => {
  // That of messages without a shard key is another stream's: see shard-keys.test.ts.
  const broken = new Set<string>(['shard-keyless', ...brokenServers.map(({ rule }) => rule)])
  expect(serverRules.filter(({ id }) => !broken.has(id))).toEqual([])
})
