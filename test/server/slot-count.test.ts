import { describe, expect, it } from 'vitest'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { StreamServer } from '../../templates/server/stream-server.js'
import { changedSource } from './changed-source.js'
import { stream } from './example-stream.js'

describe('the slots of a source', () => {
  it.each([30, 0, -1, 1.5, Number.NaN, Infinity])('cannot be %s', (slots) => {
    const streams = new StreamServer()
    const log = new MemoryLog()
    let subscribed = false
    const subscribe = () => {
      subscribed = true
      return () => undefined
    }
    expect(() =>
      streams.mount(stream, { source: changedSource(log, { slots, subscribe }) }),
    ).toThrow(new RangeError(`slots: ${slots} is not a power of two`))
    expect(subscribed).toBe(false)
    streams.mount(stream, { source: log })
  })
})
