import { describe, expect, it } from 'vitest'
import { encodeDrisl } from '../../templates/cbor/drisl.js'
import { subprotocols, type Subprotocol } from '../../templates/frame/subprotocol.js'
import { transcode } from '../../templates/transcode/transcode.js'
import * as cbor from './build-cbor.js'
import { failureOf } from './failure.js'
import { hex, joined } from './hex.js'

const nsid = 'com.example.stream'
const header = cbor.map(['t', cbor.text('#a')], ['op', cbor.int(1)])
const payload = cbor.map(['a', cbor.int(1)], ['b', cbor.text('é')])
const kind = ['$type', cbor.text('message')] as const
const typed = cbor.map(['a', cbor.int(1)], ['$type', cbor.text(`${nsid}#a`)])

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** Frames that are broken, and the code of the error that they make in any other form. */
const broken: { readonly [S in Subprotocol]: readonly (readonly [string, Uint8Array, string])[] } =
  {
    'xrpc.v0.cbor': [
      ['no bytes', hex(''), 'truncated'],
      ['a header alone', header, 'truncated'],
      ['a cut payload', joined(header, payload.subarray(0, -1)), 'truncated'],
      ['a payload of fewer pairs than it says', joined(header, hex('a2616101')), 'truncated'],
      ['a third item', joined(header, payload, hex('00')), 'trailing-bytes'],
      ['an array as payload', joined(header, hex('80')), 'wrong-type'],
      ['null as payload', joined(header, hex('f6')), 'wrong-type'],
      ['a payload without end', joined(header, hex('bf616101ff')), 'not-canonical'],
      ['a count in a byte too many', joined(header, hex('b801616101')), 'not-canonical'],
      ['a count in two bytes too many', joined(header, hex('b90001616101')), 'not-canonical'],
      ['a text as header', joined(hex('60'), payload), 'wrong-type'],
      ['no op', joined(cbor.map(['t', cbor.text('#a')]), payload), 'bad-header'],
      ['no t', joined(cbor.map(['op', cbor.int(1)]), payload), 'bad-header'],
      [
        'an unknown op',
        joined(cbor.map(['t', cbor.text('#a')], ['op', cbor.int(2)]), payload),
        'bad-header',
      ],
      [
        'a number as t',
        joined(cbor.map(['t', cbor.int(1)], ['op', cbor.int(1)]), payload),
        'bad-header',
      ],
      ['an error without error', joined(hex('a1626f7020'), payload), 'missing-field'],
      [
        'an error and a third item',
        joined(hex('a1626f7020'), cbor.map(['error', cbor.text('a')]), hex('00')),
        'trailing-bytes',
      ],
    ],
    'xrpc.v1.cbor': [
      ['no bytes', hex(''), 'truncated'],
      ['a cut frame', cbor.map(kind, ['payload', typed]).subarray(0, -1), 'truncated'],
      ['a second item', joined(cbor.map(kind, ['payload', typed]), hex('00')), 'trailing-bytes'],
      ['no $type in the payload', cbor.map(kind, ['payload', payload]), 'missing-field'],
      [
        'a number as $type',
        cbor.map(kind, ['payload', cbor.map(['$type', cbor.int(1)])]),
        'wrong-type',
      ],
      ['an array as payload', cbor.map(kind, ['payload', hex('80')]), 'wrong-type'],
      ['no payload', cbor.map(kind), 'missing-field'],
      ['no $type', cbor.map(['payload', typed]), 'missing-field'],
      ['another kind', cbor.map(['$type', cbor.text('info')], ['payload', typed]), 'bad-header'],
      ['an error without error', cbor.map(['$type', cbor.text('error')]), 'missing-field'],
      ['an array', hex('80'), 'wrong-type'],
      ['a frame of the old form', joined(header, payload), 'trailing-bytes'],
      [
        'a count in a byte too many',
        cbor.map(kind, ['payload', joined(hex('b802'), typed.subarray(1))]),
        'not-canonical',
      ],
    ],
    'xrpc.v1.json': [
      ['no text', hex(''), 'truncated'],
      ['no JSON', utf8('x'), 'malformed'],
      ['an array', utf8('[]'), 'wrong-type'],
      ['an empty object', utf8('{}'), 'missing-field'],
      ['no payload', utf8('{"$type":"message"}'), 'missing-field'],
      ['no $type in the payload', utf8('{"$type":"message","payload":{"a":1}}'), 'missing-field'],
      ['a number as $type', utf8('{"$type":"message","payload":{"$type":1}}'), 'wrong-type'],
      ['an array as payload', utf8('{"$type":"message","payload":[]}'), 'wrong-type'],
      ['bytes as payload', utf8('{"$type":"message","payload":{"$bytes":"AA"}}'), 'wrong-type'],
      ['another kind', utf8('{"$type":"info","payload":{}}'), 'bad-header'],
      ['a number as kind', utf8('{"$type":1}'), 'wrong-type'],
      ['an error without error', utf8('{"$type":"error"}'), 'missing-field'],
      ['a float', utf8(`{"$type":"message","payload":{"$type":"a","b":1.5}}`), 'bad-integer'],
      [
        'a name twice',
        utf8(`{"$type":"message","payload":{"$type":"a","b":1,"b":1}}`),
        'duplicate-key',
      ],
      ['text after it', utf8('{"$type":"error","error":"a"} x'), 'trailing-bytes'],
      ['half a surrogate pair', utf8('{"$type":"error","error":"\\ud800"}'), 'bad-utf8'],
    ],
  }

describe.each(subprotocols)('from %s', (from) => {
  describe.each(subprotocols.filter((to) => to !== from))('to %s', (to) => {
    it.each(broken[from])('%s fails', (_, frame, code) => {
      expect(failureOf(() => transcode(frame, from, to, nsid))).toMatchObject({
        name: 'DecodeError',
        code,
      })
    })
  })
})

describe('to JSON', () => {
  // The text is written from the bytes, so that all of them are looked at.
  it.each([
    ['a text that is not UTF-8', ['a', hex('61ff')], 'bad-utf8', 'a'],
    ['a float', ['a', hex('fb3ff8000000000000')], 'bad-float', 'a'],
    ['undefined', ['a', hex('f7')], 'wrong-type', 'a'],
    ['another tag', ['a', hex('c000')], 'bad-tag', 'a'],
    ['a bad link', ['a', hex('d82a4100')], 'bad-cid', 'a'],
    ['an integer too large', ['a', hex('1bffffffffffffffff')], 'bad-integer', 'a'],
    ['an integer in too many bytes', ['a', hex('1801')], 'not-canonical', 'a'],
    ['a key that is no text', ['a', hex('a10100')], 'bad-key', 'a'],
    ['a key that is not UTF-8', ['a', hex('a161ff00')], 'bad-utf8', 'a'],
    [
      'an object that JSON takes for bytes',
      ['a', cbor.map(['$bytes', cbor.text('AA')])],
      'bad-key',
      'a',
    ],
    [
      'an object that JSON takes for a link',
      ['a', cbor.map(['$link', cbor.text('x')])],
      'bad-key',
      'a',
    ],
    [
      'one among other members',
      ['a', cbor.array(cbor.map(['a', cbor.nil], ['$link', cbor.nil]))],
      'bad-key',
      'a[0]',
    ],
    [
      'nesting beyond 128',
      ['a', hex('81'.repeat(127) + '80')],
      'too-deep',
      `a${'[0]'.repeat(127)}`,
    ],
  ] as const)('%s fails', (_, pair, code, path) => {
    const v0 = joined(header, cbor.map(pair))
    expect(failureOf(() => transcode(v0, 'xrpc.v0.cbor', 'xrpc.v1.json', nsid))).toMatchObject({
      name: 'DecodeError',
      code,
      path,
    })
    const v1 = cbor.map(kind, ['payload', cbor.map(pair, ['$type', cbor.text('a.b.c#d')])])
    expect(failureOf(() => transcode(v1, 'xrpc.v1.cbor', 'xrpc.v1.json', nsid))).toMatchObject({
      name: 'DecodeError',
      code,
      path,
    })
  })

  it('a payload that JSON would take for bytes or a link fails', () => {
    for (const name of ['$bytes', '$link']) {
      const v0 = joined(header, cbor.map([name, cbor.text('x')]))
      expect(failureOf(() => transcode(v0, 'xrpc.v0.cbor', 'xrpc.v1.json', nsid))).toMatchObject({
        name: 'DecodeError',
        code: 'bad-key',
        path: '',
      })
    }
  })

  it('nesting of 128 levels is fine', () => {
    const deep = joined(header, cbor.map(['a', hex(`${'81'.repeat(126)}80`)]))
    const json = transcode(deep, 'xrpc.v0.cbor', 'xrpc.v1.json', nsid)
    expect(new TextDecoder().decode(json)).toContain('['.repeat(127) + ']'.repeat(127))
  })

  it('a frame that failed leaves nothing in the next', () => {
    const bad = joined(header, cbor.map(['a', cbor.array(cbor.text('x'), hex('f7'))]))
    const good = joined(header, payload)
    const json = transcode(good, 'xrpc.v0.cbor', 'xrpc.v1.json', nsid)
    for (let times = 0; times < 3; times++) {
      expect(failureOf(() => transcode(bad, 'xrpc.v0.cbor', 'xrpc.v1.json', nsid)).code).toBe(
        'wrong-type',
      )
      expect(transcode(good, 'xrpc.v0.cbor', 'xrpc.v1.json', nsid)).toEqual(json)
      expect(transcode(json, 'xrpc.v1.json', 'xrpc.v0.cbor', nsid)).toEqual(good)
    }
    expect(encodeDrisl({ a: 1, b: 'é' })).toEqual(payload)
  })
})
