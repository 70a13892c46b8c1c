import { describe, expect, it } from 'vitest'
import { subprotocols } from '../../generated/runtime/frame/subprotocol.js'
import type { LexValue } from '../../generated/runtime/values/lex-value.js'
import { allowed, constraints, formats } from './breaches.js'
import { comparable } from './comparable.js'
import { failureOf } from './failure.js'
import { decodeAny, frameOf, valid, withFirst } from './untyped-message.js'

describe.each(subprotocols)('in %s', (subprotocol) => {
  it.each(constraints)('$title', ({ message, code, path, detail }) => {
    const failure = failureOf(() => decodeAny(message, subprotocol))
    expect(failure).toEqual({
      name: 'DecodeError',
      code,
      offset: failure.offset,
      path,
      message: `${path}: ${detail} (at byte ${String(failure.offset)})`,
    })
    expect(failureOf(() => decodeAny(message, subprotocol, 'decodeWithoutFormats'))).toEqual(
      failure,
    )
  })

  it.each(allowed)('%s: allowed', (_, message) => {
    const expected = comparable({ kind: 'message', message })
    expect(comparable(decodeAny(message, subprotocol))).toEqual(expected)
  })

  it.each(formats)('$title', ({ message, code, path, detail }) => {
    const failure = failureOf(() => decodeAny(message, subprotocol))
    expect(failure).toEqual({
      name: 'DecodeError',
      code,
      offset: failure.offset,
      path,
      message: `${path}: ${detail} (at byte ${String(failure.offset)})`,
    })
    const expected = comparable({ kind: 'message', message })
    expect(comparable(decodeAny(message, subprotocol, 'decodeWithoutFormats'))).toEqual(expected)
  })

  it.each([
    'did:plc:7iza6de2dwap2sbkpav7c6c6',
    'did:web:example.com',
    'did:web:localhost%3A1234',
    'did:m:v',
    'did:method:-:_:.:%ab',
    `did:plc:${'a'.repeat(2040)}`,
  ])('%s is a did', (text) => {
    const message = { ...valid.account, did: text }
    expect(comparable(decodeAny(message, subprotocol))).toEqual(
      comparable({ kind: 'message', message }),
    )
  })

  it('the first thing wrong in the order of the bytes is the one told', () => {
    const message = { ...valid.identity, did: 'x', time: 'y', handle: 'z' }
    expect(failureOf(() => decodeAny(message, subprotocol)).path).toBe('did')
  })
})

describe('the place', () => {
  const bad: LexValue = 'not a did at all'

  it.each(subprotocols)('of a constraint lies within the value: %s', (subprotocol) => {
    // The value's bytes occur once in the frame, so that its place can be found without a decoder.
    const message = { ...valid.commit, repo: bad }
    const frame = Buffer.from(frameOf(message, subprotocol))
    const start = frame.indexOf(bad)
    const { offset } = failureOf(() => decodeAny(message, subprotocol))
    expect(offset).toBeGreaterThanOrEqual(start - 1)
    expect(offset).toBeLessThanOrEqual(start + bad.length)
  })

  it.each(subprotocols)('of a missing field is where its object starts: %s', (subprotocol) => {
    const message = withFirst(valid.commit, 'ops', () => ({ marked: 'here' }))
    const frame = Buffer.from(frameOf(message, subprotocol))
    const name = frame.indexOf('marked')
    const { offset, path } = failureOf(() => decodeAny(message, subprotocol))
    expect(path).toBe('ops[0]')
    expect(offset).toBe(name - 2)
  })
})
