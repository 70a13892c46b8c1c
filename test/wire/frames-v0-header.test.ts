import { describe, expect, it } from 'vitest'
import * as cbor from './build-cbor.js'
import { decodeFailure, failureOf } from './failure.js'
import { hex, joined } from './hex.js'
import { did, identity, repos, time } from './sample-messages.js'

const codec = repos.codecs['xrpc.v0.cbor']

const header = cbor.map(['t', cbor.text('#identity')], ['op', cbor.int(1)])
const payload = cbor.map(['did', cbor.text(did)], ['seq', cbor.int(5)], ['time', cbor.text(time)])
const message = { $type: identity.$type, did, seq: 5, time }

describe('a header', () => {
  it.each([
    ['no op', cbor.map(['t', cbor.text('#identity')]), 'bad-header', 0, '', 'the header has no op'],
    ['nothing at all', cbor.map(), 'bad-header', 0, '', 'the header has no op'],
    [
      'a text as op',
      cbor.map(['op', cbor.text('1')]),
      'wrong-type',
      4,
      'op',
      'expected integer, found a string',
    ],
    [
      'null as op',
      cbor.map(['op', cbor.nil]),
      'wrong-type',
      4,
      'op',
      'expected integer, found null',
    ],
    [
      'a float as op',
      cbor.map(['op', hex('fb3ff0000000000000')]),
      'bad-float',
      4,
      'op',
      'expected integer, found a float',
    ],
    [
      'a number as t',
      cbor.map(['t', cbor.int(1)], ['op', cbor.int(1)]),
      'wrong-type',
      3,
      't',
      'expected string, found an integer',
    ],
    [
      'null as t',
      cbor.map(['t', cbor.nil], ['op', cbor.int(1)]),
      'wrong-type',
      3,
      't',
      'expected string, found null',
    ],
    [
      'op before t',
      cbor.map(['op', cbor.int(1)], ['t', cbor.text('#identity')]),
      'unsorted-keys',
      5,
      '',
      'a key is out of order',
    ],
    [
      'op twice',
      cbor.map(['op', cbor.int(1)], ['op', cbor.int(1)]),
      'duplicate-key',
      5,
      '',
      'a key stands twice',
    ],
    [
      'another key too late',
      cbor.map(['op', cbor.int(1)], ['a', cbor.nil]),
      'unsorted-keys',
      5,
      '',
      'a key is out of order',
    ],
    [
      'another key that holds undefined',
      cbor.map(['op', cbor.int(1)], ['op2', hex('f7')]),
      'wrong-type',
      9,
      'op2',
      'expected a value of the data model, found a simple value',
    ],
    [
      'an array in its place',
      cbor.array(cbor.int(1)),
      'wrong-type',
      0,
      '',
      'expected object, found an array',
    ],
    [
      'an integer in its place',
      cbor.int(1),
      'wrong-type',
      0,
      '',
      'expected object, found an integer',
    ],
    [
      'a count in two bytes',
      joined(hex('b802'), header.subarray(1)),
      'not-canonical',
      0,
      '',
      'an integer or length takes more bytes than it needs',
    ],
    [
      'no end',
      joined(hex('bf'), header.subarray(1), hex('ff')),
      'not-canonical',
      0,
      '',
      'an indefinite or reserved length',
    ],
    [
      'op in two bytes',
      hex('a1 626f70 1801'),
      'not-canonical',
      4,
      'op',
      'an integer or length takes more bytes than it needs',
    ],
  ] as const)('with %s fails', (_, wrong, code, offset, path, detail) => {
    const place = path === '' ? '' : `${path}: `
    const expected = decodeFailure(code, offset, path, `${place}${detail} (at byte ${offset})`)
    expect(failureOf(() => codec.decode(joined(wrong, payload)))).toEqual(expected)
    expect(failureOf(() => codec.peek(joined(wrong, payload)))).toEqual(expected)
  })

  it.each([
    [
      'further keys',
      cbor.map(
        ['a', cbor.nil],
        ['t', cbor.text('#identity')],
        ['op', cbor.int(1)],
        ['ver', cbor.map(['b', cbor.int(1)])],
      ),
    ],
    ['the full type as t', cbor.map(['t', cbor.text(identity.$type)], ['op', cbor.int(1)])],
  ])('may have %s', (_, unusual) => {
    expect(codec.decode(joined(unusual, payload))).toEqual({ kind: 'message', message })
    expect(codec.peek(joined(unusual, payload))).toMatchObject({
      kind: 'message',
      type: identity.$type,
      seq: 5,
      shardKey: did,
    })
    expect(failureOf(() => codec.decode(joined(unusual, payload, hex('00')))).code).toBe(
      'trailing-bytes',
    )
  })

  it.each([
    ['#other', `${repos.nsid}#other`],
    ['#', `${repos.nsid}#`],
    ['', ''],
    ['identity', 'identity'],
    ['com.example.stream#identity', 'com.example.stream#identity'],
    ['#identity2', `${repos.nsid}#identity2`],
    ['#__proto__', `${repos.nsid}#__proto__`],
  ])('with the unknown t %j is a value, not an error', (t, type) => {
    const unknown = cbor.map(['t', cbor.text(t)], ['op', cbor.int(1)])
    expect(codec.decode(joined(unknown, payload))).toEqual({ kind: 'unknown-message', type })
    expect(codec.peek(joined(unknown, payload))).toEqual({
      kind: 'unknown-message',
      type,
      seq: undefined,
      shardKey: undefined,
    })
    expect(failureOf(() => codec.decode(joined(unknown, payload, payload))).code).toBe(
      'trailing-bytes',
    )
    expect(failureOf(() => codec.decode(joined(unknown, hex('a1617af7')))).path).toBe('z')
  })

  it('without t is a message of an unknown type', () => {
    const unknown = cbor.map(['op', cbor.int(1)])
    expect(codec.decode(joined(unknown, payload))).toEqual({
      kind: 'unknown-message',
      type: undefined,
    })
    expect(codec.peek(joined(unknown, payload))).toMatchObject({ kind: 'unknown-message' })
  })

  it.each([0, 2, -2, 24, 1000, Number.MIN_SAFE_INTEGER])(
    'with the unknown op %i is no error',
    (op) => {
      const unknown = cbor.map(['t', cbor.text('#identity')], ['op', cbor.int(op)])
      expect(codec.decode(joined(unknown, payload))).toEqual({ kind: 'unknown-op', op })
      expect(codec.peek(joined(unknown, payload))).toMatchObject({ kind: 'unknown-op' })
      expect(failureOf(() => codec.decode(unknown)).code).toBe('truncated')
    },
  )
})

describe('an error frame', () => {
  const errorHeader = cbor.map(['op', cbor.int(-1)])
  const body = cbor.map(['error', cbor.text('FutureCursor')], ['message', cbor.text('é')])

  it('is decoded with its message, or without', () => {
    expect(codec.decode(joined(errorHeader, body))).toEqual({
      kind: 'error',
      error: 'FutureCursor',
      message: 'é',
    })
    expect(codec.decode(joined(errorHeader, cbor.map(['error', cbor.text('A')])))).toEqual({
      kind: 'error',
      error: 'A',
      message: undefined,
    })
    expect(codec.peek(joined(errorHeader, body))).toEqual({
      kind: 'error',
      type: 'FutureCursor',
      seq: undefined,
      shardKey: undefined,
    })
  })

  it('is encoded with its message, or without', () => {
    expect(codec.encodeError('FutureCursor', 'é')).toEqual(joined(errorHeader, body))
    expect(codec.encodeError('A')).toEqual(joined(errorHeader, cbor.map(['error', cbor.text('A')])))
  })

  it('may have more in header and body, and an error that the lexicon does not name', () => {
    const frame = joined(
      cbor.map(['t', cbor.text('#commit')], ['op', cbor.int(-1)]),
      cbor.map(['a', cbor.map(['b', cbor.nil])], ['error', cbor.text('New')], ['zzzzz', cbor.nil]),
    )
    expect(codec.decode(frame)).toEqual({ kind: 'error', error: 'New', message: undefined })
  })

  it.each([
    [
      'no error',
      cbor.map(['message', cbor.text('a')]),
      'missing-field',
      5,
      '',
      'required field error is missing',
    ],
    ['nothing', cbor.map(), 'missing-field', 5, '', 'required field error is missing'],
    [
      'an integer as error',
      cbor.map(['error', cbor.int(1)]),
      'wrong-type',
      12,
      'error',
      'expected string, found an integer',
    ],
    [
      'null as message',
      cbor.map(['error', cbor.text('a')], ['message', cbor.nil]),
      'wrong-type',
      22,
      'message',
      'expected string, found null',
    ],
    ['an array in its place', cbor.array(), 'wrong-type', 5, '', 'expected object, found an array'],
    [
      'a third item',
      joined(body, hex('00')),
      'trailing-bytes',
      5 + body.length,
      '',
      'there are bytes after the end',
    ],
  ] as const)('with %s fails', (_, wrong, code, offset, path, detail) => {
    const place = path === '' ? '' : `${path}: `
    expect(failureOf(() => codec.decode(joined(errorHeader, wrong)))).toEqual(
      decodeFailure(code, offset, path, `${place}${detail} (at byte ${offset})`),
    )
  })

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
