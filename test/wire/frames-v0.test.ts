import { describe, expect, it } from 'vitest'
import * as cbor from './build-cbor.js'
import { comparable } from './comparable.js'
import { decodeFailure, failureOf } from './failure.js'
import { hex, joined } from './hex.js'
import {
  did,
  identity,
  labelMessages,
  labelStream,
  repoMessages,
  repos,
  time,
} from './sample-messages.js'

const codec = repos.codecs['xrpc.v0.cbor']
const labelCodec = labelStream.codecs['xrpc.v0.cbor']

const header = cbor.map(['t', cbor.text('#identity')], ['op', cbor.int(1)])
const payload = cbor.map(['did', cbor.text(did)], ['seq', cbor.int(5)], ['time', cbor.text(time)])
const message = { $type: identity.$type, did, seq: 5, time }

describe('a message', () => {
  it('is two items: a header and a payload', () => {
    expect(codec.decode(joined(header, payload))).toEqual({ kind: 'message', message })
    expect(codec.encode({ ...message })).toEqual(joined(header, payload))
  })

  it.each(repoMessages.map((sample) => [sample.$type, sample] as const))(
    'comes back as it was: %s',
    (_, sample) => {
      const frame = codec.encode(sample)
      const decoded = codec.decode(frame)
      expect(comparable(decoded)).toEqual(comparable({ kind: 'message', message: sample }))
      expect(comparable(codec.decodeWithoutFormats(frame))).toEqual(comparable(decoded))
    },
  )

  it.each(labelMessages.map((sample) => [sample.$type, sample] as const))(
    'comes back as it was: %s',
    (_, sample) => {
      const frame = labelCodec.encode(sample)
      expect(comparable(labelCodec.decode(frame))).toEqual(
        comparable({ kind: 'message', message: sample }),
      )
    },
  )

  it('has no property for a field that is absent', () => {
    const decoded = codec.decode(joined(header, payload))
    if (decoded.kind !== 'message') throw new Error(decoded.kind)
    expect(Object.keys(decoded.message).sort()).toEqual(['$type', 'did', 'seq', 'time'])
  })

  it('cut anywhere is truncated, at the end of what is there', () => {
    for (const sample of repoMessages) {
      const frame = codec.encode(sample)
      for (let length = 0; length < frame.length; length++) {
        const cut = frame.subarray(0, length)
        const expected = { name: 'DecodeError', code: 'truncated', offset: length }
        expect(
          failureOf(() => codec.decode(cut)),
          `${length}`,
        ).toMatchObject(expected)
        expect(
          failureOf(() => codec.decodeWithoutFormats(cut)),
          `${length}`,
        ).toMatchObject(expected)
      }
    }
    for (const sample of labelMessages) {
      const frame = labelCodec.encode(sample)
      for (let length = 0; length < frame.length; length++) {
        expect(failureOf(() => labelCodec.decode(frame.subarray(0, length)))).toMatchObject({
          name: 'DecodeError',
          code: 'truncated',
          offset: length,
        })
      }
    }
  })

  it('followed by anything has trailing bytes', () => {
    for (const more of [hex('00'), hex('ff'), header, payload]) {
      const { length } = joined(header, payload)
      const expected = decodeFailure(
        'trailing-bytes',
        length,
        '',
        `there are bytes after the end (at byte ${length})`,
      )
      expect(failureOf(() => codec.decode(joined(header, payload, more)))).toEqual(expected)
    }
  })

  it('without a payload is truncated', () => {
    expect(failureOf(() => codec.decode(header))).toEqual(
      decodeFailure(
        'truncated',
        header.length,
        '',
        `the bytes end too early (at byte ${header.length})`,
      ),
    )
  })

  it.each([
    ['an array', '80', 'expected object, found an array'],
    ['null', 'f6', 'expected object, found null'],
    ['a text', '60', 'expected object, found a string'],
    ['bytes', '40', 'expected object, found bytes'],
    ['an integer', '00', 'expected object, found an integer'],
  ])('whose payload is %s fails', (_, digits, detail) => {
    expect(failureOf(() => codec.decode(joined(header, hex(digits))))).toEqual(
      decodeFailure('wrong-type', header.length, '', `${detail} (at byte ${header.length})`),
    )
  })

  it('may lie anywhere in a larger buffer', () => {
    const larger = joined(hex('00ff'), header, payload, hex('00'))
    const frame = larger.subarray(2, larger.length - 1)
    expect(codec.decode(frame)).toEqual({ kind: 'message', message })
    expect(codec.peek(frame)).toMatchObject({ kind: 'message', seq: 5, shardKey: did })
  })

  it('may have fields that the lexicon does not know, anywhere, of any shape', () => {
    const unknown = cbor.map(['b', cbor.map(['z', cbor.int(1)])], ['c', cbor.array(cbor.nil)])
    const frame = joined(
      header,
      cbor.map(
        ['', unknown],
        ['a', unknown],
        ['did', cbor.text(did)],
        ['die', unknown],
        ['seq', cbor.int(5)],
        ['ser', cbor.nil],
        ['time', cbor.text(time)],
        ['$abcd', unknown],
        ['zzzzzz', unknown],
        ['zzzzzzz', unknown],
      ),
    )
    expect(codec.decode(frame)).toEqual({ kind: 'message', message })
  })

  it('may say its $type in the payload, which counts for nothing', () => {
    expect(codec.decode(typedFrame(identity.$type))).toEqual({ kind: 'message', message })
    expect(codec.decode(typedFrame('com.example.other'))).toEqual({ kind: 'message', message })
  })
})

describe('keys of a payload', () => {
  const seq = ['seq', cbor.int(5)] as const
  const didPair = ['did', cbor.text(did)] as const
  const timePair = ['time', cbor.text(time)] as const
  const other = ['sep', cbor.int(1)] as const

  it.each([
    ['known ones swapped', [seq, didPair, timePair], 'unsorted-keys', 'a key is out of order', 1],
    ['a known one last', [didPair, timePair, seq], 'unsorted-keys', 'a key is out of order', 2],
    ['a known one twice', [didPair, didPair, seq], 'duplicate-key', 'a key stands twice', 1],
    [
      'a known one twice, apart',
      [didPair, seq, didPair],
      'unsorted-keys',
      'a key is out of order',
      2,
    ],
    [
      'an unknown one twice',
      [didPair, other, other, seq],
      'duplicate-key',
      'a key stands twice',
      2,
    ],
    [
      'an unknown one late',
      [didPair, seq, other, timePair],
      'unsorted-keys',
      'a key is out of order',
      2,
    ],
    [
      'a known one before an unknown one',
      [didPair, ['sz', cbor.nil], seq],
      'unsorted-keys',
      'a key is out of order',
      1,
    ],
    [
      'unknown ones swapped',
      [didPair, ['dig', cbor.nil], ['die', cbor.nil], seq],
      'unsorted-keys',
      'a key is out of order',
      2,
    ],
  ] as const)('%s', (_, pairs, code, detail, wrong) => {
    const start = header.length + cbor.map(...pairs.slice(0, wrong)).length
    expect(failureOf(() => codec.decode(joined(header, cbor.map(...pairs))))).toEqual(
      decodeFailure(code, start, '', `${detail} (at byte ${start})`),
    )
  })
})

function typedFrame(type: string): Uint8Array {
  return joined(
    header,
    cbor.map(
      ['did', cbor.text(did)],
      ['seq', cbor.int(5)],
      ['time', cbor.text(time)],
      ['$type', cbor.text(type)],
    ),
  )
}
