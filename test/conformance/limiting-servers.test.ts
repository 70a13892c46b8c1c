import { describe, expect, it, type TestContext } from 'vitest'
import type { JsonReport, JsonRule } from '../../codegen/conformance/report/json-report.js'
import { events, nsid } from '../../codegen/proposal/vectors/transcripts/script.js'
import { run } from '../cli/run-in-process.js'
import { startRelay } from '../demo/relay.js'
import { isCursor } from './changed-item.js'
import { startMutant, type Mutation } from './mutant-server.js'
import { failedRules, runJson } from './run-conformance.js'

const limited = 'the host limits how often it is asked'
const quick = ['--timeout', '1s']

/** A correct server but for this, with shards, some messages, and its control endpoint. */
async function start(mutation: Mutation, { onTestFinished }: TestContext) {
  const relay = await startRelay()
  onTestFinished(() => relay.stop())
  const body = {
    stream: nsid,
    reset: { seqScheme: 'unix-micros', shardCount: 8 },
    publish: events(1, 9),
  }
  await fetch(relay.control, { method: 'POST', body: JSON.stringify(body) })
  const { host, end } = await startMutant(relay, mutation)
  onTestFinished(end)
  return { host, control: relay.control }
}

/** The verdicts, but for those that the limit is said to have kept from being given. */
function judged({ rules }: JsonReport): readonly (readonly unknown[])[] {
  return rules
    .filter(({ verdict, why }) => verdict !== 'not-judged' || why !== limited)
    .map(verdictOf)
}

function verdictOf({ id, verdict, why, what }: JsonRule): readonly unknown[] {
  return [id, verdict, why ?? what]
}

// Most of the time they are waited for: several at a time.
describe.concurrent('a correct server that answers 429', () => {
  it.for([1, 2, 3, 4, 6, 8, 9, 11, 12, 14, 15, 17, 18, 20, 21, 24])(
    'after %d connections fails no rule, and is judged of what was asked as one without a limit',
    async (limit, context) => {
      const { host } = await start({ limit }, context)
      const report = await runJson([host, ...quick])
      const unlimited = await start({}, context)
      const all = (await runJson([unlimited.host, ...quick])).rules.map(verdictOf)
      const some = judged(report)
      expect(failedRules(report)).toEqual([])
      expect(all).toEqual(expect.arrayContaining([...some]))
      expect(some.length).toBeGreaterThan(4)
      expect(some.length).toBeLessThan(all.length)
      expect(report.notes).toEqual([
        expect.stringMatching(
          /^not asked to the end: HTTP 429 RateLimitExceeded: too many connections \([^)]+\): the host limits how often it is asked; ask again in 30 s$/,
        ),
      ])
    },
  )

  it.for([3, 12, 28, 33])(
    'after %d connections, and can be prepared, fails no rule either',
    async (limit, context) => {
      const { host, control } = await start({ limit }, context)
      const report = await runJson([host, ...quick, '--setup', control])
      const others = judged(report).filter(([, verdict]) => verdict !== 'pass')
      const keyless = [
        'shard-keyless',
        'not-offered',
        'every message of this stream has a shard key',
      ]
      expect(others.filter(([id]) => id !== 'shard-keyless')).toEqual([])
      for (const other of others) expect(other).toEqual(keyless)
      expect(report.counts.notJudged).toBeGreaterThan(0)
      expect(report.notes).toHaveLength(1)
    },
  )

  it('before it has sent any #cursor is not said to send none', async (context) => {
    // As servers do that keep it from those who negotiate nothing newer.
    const { host } = await start(
      {
        limit: 1,
        send: (item, { selected }) => (isCursor(item) && selected === undefined ? [] : [item]),
      },
      context,
    )
    const report = await runJson([host, ...quick, '--level', 'encodings,cursor,time,shards'])
    // It is told of those, all the same, that need to be prepared.
    const others = judged(report).filter(([, verdict]) => verdict !== 'needs-setup')
    expect(others).toEqual([])
    expect(report.counts.notJudged).toBeGreaterThan(0)
  })

  it('when an idle stream is to be waited for is not said to be silent', async (context) => {
    const { host } = await start({ limit: 7 }, context)
    const report = await runJson([host, ...quick, '--level', 'cursor', '--idle', '1s'])
    expect(report.rules.filter(({ id }) => id === 'cursor-idle').map(verdictOf)).toEqual([
      ['cursor-idle', 'not-judged', limited],
    ])
    expect(report.notes).toEqual([
      'not asked to the end: HTTP 429 RateLimitExceeded: too many connections (on an idle stream): the host limits how often it is asked; ask again in 30 s',
    ])
  })

  it('to everybody could not be reached, and it is said when to ask again', async (context) => {
    const { host } = await start({ limit: 0 }, context)
    const report = await runJson([host, ...quick])
    expect(report.notes).toEqual(['the host limits how often it is asked; ask again in 30 s'])
  })

  it.for(['GET', 'POST'])('to a plain %s has not refused that', async (method, context) => {
    const { host } = await start(
      {
        answer: (_path, asked, status, body) =>
          asked === method ? [429, { error: 'RateLimitExceeded' }] : [status, body],
      },
      context,
    )
    const report = await runJson([host, ...quick])
    expect(failedRules(report)).toEqual([])
    const rule = method === 'GET' ? 'plain-refused' : 'method-refused'
    expect(report.rules.filter(({ id }) => id === rule).map(verdictOf)).toEqual([
      [rule, 'not-judged', limited],
    ])
    expect(report.rules.filter(({ id }) => id === 'shard-refused')).toMatchObject([
      method === 'GET' ? { verdict: 'not-judged', why: limited } : { verdict: 'pass' },
    ])
    expect(report.notes).toHaveLength(1)
  })

  it('says so in the text, too', async (context) => {
    const { host } = await start({ limit: 3 }, context)
    const { code, out } = await run(['conformance', host, ...quick])
    expect(code).toBe(0)
    expect(out).toContain(`\n  not judged   method-refused         ${limited}\n`)
    expect(out).toContain(
      '\nnote: not asked to the end: HTTP 429 RateLimitExceeded: too many connections (with an old cursor): the host limits how often it is asked; ask again in 30 s\n',
    )
  })
})
