import { setImmediate } from 'node:timers/promises'

import { describe, expect, it, onTestFinished } from 'vitest'

import { StatusLine } from '../../codegen/streams/status-line.js'
import { RecordedStream } from './recorded-terminal.js'

const wipe = '\r\u001B[2K'
const text = 'cursor 183 · behind 60 min · 48/s · 3 min left · backfill'

function startLine(columns: number | undefined, describeIt = () => text, color = false) {
  const terminal = new RecordedStream({ isTTY: true, color, columns })
  const line = new StatusLine(terminal, describeIt)
  onTestFinished(() => line.stop())
  line.start()
  const taken = () => {
    const { text: written } = terminal
    terminal.text = ''
    return written
  }
  return { terminal, line, taken }
}

describe('how wide it is', () => {
  it.each([
    [undefined, text],
    // What a terminal says whose size nobody has set.
    [0, text],
    [60, text],
    // Two columns are for the ^C of whoever interrupts, and one stays free.
    [59, 'cursor 183 · behind 60 min · 48/s · 3 min left'],
    [40, 'cursor 183 · behind 60 min · 48/s'],
    [35, 'cursor 183 · behind 60 min'],
    [20, 'cursor 183'],
    [10, 'cursor…'],
    [2, ''],
  ])('shows the parts that fit into %s columns', (columns, shown) => {
    expect(startLine(columns).taken()).toBe(wipe + shown)
  })

  it('is 80 columns at most where the terminal does not tell', () => {
    expect(startLine(0, () => 'x'.repeat(90)).taken()).toBe(`${wipe}${'x'.repeat(76)}…`)
  })
})

describe('when other text is written', () => {
  it('goes out of the way, and comes back once that is through', async () => {
    const { terminal, line, taken } = startLine(undefined)
    taken()
    for (const other of ['one\n', 'two\n']) {
      line.hide()
      terminal.write(other)
    }
    expect(taken()).toBe(`${wipe}one\ntwo\n`)
    await setImmediate()
    expect(taken()).toBe(wipe + text)
  })

  it('does not ask anew how things stand for that', async () => {
    let asked = 0
    const { line, taken } = startLine(undefined, () => `asked ${++asked} times`)
    line.hide()
    await setImmediate()
    expect(taken()).toBe(`${wipe}asked 1 times${wipe}${wipe}asked 1 times`)
  })

  it('does not come back once it was stopped', async () => {
    const { line, taken } = startLine(undefined)
    line.hide()
    line.stop()
    taken()
    line.hide()
    await setImmediate()
    expect(taken()).toBe('')
  })

  it('leaves nothing behind when it is stopped', async () => {
    const { line, taken } = startLine(undefined)
    taken()
    line.stop()
    await setImmediate()
    expect(taken()).toBe(wipe)
  })
})

it('is dim where the terminal shows colours', () => {
  expect(startLine(20, () => text, true).taken()).toBe(`${wipe}\u001B[2mcursor 183\u001B[22m`)
})

it('is nothing where there is no terminal', async () => {
  const terminal = new RecordedStream()
  const line = new StatusLine(terminal, () => text)
  line.start()
  line.hide()
  await setImmediate()
  line.stop()
  expect(terminal.text).toBe('')
})
