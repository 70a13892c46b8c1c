import { mkdir, rename, rm, writeFile } from 'node:fs/promises'

import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import { runCommandLine } from '../../codegen/commands/command-line.js'
import { Interruption } from '../../codegen/interruption.js'
import type { Stages } from '../../codegen/pipeline.js'
import { recordTerminal, withoutProgress } from './recorded-terminal.js'
import type { RecordedTerminal } from './recorded-terminal.js'
import { own, stagesThatEmit } from './run-in-process.js'
import { pingLexicon } from './sample-lexicons.js'
import { readTree, temporaryFolder, writeTree } from './temporary-folder.js'

interface Watch extends RecordedTerminal {
  readonly ended: Promise<number>
  interrupt(): void
}

let base = ''
let lexicons = ''
let out = ''
let emitted = ''
const stages = stagesThatEmit(() => ({ 'index.ts': own(emitted) }))

beforeEach(async () => {
  base = await temporaryFolder()
  lexicons = `${base}/lexicons`
  out = `${base}/out`
  emitted = 'first'
  await writeTree(lexicons, { 'com/example/ping.json': pingLexicon })
})

function watch(used: Stages = stages): Watch {
  const terminal = recordTerminal()
  const controller = new AbortController()
  const interrupt = () => controller.abort(new Interruption(130))
  const args = ['gen', '--lexicons', lexicons, '--out', out, '--watch']
  const context = { terminal, interrupt: controller.signal, stages: used }
  const ended = runCommandLine(args, context)
  onTestFinished(async () => {
    interrupt()
    await ended
  })
  return { ...terminal, ended, interrupt }
}

const nothing = () => {}
const began = () => `watching ${lexicons}; press Ctrl-C to end\n`
const wroteOne = '1 document, 1 file: 1 written, 0 deleted, 0 unchanged\n'
const wroteNone = '1 document, 1 file: 0 written, 0 deleted, 1 unchanged\n'

describe('gen --watch', () => {
  it('generates at once and on each save, and ends with 0 when interrupted', async () => {
    const watching = watch()
    expect(await watching.out.takeUntil(began())).toBe(wroteOne + began())
    emitted = 'second'
    await writeTree(lexicons, { 'com/example/ping.json': `${pingLexicon}\n` })
    expect(await watching.out.takeUntil('unchanged\n')).toBe(
      `\n${lexicons}/com/example/ping.json changed\n${wroteOne}`,
    )
    expect(await readTree(out)).toEqual({ 'index.ts': own('second') })
    watching.interrupt()
    expect(await watching.ended).toBe(0)
    expect(watching.out.text).toBe('')
    expect(withoutProgress(watching.err.text)).toBe('')
  })

  it('says what is wrong with a half-written file and goes on once it is whole', async () => {
    const watching = watch()
    await watching.out.takeUntil(began())
    const file = `${lexicons}/com/example/ping.json`
    await writeFile(file, '{"lexicon": 1')
    expect(await watching.out.takeUntil('nothing was written\n')).toBe(
      `\n${file} changed\n${file}:1:14: a "}" is expected here [error json-syntax]\n1 document: 1 error; nothing was written\n`,
    )
    await writeFile(file, pingLexicon)
    expect(await watching.out.takeUntil('unchanged\n')).toBe(`\n${file} changed\n${wroteNone}`)
  })

  it('sees files that are saved by renaming, added and removed, and no others', async () => {
    const watching = watch()
    await watching.out.takeUntil(began())
    const file = `${lexicons}/com/example/ping.json`
    await writeFile(`${file}.new`, pingLexicon)
    await rename(`${file}.new`, file)
    expect(await watching.out.takeUntil('unchanged\n')).toBe(`\n${file} changed\n${wroteNone}`)
    await writeTree(lexicons, { 'notes.md': '', 'net/example/pong.json': '{' })
    expect(await watching.out.takeUntil('written\n')).toContain(
      `\n${lexicons}/net/example/pong.json added\n`,
    )
    await rm(`${lexicons}/net`, { recursive: true })
    expect(await watching.out.takeUntil('unchanged\n')).toBe(
      `\n${lexicons}/net/example/pong.json removed\n${wroteNone}`,
    )
  })

  it('outlives its folder and sees it come back', async () => {
    const watching = watch()
    await watching.out.takeUntil(began())
    await rm(lexicons, { recursive: true })
    expect(await watching.out.takeUntil('nothing was written\n')).toContain(
      `\n${lexicons}/com/example/ping.json removed\n`,
    )
    expect(await readTree(out)).toEqual({ 'index.ts': own('first') })
    emitted = 'second'
    await writeTree(lexicons, { 'com/example/ping.json': pingLexicon })
    await watching.out.takeUntil('1 written, 0 deleted, 0 unchanged\n')
    expect(await readTree(out)).toEqual({ 'index.ts': own('second') })
  })

  it('waits for a folder that is not there yet', async () => {
    await rm(lexicons, { recursive: true })
    const watching = watch()
    expect(await watching.out.takeUntil(began())).toContain('it does not exist [error unreadable]')
    await mkdir(lexicons)
    await writeTree(lexicons, { 'com/example/ping.json': pingLexicon })
    expect(await watching.out.takeUntil('unchanged\n')).toContain(wroteOne)
  })

  it('survives a file of somebody else in the way, and its own mistakes', async () => {
    let mistaken = true
    const watching = watch({
      ...stages,
      emit: async (model) => {
        if (mistaken) throw new Error('boom')
        return stages.emit(model)
      },
    })
    await watching.out.takeUntil(began())
    expect(watching.err.text).toContain(
      'error: lexstream failed; please report this\nError: boom\n',
    )
    mistaken = false
    await writeTree(out, { 'index.ts': 'mine' })
    await writeTree(lexicons, { 'com/example/ping.json': `${pingLexicon}\n` })
    await watching.err.takeUntil(`error: ${out}/index.ts: this file was not made by lexstream`)
    await rm(out, { recursive: true })
    await watching.out.takeUntil('changed\n')
    await writeTree(lexicons, { 'com/example/ping.json': pingLexicon })
    await watching.out.takeUntil(wroteOne)
  })

  it('never runs twice at once, and runs again for what changed meanwhile', async () => {
    let running = 0
    let most = 0
    let release = nothing
    const started: (() => void)[] = []
    const watching = watch({
      ...stages,
      emit: async (model) => {
        running += 1
        most = Math.max(most, running)
        for (const tell of started.splice(0)) tell()
        await new Promise<void>((resolve) => {
          release = resolve
        })
        running -= 1
        return stages.emit(model)
      },
    })
    const start = () =>
      new Promise<void>((resolve) => {
        started.push(resolve)
      })
    if (running === 0) await start()
    const again = start()
    await writeTree(lexicons, { 'com/example/ping.json': `${pingLexicon}\n` })
    release()
    await again
    release()
    expect(await watching.out.takeUntil('0 written, 0 deleted, 1 unchanged\n')).toBe(
      `${wroteOne}${began()}\n${lexicons}/com/example/ping.json changed\n${wroteNone}`,
    )
    expect(most).toBe(1)
  })

  it('stops in the middle of a run', async () => {
    let begin = nothing
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const watching = watch({
      ...stages,
      emit: () => {
        begin()
        return new Promise(nothing)
      },
    })
    await begun
    watching.interrupt()
    expect(await watching.ended).toBe(0)
    expect(Object.keys(await readTree(base))).toEqual(['lexicons/com/example/ping.json'])
  })

  it('ends once nobody reads what it says', async () => {
    const watching = watch()
    await watching.out.takeUntil(began())
    watching.out.close()
    expect(await watching.ended).toBe(0)
  })
})
