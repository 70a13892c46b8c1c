import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

it('the demo shows four consumers that see every message, and ends by itself', async () => {
  const main = fileURLToPath(new URL('main.ts', import.meta.url))
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
