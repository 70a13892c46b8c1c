import { describe, expect, it, onTestFinished } from 'vitest'
import { rules } from '../../codegen/conformance/rules/catalogue.js'
import { Interruption } from '../../codegen/interruption.js'
import type { JsonObject } from '../../codegen/proposal/vectors/encode/json.js'
import { event, events, frameOf, nsid } from '../../codegen/proposal/vectors/transcripts/script.js'
import { run } from '../cli/run-in-process.js'
import { startSilentHost, startWrongHost } from '../cli/tail-wrong-hosts.js'
import { startRelay, type Relay } from '../demo/relay.js'
import { startBareServer } from './bare-server.js'
import { knownFailures } from './known-failures.js'
import { startMute } from './mute-server.js'
import { failedRules, runJson } from './run-conformance.js'

const serverRules = rules.filter(({ side }) => side === 'server')

async function startOwn(): Promise<Relay> {
  const relay = await startRelay()
  onTestFinished(() => relay.stop())
  return relay
}

/** A message under the number that it has. */
function v0Frame(message: JsonObject): Uint8Array {
  const frame = frameOf('xrpc.v0.cbor', message)
  if ('text' in frame) throw new Error('expected a binary frame')
  return Buffer.from(frame.binary, 'hex')
}

describe('our server', () => {
  it('passes every rule of every level that is about what the stream has', async () => {
    const { host, control } = await startOwn()
    const report = await runJson([host, '--setup', control])
    expect(report.rules.map(({ id, verdict }) => [id, verdict])).toEqual(
      serverRules.map(({ id }) => [id, id === 'shard-keyless' ? 'not-offered' : 'pass']),
    )
    expect(report).toMatchObject({
      target: `${host}/xrpc/com.atproto.sync.subscribeRepos`,
      side: 'server',
      notes: [],
      counts: {
        pass: serverRules.length - 1,
        fail: 0,
        notOffered: 1,
        notJudged: 0,
        needsSetup: 0,
      },
    })
  })

  it.each([
    ['at its end', []],
    ['in its window', [10, 11]],
  ])('that has changed from counts to times passes, with counts %s', async (_where, later) => {
    const relay = await startOwn()
    const post = (more: object) =>
      fetch(relay.control, { method: 'POST', body: JSON.stringify({ stream: nsid, ...more }) })
    await post({ reset: { seqScheme: 'unix-micros', shardCount: 8 } })
    for (const counted of events(1, 9)) {
      await relay.publisher.publishFrame(v0Frame(counted))
    }
    await post({ publish: later.map((n) => event(n)) })
    const report = await runJson([relay.host, '--timeout', '1s'])
    expect(failedRules(report)).toEqual([])
    expect(report.rules.filter(({ level }) => level === 'time')).toMatchObject([
      { id: 'seq-scheme', verdict: 'pass' },
      { id: 'seq-now', verdict: 'needs-setup' },
      { id: 'time-cursor', verdict: 'pass' },
      { id: 'time-future', verdict: 'pass' },
    ])
  })

  it('that nobody prepares is told what has to be', async () => {
    const { host } = await startOwn()
    const report = await runJson([host, '--timeout', '1s', '--level', 'cursor'])
    const waiting = report.rules.filter(({ verdict }) => verdict === 'needs-setup')
    expect(waiting.map(({ id, what }) => [id, what])).toEqual([
      ['cursor-start', 'a stream on which nothing else is published'],
      ['cursor-replaying', 'a stream with stored messages on which nothing else is published'],
      ['cursor-cutover', 'a stream with stored messages on which nothing else is published'],
      ['cursor-idle', 'a stream that is idle, or --idle with the longest time to wait for it'],
    ])
    expect(report.counts.fail).toBe(0)
  })

  it('is judged at the levels that are asked for, in the order of the levels', async () => {
    const { host } = await startOwn()
    const report = await runJson([host, '--timeout', '1s', '--level', 'time, shards'])
    expect(report.levels).toEqual(['time', 'shards'])
    expect(new Set(report.rules.map(({ level }) => level))).toEqual(new Set(['time', 'shards']))
    expect(report.rules.every(({ verdict }) => verdict === 'not-offered')).toBe(true)
  })
})

// These are waited for most of the time: all at once.
describe.concurrent('of others,', () => {
  it.for([
    ['schemas', '@atproto/xrpc-server'],
    ['documents', '@atproto/xrpc-server, lexicon documents'],
  ] as const)(
    'a bare @atproto/xrpc-server that has lexicon %s passes the core, known failures aside',
    async ([lexicon, name], context) => {
      const { host, control, end } = await startBareServer(lexicon)
      context.onTestFinished(end)
      const report = await runJson([host, '--setup', control, '--level', 'core', '--timeout', '1s'])
      expect(failedRules(report)).toEqual(knownFailures('servers', name))
      const others = report.rules.filter(({ verdict }) => verdict !== 'fail')
      expect(others.filter(({ verdict }) => verdict !== 'pass')).toEqual([])
    },
  )

  it('one that never answers is not reached', async (context) => {
    const { authority, end } = await startMute('the start')
    context.onTestFinished(end)
    const report = await runJson([`ws://${authority}`, '--timeout', '1s'])
    expect(failedRules(report)).toEqual(['reachable'])
    expect(report.rules[0]).toMatchObject({ came: 'no answer within 1000 ms' })
    expect(report.rules.slice(1).map(({ verdict, why }) => [verdict, why])).toEqual(
      serverRules.slice(1).map(() => ['not-judged', 'the server was not reached']),
    )
    expect(report.counts).toMatchObject({ fail: 1, notOffered: 0, needsSetup: 0 })
  })

  it('one that is silent once it is connected ends in a verdict', async (context) => {
    const { authority, end } = await startMute('then on')
    context.onTestFinished(end)
    const report = await runJson([`ws://${authority}`, '--timeout', '1s', '--level', 'core'])
    expect(failedRules(report)).toEqual(['cursor-future', 'cursor-malformed'])
  })

  it('one that cannot be prepared ends in a verdict, and a note', async (context) => {
    const { authority, end } = await startMute('then on')
    context.onTestFinished(end)
    const args = ['--timeout', '1s', '--level', 'time', '--setup', `http://${authority}`]
    const report = await runJson([`ws://${authority}`, ...args])
    expect(report.notes).toEqual(['the server could not be prepared: HTTP 404'])
    expect(failedRules(report)).toEqual([])
  })
})

/** The rules that passed, in the order of the report. */
function passed({ rules: judged }: Awaited<ReturnType<typeof runJson>>): readonly string[] {
  return judged.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id)
}

it('a server that closes at once passes nothing but what is about requests', async () => {
  const { url } = await startWrongHost((webSocket) => webSocket.close(1000))
  const report = await runJson([url, '--timeout', '1s'])
  expect(passed(report)).toEqual(['reachable', 'plain-refused', 'method-refused'])
})

it('a server whose frames cannot be read passes nothing that is about frames', async () => {
  const { url } = await startWrongHost((webSocket) => webSocket.send('what is this?'))
  const report = await runJson([url, '--timeout', '1s'])
  expect(passed(report)).toEqual([
    'reachable',
    'plain-refused',
    'method-refused',
    'parameter-ignored',
    'incoming-ignored',
    'stays-open',
  ])
  expect(failedRules(report)).toEqual(['frame-valid', 'cursor-future', 'cursor-malformed'])
})

it('tells what a server does not have from what could not be judged', async () => {
  const { url } = await startWrongHost((webSocket) => webSocket.close(1000))
  const args = ['conformance', url, '--timeout', '1s', '--level', 'core,shards']
  const { out } = await run(args)
  expect(out).toContain('\n  not judged   frame-valid        no frame came that can be read\n')
  expect(out).toContain('\n  not offered  shard-count        the server has no shards\n')
  expect(out).toMatch(/ 8 not offered, 5 not judged, 5 need setup\n$/)
  const { out: xml } = await run([...args, '--junit'])
  expect(xml).toContain(
    '<testcase classname="server.core" name="frame-valid">\n      <skipped message="not-judged: no frame came that can be read"/>',
  )
})

it('a server that sends frames without end ends in a verdict', async () => {
  const { url } = await startWrongHost((webSocket) => {
    const flood = setInterval(() => {
      for (let i = 0; i < 100; i++) webSocket.send(Uint8Array.of(0xa1, 0xff))
    }, 1)
    webSocket.on('close', () => clearInterval(flood))
  })
  const report = await runJson([url, '--timeout', '1s'])
  expect(failedRules(report)).toContain('frame-valid')
})

it('says in its text, too, that a server could not be prepared', async () => {
  const { url } = await startWrongHost((webSocket) => webSocket.close(1000))
  const setup = url.replace(/^ws/, 'http')
  const { out } = await run(['conformance', url, '--level', 'time', '--setup', setup])
  expect(out).toContain('\nnote: the server could not be prepared: HTTP 404\n')
})

it('reports as text, with what was expected and what came below what failed', async () => {
  const { url } = await startWrongHost((webSocket) => webSocket.close(1000))
  const { code, out } = await run(['conformance', url, '--level', 'core', '--timeout', '1s'])
  expect(code).toBe(1)
  expect(out).toContain(`
  FAIL         close-code
    A server MUST NOT close with 1000, which clients take for the end of the stream. (RFC 6455, section 7.4.1)
    expected  1001 or 1012 where it goes away, 1008 after an error
    came      1000 (without cursor)
`)
  expect(out).toMatch(
    /\n  needs setup  live-delivered {5}messages that are published while a connection is open\n/,
  )
  expect(out).toMatch(
    /\n20 rules: \d+ passed, \d+ failed, \d+ not offered, \d+ not judged, \d+ need setup\n$/,
  )
})

it('reports as JUnit XML', async () => {
  const { url } = await startWrongHost((webSocket) => webSocket.close(1000))
  const args = ['conformance', url, '--timeout', '1s', '--level', 'core,shards']
  const { out } = await run([...args, '--junit'])
  const [declaration, root, ...lines] = out.trimEnd().split('\n')
  expect(declaration).toBe('<?xml version="1.0" encoding="UTF-8"?>')
  const counts = [
    ...`${root}\n${lines.join('\n')}`.matchAll(
      /tests="(\d+)" failures="(\d+)" errors="0" skipped="(\d+)"/g,
    ),
  ]
  const [all, ...suites] = counts.map((match) => match.slice(1).map(Number))
  expect(suites).toHaveLength(2)
  expect(all).toEqual(
    [0, 1, 2].map((at) => suites.reduce((sum, suite) => sum + (suite[at] ?? 0), 0)),
  )
  const body = lines.join('\n')
  expect([...body.matchAll(/<testcase /g)]).toHaveLength(all?.[0] ?? -1)
  expect([...body.matchAll(/<failure /g)]).toHaveLength(all?.[1] ?? -1)
  expect([...body.matchAll(/<skipped /g)]).toHaveLength(all?.[2] ?? -1)
  // Every element is closed, in its place.
  const open: string[] = []
  for (const [, end, name, empty] of out.matchAll(
    /<(\/?)([a-z]+)(?:\s+[a-z]+="[^"<>]*")*\s*(\/?)>/g,
  )) {
    if (end === '/') expect(open.pop()).toBe(name)
    else if (empty !== '/') open.push(name ?? '')
  }
  expect(open).toEqual([])
  expect(body).toContain(
    '<testcase classname="server.core" name="close-code">\n      <failure message="A server MUST NOT close with 1000, which clients take for the end of the stream.">expected: 1001 or 1012 where it goes away, 1008 after an error\ncame: 1000 (without cursor)</failure>',
  )
})

describe('a server that is not there fails at a level that was not asked for', () => {
  const args = ['conformance', 'ws://127.0.0.1:9', '--level', 'time']
  const text = 'A server MUST serve a stream as a WebSocket at /xrpc/ and its NSID.'

  it('and is reported as text', async () => {
    const { code, out } = await run(args)
    expect(code).toBe(1)
    expect(out)
      .toBe(`ws://127.0.0.1:9/xrpc/com.atproto.sync.subscribeRepos com.atproto.sync.subscribeRepos
core
  FAIL         reachable
    ${text} (Event Stream specification, connections)
    expected  a WebSocket
    came      connect ECONNREFUSED 127.0.0.1:9
time
  not judged   seq-scheme   the server was not reached
  not judged   seq-now      the server was not reached
  not judged   time-cursor  the server was not reached
  not judged   time-future  the server was not reached
5 rules: 0 passed, 1 failed, 0 not offered, 4 not judged, 0 need setup
`)
  })

  it('and is reported as JUnit XML', async () => {
    const { code, out } = await run([...args, '--junit'])
    expect(code).toBe(1)
    expect(out).toContain(`
  <testsuite name="core" tests="1" failures="1" errors="0" skipped="0">
    <testcase classname="server.core" name="reachable">
      <failure message="${text}">expected: a WebSocket
came: connect ECONNREFUSED 127.0.0.1:9</failure>
    </testcase>
  </testsuite>
  <testsuite name="time" tests="4" failures="0" errors="0" skipped="4">
`)
  })
})

it('ends at once when it is interrupted', async () => {
  const { url } = await startSilentHost()
  const controller = new AbortController()
  const running = run(['conformance', url, '--timeout', '1h'], { interrupt: controller.signal })
  controller.abort(new Interruption(130))
  expect(await running).toEqual({ code: 130, out: '', err: '' })
})

it.each([
  [[], 'error: give a host, or --client'],
  [['relay.example', '--client', 'true'], 'error: give either a host or --client'],
  [
    ['relay.example', '--level', 'all'],
    "error: option '--level <list>' argument 'all' is invalid.",
  ],
  [
    ['relay.example', '--json', '--junit'],
    "error: option '--json' cannot be used with option '--junit'",
  ],
  [
    ['relay.example', '--setup', 'there'],
    "error: option '--setup <url>' argument 'there' is invalid. It is a URL.",
  ],
])('is called wrongly as %j', async (args, message) => {
  const { code, err } = await run(['conformance', ...args])
  expect(code).toBe(2)
  expect(err).toContain(message)
})

it('has help with examples', async () => {
  const { code, out } = await run(['conformance', '--help'])
  expect(code).toBe(0)
  expect(out).toContain(
    '\nExamples:\n  $ lexstream conformance wss://relay.example --level core,encodings\n',
  )
})
