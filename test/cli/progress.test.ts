import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { Progress } from '../../codegen/progress.js'
import { RecordedStream } from './recorded-terminal.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('Progress', () => {
  it('says nothing about work that is done within a second', () => {
    const stream = new RecordedStream({ isTTY: true })
    const progress = new Progress(stream)
    progress.enter('checking')
    vi.advanceTimersByTime(600)
    progress.enter('generating')
    vi.advanceTimersByTime(399)
    progress.stop()
    vi.advanceTimersByTime(5000)
    expect(stream.text).toBe('')
  })

  it('moves one line on a terminal and wipes it out in the end', () => {
    const stream = new RecordedStream({ isTTY: true })
    const progress = new Progress(stream)
    progress.enter('checking')
    vi.advanceTimersByTime(1100)
    progress.enter('generating')
    vi.advanceTimersByTime(100)
    progress.stop()
    vi.advanceTimersByTime(5000)
    const wipe = '\r\u001B[2K'
    expect(stream.text).toBe(
      `${wipe}⠋ checking… 1 s${wipe}⠙ checking… 1 s${wipe}⠹ generating… 1 s${wipe}`,
    )
  })

  it('writes a plain line for each long phase elsewhere', () => {
    const stream = new RecordedStream()
    const progress = new Progress(stream)
    progress.enter('checking')
    vi.advanceTimersByTime(1500)
    progress.enter('generating')
    vi.advanceTimersByTime(5000)
    progress.enter('writing')
    vi.advanceTimersByTime(900)
    progress.stop()
    vi.advanceTimersByTime(5000)
    expect(stream.text).toBe('checking…\ngenerating…\n')
  })

  it('starts again after a stop', () => {
    const stream = new RecordedStream()
    const progress = new Progress(stream)
    progress.enter('checking')
    progress.stop()
    progress.enter('generating')
    vi.advanceTimersByTime(5000)
    progress.stop()
    expect(stream.text).toBe('generating…\n')
  })
})
