import { spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { beforeEach, describe, expect, it } from 'vitest'

import { withoutProgress } from './recorded-terminal.js'
import { runProcess, start } from './spawn-lexstream.js'
import { pingLexicon } from './sample-lexicons.js'
import { readTree, temporaryFolder, writeTree } from './temporary-folder.js'

let base = ''
let lexicons = ''
let out = ''
beforeEach(async () => {
  base = await temporaryFolder()
  lexicons = `${base}/lexicons`
  out = `${base}/out`
  await writeTree(lexicons, { 'com/example/ping.json': pingLexicon })
})

describe('the program in a process of its own', () => {
  it('exits with the code of its command, and keeps its two outputs apart', async () => {
    const [fine, wrong, usage] = await Promise.all([
      runProcess(['check', '--lexicons', lexicons]),
      runProcess(['check', '--lexicons', `${base}/missing`, '--format', 'json']),
      runProcess(['check']),
    ])
    expect(fine).toEqual({ code: 0, out: '1 document: no problems\n', err: '' })
    expect(JSON.parse(wrong.out)).toHaveLength(1)
    expect(wrong).toMatchObject({ code: 1, err: '0 documents: 1 error\n' })
    expect(usage).toEqual({
      code: 2,
      out: '',
      err: "error: required option '--lexicons <folder>' not specified\n(add --help for how it is used)\n",
    })
  })

  it('colours a pipe only with FORCE_COLOR', async () => {
    const args = ['check', '--lexicons', lexicons]
    const [forced, unwanted] = await Promise.all([
      runProcess(args, { environment: { FORCE_COLOR: '1' } }),
      runProcess(args, { environment: { NO_COLOR: '1' } }),
    ])
    expect(forced.out).toBe('1 document: \u001B[32mno problems\u001B[39m\n')
    expect(unwanted.out).toBe('1 document: no problems\n')
  })

  it('says nothing about a reader that has gone away', async () => {
    const process = start(['check', '--lexicons', lexicons])
    process.child.stdout.destroy()
    expect(await process.ended).toBe(0)
    expect(withoutProgress(process.err.text)).toBe('')
  })

  it('fails where its output is lost', () => {
    const cli = fileURLToPath(new URL('../../codegen/cli.ts', import.meta.url))
    // Stands for a full disk: what is open for reading alone takes nothing either.
    const unwritable = openSync(cli, 'r')
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', cli, '--version'], {
      stdio: ['ignore', unwritable, 'pipe'],
      encoding: 'utf8',
    })
    closeSync(unwritable)
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'error: standard output cannot be written: EBADF: bad file descriptor, write\n',
    })
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('exits on %s with %i and leaves nothing behind', async (signal, code) => {
    // Stands for work that takes long: no read of a lexicon ever ends.
    const slow = `
      import fs from 'node:fs'
      import { syncBuiltinESMExports } from 'node:module'
      fs.promises.readFile = (file) => {
        console.error('reading')
        return new Promise((resolve) => setTimeout(resolve, 600_000))
      }
      syncBuiltinESMExports()`
    const imports = [`data:text/javascript,${encodeURIComponent(slow)}`]
    const process = start(['gen', '--lexicons', lexicons, '--out', out], { imports })
    await process.err.takeUntil('reading')
    process.child.kill(signal)
    expect(await process.ended).toBe(code)
    expect(process.out.text).toBe('')
    expect(Object.keys(await readTree(base))).toEqual(['lexicons/com/example/ping.json'])
  })

  it('ends a watch with 0 on Ctrl-C', async () => {
    await writeTree(lexicons, { 'com/example/ping.json': '{' })
    const process = start(['gen', '--lexicons', lexicons, '--out', out, '--watch'])
    await process.out.takeUntil('press Ctrl-C to end\n')
    process.child.kill('SIGINT')
    expect(await process.ended).toBe(0)
    expect(withoutProgress(process.err.text)).toBe('')
  })
})
