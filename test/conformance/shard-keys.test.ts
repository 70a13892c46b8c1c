import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { Publisher } from '../../templates/server/publisher.js'
import { StreamServer } from '../../templates/server/stream-server.js'
import { run } from '../cli/run-in-process.js'
import { temporaryFolder, writeTree } from '../cli/temporary-folder.js'
import { listen } from '../server/harness.js'
import { failedRules, runJson } from './run-conformance.js'
import { keyedBy, lexicon, nsid, stream } from './ticker-stream.js'

/** Serves prices of many shares, with a halt of all trade in between; gives `ws://host:port`. */
async function startTicker(descriptor: typeof stream): Promise<string> {
  const log = new MemoryLog({ seqScheme: 'unix-micros', slots: 8 })
  const publisher = new Publisher(descriptor, log)
  for (const symbol of ['ATP', 'LEX', 'DID', 'PDS', 'CAR', 'CID', 'TID']) {
    await publisher.publish({ $type: `${nsid}#price`, symbol, cents: 19_900 })
  }
  await publisher.publish({ $type: `${nsid}#halt`, market: 'main' })
  const streams = new StreamServer()
  streams.mount(descriptor, { source: log })
  const http = createServer()
  streams.attach(http)
  onTestFinished(() => streams.close({ deadlineMs: 0 }))
  return `ws://${await listen(http)}`
}

/** The lexicon after `upgrade`, in a folder. */
async function upgradedLexicons(): Promise<string> {
  const folder = await temporaryFolder()
  const path = 'org/example/ticker/subscribePrices.json'
  await writeTree(folder, { [path]: `${JSON.stringify(lexicon, undefined, 2)}\n` })
  const { code } = await run(['upgrade', `${folder}/${path}`, '--shard-key', 'symbol'])
  expect(code).toBe(0)
  return folder
}

async function judge(descriptor: typeof stream, ...more: readonly string[]) {
  return await runJson([await startTicker(descriptor), nsid, '--level', 'shards', ...more])
}

describe('a stream whose shard key is no DID', () => {
  it('is held to the shard keys that its lexicon names', async () => {
    const report = await judge(stream, '--lexicons', await upgradedLexicons())
    expect(report.rules.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['shard-count', 'pass'],
      ['shard-accepted', 'pass'],
      ['shard-refused', 'pass'],
      ['shard-alone', 'pass'],
      ['shard-complete', 'pass'],
      ['shard-keyless', 'pass'],
      ['shard-assigned', 'pass'],
      ['shard-slot-bits', 'pass'],
    ])
  })

  it.each([
    [
      'has a message without a shard key in one shard alone',
      keyedBy('#halt', 'market'),
      ['shard-keyless'],
    ],
    [
      'sends to every shard what has a shard key',
      keyedBy('#price', undefined),
      ['shard-complete', 'shard-assigned', 'shard-slot-bits'],
    ],
  ])('fails where the server %s', async (_title, descriptor, rules) => {
    const report = await judge(descriptor, '--lexicons', await upgradedLexicons())
    expect(failedRules(report)).toEqual(rules)
  })

  it('is not held to keys that nobody knows', async () => {
    const report = await judge(stream)
    const why = 'the shard keys are not known: name the folder of the lexicon with --lexicons'
    expect(report.rules.filter(({ verdict }) => verdict !== 'pass')).toMatchObject(
      ['shard-complete', 'shard-keyless', 'shard-assigned', 'shard-slot-bits'].map((id) => ({
        id,
        verdict: 'not-judged',
        why,
      })),
    )
    expect(report.rules).toHaveLength(8)
  })
})
