import { describe, expect, it } from 'vitest'
import { comparable } from './comparable.js'
import { decodeFailure, failureOf } from './failure.js'
import { hex, joined } from './hex.js'
import {
  commit,
  did,
  identity,
  labelMessages,
  labelStream,
  repoMessages,
  repos,
  time,
} from './sample-messages.js'

const codec = repos.codecs['xrpc.v1.json']
const labelCodec = labelStream.codecs['xrpc.v1.json']

const members = `"did":"${did}","seq":5,"time":"${time}"`
const type = `"$type":"${identity.$type}"`
const payload = `{${type},${members}}`
const json = `{"$type":"message","payload":${payload}}`
const message = { $type: identity.$type, did, seq: 5, time }

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function decode(text: string): unknown {
  return codec.decode(utf8(text))
}

describe('a message', () => {
  it('is one object: an envelope around a payload with its $type', () => {
    expect(decode(json)).toEqual({ kind: 'message', message })
    expect(new TextDecoder().decode(codec.encode({ ...message }))).toBe(json)
  })

  it.each(repoMessages.map((sample) => [sample.$type, sample] as const))(
    'comes back as it was: %s',
    (_, sample) => {
      const encoded = codec.encode(sample)
      const decoded = codec.decode(encoded)
      expect(comparable(decoded)).toEqual(comparable({ kind: 'message', message: sample }))
      expect(comparable(codec.decodeWithoutFormats(encoded))).toEqual(comparable(decoded))
      const text = new TextDecoder('utf-8', { fatal: true }).decode(encoded)
      expect(JSON.stringify(JSON.parse(text))).toBe(text)
      expect(JSON.parse(text)).toMatchObject({ $type: 'message', payload: { $type: sample.$type } })
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

  it('cut anywhere fails', () => {
    for (const sample of repoMessages) {
      const encoded = codec.encode(sample)
      for (let length = 0; length < encoded.length; length++) {
        const cut = encoded.subarray(0, length)
        const { name, code } = failureOf(() => codec.decode(cut))
        expect(name, `${length}`).toBe('DecodeError')
        // In the middle of `true` and `null` it is another thing; all else is cut short.
        expect(['truncated', 'malformed']).toContain(code)
        expect(failureOf(() => codec.decodeWithoutFormats(cut)).name).toBe('DecodeError')
      }
    }
  })

  it('followed by anything but white space has trailing bytes', () => {
    expect(decode(`${json} \n\t\r`)).toEqual({ kind: 'message', message })
    for (const more of ['x', '}', ',', json, '\0']) {
      expect(failureOf(() => decode(`${json} ${more}`))).toEqual(
        decodeFailure(
          'trailing-bytes',
          json.length + 1,
          '',
          `there is text after the end (at byte ${json.length + 1})`,
        ),
      )
    }
  })

  it.each([
    [
      'white space everywhere',
      ` {\n"$type" : "message" ,\t"payload" :\r{ "$type" : "${identity.$type}" , "did" : "${did}" , "seq" : 5 , "time" : "${time}" } } `,
    ],
    ['$type of the payload last', `{"$type":"message","payload":{${members},${type}}}`],
    [
      '$type of the payload between',
      `{"$type":"message","payload":{"time":"${time}",${type},"seq":5,"did":"${did}"}}`,
    ],
    ['the payload first', `{"payload":${payload},"$type":"message"}`],
    ['the payload first, its $type last', `{"payload":{${members},${type}},"$type":"message"}`],
    [
      'names with escapes',
      `{"$type":"message","p\\u0061yload":{"\\u0024type":"${identity.$type}",${members.replace('seq', '\\u0073eq')}}}`,
    ],
    [
      'texts with escapes',
      `{"$type":"\\u006dessage","payload":{"$type":"${identity.$type.replace('#', '\\u0023')}",${members.replace('did:', '\\u0064id:')}}}`,
    ],
    ['an integer with a fraction of zero', json.replace('5', '5.0')],
    ['an integer with an exponent', json.replace('5', '0.5e1')],
    [
      'more in the envelope',
      `{"a":[{}],"$type":"message","error":"x","payload":${payload},"b":null}`,
    ],
    [
      'more in the payload',
      `{"$type":"message","payload":{"a":{"$type":"x","seq":9},${type},"b":[1,{"did":2}],${members},"c":{"$bytes":"AA"}}}`,
    ],
    [
      'names of the prototype',
      `{"$type":"message","payload":{"__proto__":{"seq":1},"constructor":1,${type},${members}}}`,
    ],
  ])('may have %s', (_, text) => {
    expect(decode(text)).toEqual({ kind: 'message', message })
    expect(codec.peek(utf8(text))).toMatchObject({
      kind: 'message',
      type: identity.$type,
      seq: 5,
      shardKey: did,
    })
    expect(failureOf(() => decode(`${text}x`)).code).toBe('trailing-bytes')
  })

  it.each([
    ['seq', `{"$type":"message","payload":{${type},${members},"seq":5}}`],
    ['$type', `{"$type":"message","payload":{${type},${members},${type}}}`],
    [
      '$type, the second of another type',
      `{"$type":"message","payload":{${type},${members},"$type":"a"}}`,
    ],
    [
      '$type, one with an escape',
      `{"$type":"message","payload":{${type},${members},"\\u0024type":"a"}}`,
    ],
    ['payload', `{"$type":"message","payload":${payload},"payload":${payload}}`],
    ['the $type of the envelope', `{"$type":"message","payload":${payload},"$type":"message"}`],
  ])('with %s twice fails', (_, text) => {
    expect(failureOf(() => decode(text))).toMatchObject({
      name: 'DecodeError',
      code: 'duplicate-key',
    })
  })

  it('is UTF-8 without a byte order mark', () => {
    expect(failureOf(() => codec.decode(joined(hex('efbbbf'), utf8(json))))).toEqual(
      decodeFailure('malformed', 0, '', 'expected object (at byte 0)'),
    )
    const latin1 = Uint8Array.from(Buffer.from(json.replace(did, 'did:web:é'), 'latin1'))
    expect(failureOf(() => codec.decode(latin1)).code).toBe('bad-utf8')
  })

  it('may lie anywhere in a larger buffer', () => {
    const larger = utf8(`[1,${json}]`)
    expect(codec.decode(larger.subarray(3, larger.length - 1))).toEqual({
      kind: 'message',
      message,
    })
  })
})

describe('a payload', () => {
  it.each([
    ['without $type', `{${members}}`, undefined],
    ['without anything', '{}', undefined],
    ['whose $type is a number', `{"$type":1,${members}}`, undefined],
    ['whose $type is null', '{"$type":null}', undefined],
    ['of an unknown type', `{"$type":"${repos.nsid}#other",${members}}`, `${repos.nsid}#other`],
    ['of the short type', `{"$type":"#identity",${members}}`, '#identity'],
    ['of the empty type', '{"$type":""}', ''],
    [
      'of a type that a known one starts',
      `{${members},"$type":"${identity.$type}2"}`,
      `${identity.$type}2`,
    ],
    ['of a type with an escape', '{"$type":"\\u00e9\\n"}', 'é\n'],
  ])('%s is a message of an unknown type', (_, unknown, expected) => {
    const text = `{"$type":"message","payload":${unknown}}`
    expect(decode(text)).toEqual({ kind: 'unknown-message', type: expected })
    expect(codec.peek(utf8(text))).toEqual({
      kind: 'unknown-message',
      type: expected,
      seq: undefined,
      shardKey: undefined,
    })
    expect(failureOf(() => decode(`${text}x`)).code).toBe('trailing-bytes')
  })

  it.each([
    ['an array', '[]', 'wrong-type', 'expected object, found an array'],
    ['null', 'null', 'wrong-type', 'expected object, found null'],
    ['a text', '""', 'wrong-type', 'expected object, found a string'],
    ['nothing', '', 'malformed', 'expected object'],
  ])('that is %s fails', (_, unknown, code, detail) => {
    expect(failureOf(() => decode(`{"$type":"message","payload":${unknown}}`))).toMatchObject({
      name: 'DecodeError',
      code,
      message: `${detail} (at byte 29)`,
    })
  })

  it.each([
    ['bytes', '{"$bytes":"AA"}'],
    ['a link', '{"$link":"bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a"}'],
  ])('that is %s fails', (_, unknown) => {
    expect(failureOf(() => decode(`{"$type":"message","payload":${unknown}}`))).toEqual(
      decodeFailure('wrong-type', 29, 'payload', 'payload: expected object (at byte 29)'),
    )
  })

  it('of an unknown type has to be of the data model nevertheless', () => {
    const text = '{"$type":"message","payload":{"$type":"a","b":[1.5]}}'
    expect(failureOf(() => decode(text))).toEqual(
      decodeFailure(
        'bad-integer',
        47,
        'payload.b[0]',
        'payload.b[0]: not an integer within ±(2^53-1): 1.5 (at byte 47)',
      ),
    )
  })

  it('may have base64 with its padding, and links and bytes with white space inside', () => {
    const text = new TextDecoder().decode(codec.encode(commit))
    const spaced = text
      .replaceAll('{"$bytes":"', '{ "$bytes" :\n"')
      .replaceAll('{"$link":"', '{ "$link" :\n"')
      .replaceAll('"}', '" }')
    expect(comparable(decode(spaced))).toEqual(comparable({ kind: 'message', message: commit }))
    const base64 = Buffer.from(commit.blocks).toString('base64')
    expect(text).toContain(base64.replaceAll('=', ''))
    const short = { ...commit, blocks: commit.blocks.subarray(0, 100) }
    const padded = Buffer.from(short.blocks).toString('base64')
    expect(padded).toMatch(/==$/)
    const longer = new TextDecoder()
      .decode(codec.encode(short))
      .replace(padded.replaceAll('=', ''), padded)
    expect(comparable(decode(longer))).toEqual(comparable({ kind: 'message', message: short }))
  })
})

describe('an envelope', () => {
  it.each([
    ['nothing', '{}', 'missing-field', 'required field $type is missing (at byte 0)'],
    [
      'no $type',
      `{"payload":${payload}}`,
      'missing-field',
      'required field $type is missing (at byte 0)',
    ],
    [
      'no payload',
      '{"$type":"message"}',
      'missing-field',
      'required field payload is missing (at byte 0)',
    ],
    [
      'a number as $type',
      '{"$type":1}',
      'wrong-type',
      '$type: expected string, found a number (at byte 9)',
    ],
    [
      'an error that is no text',
      '{"$type":"message","error":1}',
      'wrong-type',
      'error: expected string, found a number (at byte 27)',
    ],
    [
      'a float',
      '{"$type":"message","a":1.5}',
      'bad-integer',
      'a: not an integer within ±(2^53-1): 1.5 (at byte 23)',
    ],
    [
      'an unknown name in a name twice',
      '{"$type":"message","a":{"b":1,"b":2}}',
      'duplicate-key',
      'a: a name stands twice (at byte 30)',
    ],
  ])('with %s fails', (_, text, code, expected) => {
    expect(failureOf(() => decode(text))).toMatchObject({
      name: 'DecodeError',
      code,
      message: expected,
    })
    expect(failureOf(() => codec.peek(utf8(text))).message).toBe(expected)
  })

  it.each([
    ['an array', '[]', 'expected object, found an array'],
    ['null', 'null', 'expected object, found null'],
    ['a number', '1', 'expected object, found a number'],
    ['nothing', '', 'the text ends too early'],
    ['no JSON', 'x', 'expected object'],
  ])('that is %s fails', (_, text, detail) => {
    expect(failureOf(() => decode(text)).message).toBe(`${detail} (at byte 0)`)
    expect(failureOf(() => codec.peek(utf8(text))).message).toBe(`${detail} (at byte 0)`)
  })

  it.each(['info', 'Message', '', 'messages'])('of the unknown kind %j is no error', (kind) => {
    const text = `{"$type":"${kind}","payload":${payload}}`
    expect(decode(text)).toEqual({ kind: 'unknown-op', op: kind })
    expect(codec.peek(utf8(text))).toMatchObject({ kind: 'unknown-op', seq: undefined })
    expect(decode(`{"$type":"${kind}"}`)).toEqual({ kind: 'unknown-op', op: kind })
  })
})

describe('an error frame', () => {
  it('is decoded and encoded with its message, or without', () => {
    const long = '{"$type":"error","error":"FutureCursor","message":"é\\n"}'
    expect(decode(long)).toEqual({ kind: 'error', error: 'FutureCursor', message: 'é\n' })
    expect(new TextDecoder().decode(codec.encodeError('FutureCursor', 'é\n'))).toBe(long)
    const short = '{"$type":"error","error":"A"}'
    expect(decode(short)).toEqual({ kind: 'error', error: 'A', message: undefined })
    expect(new TextDecoder().decode(codec.encodeError('A'))).toBe(short)
    expect(codec.peek(utf8(long))).toEqual({
      kind: 'error',
      type: 'FutureCursor',
      seq: undefined,
      shardKey: undefined,
    })
  })

  it('may have more in it, in any order', () => {
    expect(decode('{"message":"m","a":{},"error":"E","payload":{},"$type":"error"}')).toEqual({
      kind: 'error',
      error: 'E',
      message: 'm',
    })
  })

  it.each([
    ['no error', '{"$type":"error","message":"a"}', 'required field error is missing (at byte 0)'],
    [
      'a number as error',
      '{"$type":"error","error":1}',
      'error: expected string, found a number (at byte 25)',
    ],
    [
      'null as message',
      '{"$type":"error","error":"a","message":null}',
      'message: expected string, found null (at byte 39)',
    ],
    [
      'error twice',
      '{"$type":"error","error":"a","error":"b"}',
      'a name stands twice (at byte 29)',
    ],
    ['no end', '{"$type":"error","error":"a"', 'the text ends too early (at byte 28)'],
  ])('with %s fails', (_, text, expected) => {
    expect(failureOf(() => decode(text)).message).toBe(expected)
    expect(failureOf(() => codec.peek(utf8(text))).message).toBe(expected)
  })
})
