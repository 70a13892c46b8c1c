import { describe, expect, it } from 'vitest'

import { codecs } from '../../../../generated/com.atproto.sync.subscribeRepos.js'
import { checkCounts } from './audience.js'
import { Tally } from './tally.js'

const v0 = codecs['xrpc.v0.cbor']
const nsid = 'com.atproto.sync.subscribeRepos'

function account(seq: number): Uint8Array {
  const did = 'did:plc:ewvi7nxzyoun6zhxrhs64oiz'
  const time = '2026-07-04T14:38:07.517Z'
  return v0.encode({ $type: `${nsid}#account`, seq, did, time, active: true })
}

const cursor = v0.encode({ $type: `${nsid}#cursor`, cursor: 6, highestSeq: 6, live: true })

describe('a tally', () => {
  it('counts messages and their bytes, and apart from them what is about the connection', () => {
    const tally = new Tally('xrpc.v0.cbor', 7)
    expect(tally.add(cursor.length, true, cursor)).toBe(false)
    expect(tally.add(account(7).length, true, account(7))).toBe(true)
    expect(tally.add(5000, true, undefined)).toBe(true)
    expect(tally.add(account(9).length, true, account(9))).toBe(true)
    const bytes = 5000 + 2 * account(7).length
    expect(tally.counts).toEqual({ subprotocol: 'xrpc.v0.cbor', messages: 3, bytes, notices: 1 })
  })

  it.each([
    ['is missing', 8, 'seq 7 was due, got com.atproto.sync.subscribeRepos#account 8'],
    ['comes twice', 6, 'seq 7 was due, got com.atproto.sync.subscribeRepos#account 6'],
  ])('fails where a message %s', (_what, seq, message) => {
    const tally = new Tally('xrpc.v0.cbor', 7)
    expect(() => tally.add(100, true, account(seq))).toThrow(message)
  })

  it('fails at an error frame', () => {
    const error = v0.encodeError('ConsumerTooSlow', 'too slow')
    expect(() => new Tally('xrpc.v0.cbor', 7).add(error.length, true, error)).toThrow(
      'seq 7 was due, got ConsumerTooSlow',
    )
  })

  it('fails where CBOR comes as text, and JSON as binary', () => {
    const message = 'text and binary messages are mixed up'
    expect(() => new Tally('xrpc.v1.cbor', 1).add(5000, false, undefined)).toThrow(message)
    expect(() => new Tally('xrpc.v1.json', 1).add(5000, true, undefined)).toThrow(message)
  })
})

describe('what all subscribers received', () => {
  const shares = [
    { subprotocol: 'xrpc.v0.cbor', connections: 1 },
    { subprotocol: 'xrpc.v1.json', connections: 2 },
  ] as const
  const expected = {
    messages: 3,
    bytes: { 'xrpc.v0.cbor': 300, 'xrpc.v1.cbor': 0, 'xrpc.v1.json': 400 },
  }
  const inV0 = { subprotocol: 'xrpc.v0.cbor', messages: 3, bytes: 300, notices: 1 } as const
  const inJson = { subprotocol: 'xrpc.v1.json', messages: 3, bytes: 400, notices: 4 } as const

  it('may be what was expected', () => {
    expect(() => checkCounts([inV0, inJson, inJson], shares, expected)).not.toThrow()
  })

  it('may not be on fewer connections', () => {
    expect(() => checkCounts([inV0, inJson], shares, expected)).toThrow(
      '1 connections in xrpc.v1.json, not 2',
    )
  })

  it('may not be a message too many', () => {
    const counts = [inV0, inJson, { ...inJson, messages: 4 }]
    expect(() => checkCounts(counts, shares, expected)).toThrow(
      'a subscriber in xrpc.v1.json got 4 messages with 400 bytes, not 3 with 400',
    )
  })

  it('may not be other bytes', () => {
    const counts = [{ ...inV0, bytes: 299 }, inJson, inJson]
    expect(() => checkCounts(counts, shares, expected)).toThrow(
      'a subscriber in xrpc.v0.cbor got 3 messages with 299 bytes, not 3 with 300',
    )
  })
})
