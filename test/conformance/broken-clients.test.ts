import { describe, expect, it } from 'vitest'
import { judgeClient } from '../../codegen/conformance/client/judge-client.js'
import type { Launch } from '../../codegen/conformance/client/launch.js'
import type { Judgement } from '../../codegen/conformance/report/report.js'
import { rules, type ClientRuleId } from '../../codegen/conformance/rules/catalogue.js'
import { clientRules } from '../../codegen/conformance/rules/client-rules.js'
import { levels, type Level } from '../../codegen/conformance/rules/level.js'
import { smallClient } from './small-client.js'

/** Who does not do by then what it should do will not do it. */
const quick = { timeoutMs: 1500, reconnectMs: 2000, signal: new AbortController().signal }

async function judge(
  launch: Launch,
  chosen: readonly Level[] = levels,
): Promise<readonly Judgement[]> {
  return await judgeClient(launch, new Set(chosen), quick)
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

describe('a client with one flaw breaks', () => {
  it.each(Object.keys(clientRules).filter(isClientRule))('%s, and nothing else', async (id) => {
    // Who does not even connect is waited for each time.
    const chosen: readonly Level[] = id === 'client-connects' ? ['core'] : levels
    expect(failed(await judge(smallClient(id), chosen))).toEqual([id])
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
