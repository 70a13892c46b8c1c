import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLaunch } from '../../codegen/conformance/client/command-launch.js'
import { judgeClient } from '../../codegen/conformance/client/judge-client.js'
import type { Launch } from '../../codegen/conformance/client/launch.js'
import { playToClient } from '../../codegen/conformance/client/play-to-client.js'
import { rules } from '../../codegen/conformance/rules/catalogue.js'
import { Interruption } from '../../codegen/interruption.js'
import { transcripts } from '../../codegen/proposal/vectors/transcripts/transcripts.js'
import { temporaryFolder } from '../cli/temporary-folder.js'
import { bundleAdapters, type AdapterName, type BundledAdapters } from './bundle-adapters.js'
import { knownFailures } from './known-failures.js'
import { failedRules, runJson } from './run-conformance.js'

/** So many clients are started, each a process, that a busy machine takes long. */
const longMs = 240_000

const quick = { timeoutMs: 1000, reconnectMs: 2000, signal: new AbortController().signal }

describe.concurrent('the real client', () => {
  let adapters: BundledAdapters
  beforeAll(async () => {
    adapters = await bundleAdapters()
  })
  afterAll(() => adapters.remove())

  async function judge(adapter: AdapterName, ...more: readonly string[]) {
    const patience = ['--timeout', '5s', '--reconnect', '20s']
    return await runJson(['--client', adapters.commandOf(adapter), ...patience, ...more])
  }

  it('of our own passes every rule of every level', { timeout: longMs }, async () => {
    const report = await judge('own-client')
    const stated = rules.filter(({ side }) => side === 'client')
    expect(report.rules.map(({ id, verdict }) => [id, verdict])).toEqual(
      stated.map(({ id }) => [id, 'pass']),
    )
    expect(report.side).toBe('client')
  })

  it.for([
    ['@atproto/sync', 'atproto-sync'],
    ['@atcute/firehose', 'atcute-firehose'],
  ] as const)(
    'of %s passes, known failures aside',
    { timeout: longMs },
    async ([name, adapter]) => {
      const report = await judge(adapter, '--level', 'core,cursor,time')
      expect(failedRules(report)).toEqual(knownFailures('clients', name))
      expect(report.counts.notOffered).toBe(0)
    },
  )

  it('that offers no subprotocols is not held to them', { timeout: longMs }, async () => {
    const report = await judge('atcute-firehose', '--level', 'encodings')
    expect(report.rules.map(({ verdict, why }) => [verdict, why])).toEqual(
      report.rules.map(() => ['not-offered', 'the client offers no subprotocols']),
    )
    expect(report.rules).toHaveLength(5)
  })
})

it('a command that cannot be run fails to connect', async () => {
  const command = "'/nowhere/to be found' 2>/dev/null"
  const report = await runJson(['--client', command, '--level', 'core'])
  expect(failedRules(report)).toEqual(['client-connects'])
  expect(report.rules[0]?.came).toContain('the client ended with 127')
})

it('a client is given what it needs, in its environment and in its command', async () => {
  const folder = await temporaryFolder()
  const command = `echo "{url} {host} {nsid} {cursor} {subprotocols} {other}" > ${folder}/command; cat {cursorFile} > ${folder}/file; echo "$LEXSTREAM_URL $LEXSTREAM_HOST $LEXSTREAM_NSID $LEXSTREAM_CURSOR $LEXSTREAM_SUBPROTOCOLS {other}" > ${folder}/environment`
  const preference = transcripts.find(({ name }) => name === 'preference')
  if (preference === undefined) throw new Error('there is no such transcript')
  await playToClient(preference, commandLaunch(command), quick)
  const read = (name: string) => readFile(join(folder, name), 'utf8')
  const seen = await read('command')
  expect(seen).toMatch(
    /^(ws:\/\/127\.0\.0\.1:\d+)\/xrpc\/(com\.atproto\.sync\.subscribeRepos) \1 \2 0 xrpc\.v1\.json,xrpc\.v1\.cbor \{other\}\n$/,
  )
  expect(await read('environment')).toBe(seen)
  expect(await read('file')).toBe('0')
})

it('clients end where the program is interrupted', async () => {
  const controller = new AbortController()
  const command = commandLaunch('echo ready; exec sleep 600')
  const ends: (number | string)[] = []
  let starts = 0
  const launch: Launch = (environment, events) => {
    starts += 1
    return command(environment, {
      line: () => controller.abort(new Interruption(130)),
      ended: (how) => {
        ends.push(how)
        events.ended(how)
      },
    })
  }
  const options = { ...quick, timeoutMs: 600_000, reconnectMs: 600_000, signal: controller.signal }
  await expect(judgeClient(launch, new Set(['core'] as const), options)).rejects.toBeInstanceOf(
    Interruption,
  )
  expect(ends).toEqual(Array.from({ length: starts }, () => 'SIGTERM'))
})
