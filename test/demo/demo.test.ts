import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { runJson } from '../conformance/run-conformance.js'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

it('the demo shows four consumers that see every message, and ends by itself', async () => {
  const run = promisify(execFile)
  const { stdout, stderr } = await run(process.execPath, ['--import', 'tsx', main])
  expect(stderr).toBe('')
  expect(stdout).toMatch(/all four consumers saw all 150 messages, in [\d.]+ s\n/)
  for (const wire of ['xrpc.v0.cbor', 'xrpc.v1.cbor', 'xrpc.v1.json']) {
    expect(stdout).toMatch(new RegExp(`lexstream ${wire} at \\d+: replaying, 75 messages behind\n`))
    expect(stdout).toMatch(new RegExp(`lexstream ${wire} at \\d+: live\n`))
  }
  expect(stdout).toContain('connected; this client is not told where it is')
})

/** Starts the demo with an option, and gives what it has printed when that is enough. */
async function startDemo(option: string) {
  const child = spawn(process.execPath, ['--import', 'tsx', main, option], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'close')
  let printed = ''
  for (const out of [child.stdout, child.stderr]) {
    out.setEncoding('utf8').on('data', (text: string) => (printed += text))
  }
  const enough = async (pattern: RegExp) => {
    while (!pattern.test(printed)) await once(child.stdout, 'data')
    return printed
  }
  return { child, ended, enough, printed: () => printed }
}

it('--serve keeps serving what the suite can be run against as it says, until Ctrl-C', async () => {
  const { child, ended, enough } = await startDemo('--serve')
  const printed = await enough(/--setup \S+\n\n/)
  const [, host = '', control = ''] = /^stream {3}(\S+)\ncontrol {2}(\S+)$/m.exec(printed) ?? []
  expect(printed).toContain(
    [
      '150 messages are stored; Ctrl-C ends it. To read them, then new ones:',
      `  npm run -s lexstream -- tail ${host} --oldest`,
      'To hold it to the rules, which starts the stream afresh, without those messages:',
      `  npm run -s lexstream -- conformance ${host} --setup ${control}\n\n`,
    ].join('\n\n'),
  )
  const report = await runJson([host, '--setup', control, '--level', 'core'])
  expect(report.counts).toMatchObject({ fail: 0, needsSetup: 0, notJudged: 0 })
  expect(report.notes).toEqual([])
  child.kill('SIGINT')
  expect(await ended).toEqual([0, null])
})

it('another option is told to be none', async () => {
  const { ended, printed } = await startDemo('--server')
  expect(await ended).toEqual([2, null])
  expect(printed()).toBe('error: --server: the demo takes no option but --serve\n')
})
