import { describe, expect, it } from 'vitest'
import { judgeClient } from '../../codegen/conformance/client/judge-client.js'
import type { Launch } from '../../codegen/conformance/client/launch.js'
import type { Judgement } from '../../codegen/conformance/report/report.js'
import { rules, type ClientRuleId } from '../../codegen/conformance/rules/catalogue.js'
import { clientRules } from '../../codegen/conformance/rules/client-rules.js'
import { levels, type Level } from '../../codegen/conformance/rules/level.js'
import { smallClient } from './small-client.js'

/** Flaws that show only in that something never comes: by then it will not. */
const silentFlaws: ReadonlySet<ClientRuleId> = new Set([
  'client-messages',
  'client-wrong-kind',
  'client-rollback',
])

async function judge(
  launch: Launch,
  chosen: readonly Level[] = levels,
  patience: { readonly timeoutMs?: number; readonly reconnectMs?: number } = {},
): Promise<readonly Judgement[]> {
  const { signal } = new AbortController()
  const options = { timeoutMs: 5000, reconnectMs: 10_000, signal, ...patience }
  return await judgeClient(launch, new Set(chosen), options)
}

function failed(judgements: readonly Judgement[]): readonly string[] {
  return judgements.flatMap(({ rule, verdict }) => (verdict.kind === 'fail' ? [rule.id] : []))
}

function isClientRule(id: string): id is ClientRuleId {
  return Object.hasOwn(clientRules, id)
}

const stated = rules.filter(({ side }) => side === 'client').map(({ id }) => id)

it('a small client that is correct passes every rule', async () => {
  const judgements = await judge(smallClient())
  expect(judgements.map(({ rule, verdict }) => [rule.id, verdict.kind])).toEqual(
    stated.map((id) => [id, 'pass']),
  )
})

describe.concurrent('a client with one flaw breaks', () => {
  it.for(Object.keys(clientRules).filter(isClientRule))('%s, and nothing else', async (id) => {
    if (id === 'client-connects') {
      // It is waited for each time, and does nothing that could come late.
      const never = await judge(smallClient(id), ['core'], { reconnectMs: 500 })
      return expect(failed(never)).toEqual([id])
    }
    const patience = silentFlaws.has(id) ? { timeoutMs: 1500 } : {}
    return expect(failed(await judge(smallClient(id), levels, patience))).toEqual([id])
  })
})

/** Prints the same line again and again. */
const flood: Launch = async (_environment, events) => {
  const timer = setInterval(() => {
    for (let i = 0; i < 100; i++) events.line('{"$type":"com.atproto.sync.subscribeRepos#sync"}')
  }, 1)
  return {
    end: async () => {
      clearInterval(timer)
      events.ended(0)
    },
  }
}

it('a client that prints without end is judged all the same', async () => {
  expect(failed(await judge(flood))).toContain('client-messages')
})
