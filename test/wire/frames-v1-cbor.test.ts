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

const codec = repos.codecs['xrpc.v1.cbor']
const labelCodec = labelStream.codecs['xrpc.v1.cbor']

type Pair = readonly [string, Uint8Array]

const messageKind: Pair = ['$type', cbor.text('message')]
const fields: readonly Pair[] = [
  ['did', cbor.text(did)],
  ['seq', cbor.int(5)],
  ['time', cbor.text(time)],
]
const payload = cbor.map(...fields, ['$type', cbor.text(identity.$type)])
const frame = cbor.map(messageKind, ['payload', payload])
const message = { $type: identity.$type, did, seq: 5, time }

/** A value with keys of its own, which are none of the payload's. */
const nested = cbor.map(['b', cbor.map(['z', cbor.int(1)])], ['c', cbor.array(cbor.nil)])
/** A payload with fields that the lexicon does not know, on both sides of `$type`. */
const wide = cbor.map(
  ['', nested],
  ['a', nested],
  ...fields,
  ['$abcd', nested],
  ['$typd', nested],
  ['$type', cbor.text(identity.$type)],
  ['$typf', nested],
  ['zzzzz', nested],
  ['zzzzzz', nested],
)

/** The offset of a payload that comes right after the envelope's usual start. */
const payloadAt = cbor.map(messageKind, ['payload', new Uint8Array()]).length

describe('a message', () => {
  it('is one item: an envelope around a payload with its $type', () => {
    expect(codec.decode(frame)).toEqual({ kind: 'message', message })
    expect(codec.encode({ ...message })).toEqual(frame)
  })

  it.each(repoMessages.map((sample) => [sample.$type, sample] as const))(
    'comes back as it was: %s',
    (_, sample) => {
      const encoded = codec.encode(sample)
      const decoded = codec.decode(encoded)
      expect(comparable(decoded)).toEqual(comparable({ kind: 'message', message: sample }))
      expect(comparable(codec.decodeWithoutFormats(encoded))).toEqual(comparable(decoded))
    },
  )

  it.each(labelMessages.map((sample) => [sample.$type, sample] as const))(
    'comes back as it was: %s',
    (_, sample) => {
      expect(comparable(labelCodec.decode(labelCodec.encode(sample)))).toEqual(
        comparable({ kind: 'message', message: sample }),
      )
    },
  )

  it('cut anywhere is truncated, at the end of what is there', () => {
    for (const sample of repoMessages) {
      const encoded = codec.encode(sample)
      for (let length = 0; length < encoded.length; length++) {
        const cut = encoded.subarray(0, length)
        const expected = { name: 'DecodeError', code: 'truncated', offset: length }
        expect(
          failureOf(() => codec.decode(cut)),
          `${length}`,
        ).toMatchObject(expected)
        expect(failureOf(() => codec.decodeWithoutFormats(cut))).toMatchObject(expected)
      }
    }
  })

  it('followed by anything has trailing bytes', () => {
    for (const more of [hex('00'), hex('ff'), frame]) {
      expect(failureOf(() => codec.decode(joined(frame, more)))).toEqual(
        decodeFailure(
          'trailing-bytes',
          frame.length,
          '',
          `there are bytes after the end (at byte ${frame.length})`,
        ),
      )
    }
  })

  it('may have fields that the lexicon does not know, before and after $type', () => {
    const encoded = cbor.map(messageKind, ['payload', wide])
    expect(codec.decode(encoded)).toEqual({ kind: 'message', message })
    expect(codec.peek(encoded)).toMatchObject({ kind: 'message', seq: 5, shardKey: did })
  })

  it.each([
    [
      '$type before other fields',
      [messageKind, ['payload', cbor.map(['$type', cbor.text(identity.$type)], ...fields)]],
      'unsorted-keys',
    ],
    [
      '$type twice',
      [
        messageKind,
        [
          'payload',
          cbor.map(
            ...fields,
            ['$type', cbor.text(identity.$type)],
            ['$type', cbor.text(identity.$type)],
          ),
        ],
      ],
      'duplicate-key',
    ],
    [
      '$type twice, the second of another type',
      [
        messageKind,
        [
          'payload',
          cbor.map(...fields, ['$type', cbor.text(identity.$type)], ['$type', cbor.text('a')]),
        ],
      ],
      'duplicate-key',
    ],
    [
      '$type after a longer key',
      [
        messageKind,
        [
          'payload',
          cbor.map(...fields, ['zzzzzz', cbor.nil], ['$type', cbor.text(identity.$type)]),
        ],
      ],
      'unsorted-keys',
    ],
    [
      '$type in a longer form',
      [
        messageKind,
        [
          'payload',
          cbor.map(...fields, [
            '$type',
            joined(hex('790029'), cbor.text(identity.$type).subarray(2)),
          ]),
        ],
      ],
      'not-canonical',
    ],
  ] as readonly (readonly [string, readonly Pair[], string])[])(
    'with %s fails',
    (_, pairs, code) => {
      expect(failureOf(() => codec.decode(cbor.map(...pairs)))).toMatchObject({
        name: 'DecodeError',
        code,
      })
    },
  )
})

describe('a payload', () => {
  it.each([
    ['without $type', cbor.map(...fields), undefined],
    ['without anything', cbor.map(), undefined],
    ['whose $type is a number', cbor.map(['$type', cbor.int(1)]), undefined],
    ['whose $type is null', cbor.map(['$type', cbor.nil]), undefined],
    [
      'of an unknown type',
      cbor.map(...fields, ['$type', cbor.text(`${repos.nsid}#other`)]),
      `${repos.nsid}#other`,
    ],
    ['of the short type', cbor.map(...fields, ['$type', cbor.text('#identity')]), '#identity'],
    ['of the empty type', cbor.map(['$type', cbor.text('')]), ''],
    [
      'of a type that a known one starts',
      cbor.map(...fields, ['$type', cbor.text(`${identity.$type}2`)]),
      `${identity.$type}2`,
    ],
    [
      'of a type with text of its own',
      cbor.map(['$abcd', cbor.nil], ['$type', cbor.text('é')]),
      'é',
    ],
  ] as const)('%s is a message of an unknown type', (_, unknown, type) => {
    const encoded = cbor.map(messageKind, ['payload', unknown])
    expect(codec.decode(encoded)).toEqual({ kind: 'unknown-message', type })
    expect(codec.peek(encoded)).toEqual({
      kind: 'unknown-message',
      type,
      seq: undefined,
      shardKey: undefined,
    })
    const more = cbor.map(messageKind, ['a payload', cbor.nil])
    expect(failureOf(() => codec.decode(more)).code).toBe('missing-field')
    expect(failureOf(() => codec.decode(joined(encoded, hex('00')))).code).toBe('trailing-bytes')
  })

  it.each([
    ['an array', '80', 'expected object, found an array'],
    ['null', 'f6', 'expected object, found null'],
    ['a text', '60', 'expected object, found a string'],
  ])('that is %s fails', (_, digits, detail) => {
    expect(failureOf(() => codec.decode(cbor.map(messageKind, ['payload', hex(digits)])))).toEqual(
      decodeFailure(
        'wrong-type',
        payloadAt,
        'payload',
        `payload: ${detail} (at byte ${payloadAt})`,
      ),
    )
  })

  it('of an unknown type has to be DRISL nevertheless', () => {
    const unknown = cbor.map(['b', cbor.nil], ['a', cbor.nil], ['$type', cbor.text('a')])
    expect(failureOf(() => codec.decode(cbor.map(messageKind, ['payload', unknown])))).toEqual(
      decodeFailure(
        'unsorted-keys',
        payloadAt + 4,
        'payload',
        `payload: a key is out of order (at byte ${payloadAt + 4})`,
      ),
    )
  })
})

describe('an envelope', () => {
  const payloadPair: Pair = ['payload', payload]

  it.each([
    ['nothing', [], 'missing-field', 0, '', 'required field $type is missing'],
    ['no $type', [payloadPair], 'missing-field', 0, '', 'required field $type is missing'],
    ['no payload', [messageKind], 'missing-field', 0, '', 'required field payload is missing'],
    [
      'a number as $type',
      [['$type', cbor.int(1)], payloadPair],
      'wrong-type',
      7,
      '$type',
      'expected string, found an integer',
    ],
    [
      'payload before $type',
      [payloadPair, messageKind],
      'unsorted-keys',
      9 + payload.length,
      '',
      'a key is out of order',
    ],
    ['$type twice', [messageKind, messageKind], 'duplicate-key', 15, '', 'a key stands twice'],
    [
      'payload twice',
      [messageKind, payloadPair, payloadPair],
      'duplicate-key',
      payloadAt + payload.length,
      '',
      'a key stands twice',
    ],
    [
      'an error that is no text',
      [messageKind, ['error', cbor.nil], payloadPair],
      'wrong-type',
      21,
      'error',
      'expected string, found null',
    ],
    [
      'a member that holds undefined',
      [messageKind, payloadPair, ['payloads', hex('f7')]],
      'wrong-type',
      payloadAt + payload.length + 9,
      'payloads',
      'expected a value of the data model, found a simple value',
    ],
  ] as readonly (readonly [string, readonly Pair[], string, number, string, string])[])(
    'with %s fails',
    (_, pairs, code, offset, path, detail) => {
      const place = path === '' ? '' : `${path}: `
      expect(failureOf(() => codec.decode(cbor.map(...pairs)))).toEqual(
        decodeFailure(code, offset, path, `${place}${detail} (at byte ${offset})`),
      )
    },
  )

  it.each([
    ['an array', '80', 'expected object, found an array'],
    ['a header of the old form', 'a1626f7001', 'required field $type is missing'],
    ['an integer', '01', 'expected object, found an integer'],
  ])('that is %s fails', (_, digits, detail) => {
    expect(failureOf(() => codec.decode(hex(digits))).message).toBe(`${detail} (at byte 0)`)
    expect(failureOf(() => codec.peek(hex(digits))).message).toBe(`${detail} (at byte 0)`)
  })

  it.each([
    ['before the payload', [['a', cbor.nil], messageKind, ['error', cbor.text('x')], payloadPair]],
    ['after the payload', [messageKind, payloadPair, ['payloads', cbor.array(cbor.map())]]],
  ] as readonly (readonly [string, readonly Pair[]])[])('may have more in it %s', (_, pairs) => {
    const encoded = cbor.map(...pairs)
    expect(codec.decode(encoded)).toEqual({ kind: 'message', message })
    expect(codec.peek(encoded)).toMatchObject({ kind: 'message', seq: 5, shardKey: did })
    expect(failureOf(() => codec.decode(joined(encoded, hex('00')))).code).toBe('trailing-bytes')
  })

  it.each(['info', 'Message', '', 'messages', '#message'])(
    'of the unknown kind %j is no error',
    (kind) => {
      const encoded = cbor.map(['$type', cbor.text(kind)], payloadPair)
      expect(codec.decode(encoded)).toEqual({ kind: 'unknown-op', op: kind })
      expect(codec.peek(encoded)).toMatchObject({ kind: 'unknown-op', seq: undefined })
      expect(codec.decode(cbor.map(['$type', cbor.text(kind)]))).toEqual({
        kind: 'unknown-op',
        op: kind,
      })
    },
  )
})

describe('an error frame', () => {
  const kind: Pair = ['$type', cbor.text('error')]
  const error: Pair = ['error', cbor.text('FutureCursor')]

  it('is decoded and encoded with its message, or without', () => {
    const long = cbor.map(kind, error, ['message', cbor.text('é')])
    expect(codec.decode(long)).toEqual({ kind: 'error', error: 'FutureCursor', message: 'é' })
    expect(codec.encodeError('FutureCursor', 'é')).toEqual(long)
    const short = cbor.map(kind, error)
    expect(codec.decode(short)).toEqual({
      kind: 'error',
      error: 'FutureCursor',
      message: undefined,
    })
    expect(codec.encodeError('FutureCursor')).toEqual(short)
    expect(codec.peek(long)).toEqual({
      kind: 'error',
      type: 'FutureCursor',
      seq: undefined,
      shardKey: undefined,
    })
  })

  it('may have more in it', () => {
    const encoded = cbor.map(['a', cbor.nil], kind, error, ['payload', cbor.map()])
    expect(codec.decode(encoded)).toMatchObject({ kind: 'error', error: 'FutureCursor' })
  })

  it.each([
    ['no error', [kind, ['message', cbor.text('a')]], 0, 'required field error is missing'],
    [
      'a number as error',
      [kind, ['error', cbor.int(1)]],
      19,
      'error: expected string, found an integer',
    ],
    [
      'null as message',
      [kind, error, ['message', cbor.nil]],
      40,
      'message: expected string, found null',
    ],
  ] as readonly (readonly [string, readonly Pair[], number, string])[])(
    'with %s fails',
    (_, pairs, offset, detail) => {
      const expected = `${detail} (at byte ${offset})`
      expect(failureOf(() => codec.decode(cbor.map(...pairs))).message).toBe(expected)
      expect(failureOf(() => codec.peek(cbor.map(...pairs))).message).toBe(expected)
    },
  )
})
