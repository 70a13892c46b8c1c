import { describe, expect, it } from 'vitest'
import * as cbor from './build-cbor.js'
import { failureOf } from './failure.js'
import { joined } from './hex.js'
import { repos } from './sample-messages.js'

const codec = repos.codecs['xrpc.v0.cbor']

// What headers and errors mean, and which are refused for what, is pinned by the vectors.

describe('an error frame', () => {
  const errorHeader = cbor.map(['op', cbor.int(-1)])
  const body = cbor.map(['error', cbor.text('FutureCursor')], ['message', cbor.text('é')])

  it('cut anywhere is truncated', () => {
    const frame = joined(errorHeader, body)
    for (let length = 0; length < frame.length; length++) {
      const cut = frame.subarray(0, length)
      const expected = { name: 'DecodeError', code: 'truncated', offset: length }
      expect(failureOf(() => codec.decode(cut))).toMatchObject(expected)
      expect(failureOf(() => codec.peek(cut))).toMatchObject(expected)
    }
  })
})
