import { describe, expect, it } from 'vitest'
import { decodeDrisl, encodeDrisl } from '../../templates/cbor/drisl.js'
import { subprotocols, type Subprotocol } from '../../templates/frame/subprotocol.js'
import { transcode } from '../../templates/transcode/transcode.js'
import { decodeLexJson } from '../../templates/json/lex-json.js'
import type { LexMap } from '../../templates/values/lex-value.js'
import * as cbor from './build-cbor.js'
import { comparable } from './comparable.js'
import { decodeFailure, failureOf } from './failure.js'
import { hex, joined } from './hex.js'
import { labelMessages, labelStream, repoMessages, repos, sampleLink } from './sample-messages.js'

const nsid = 'com.example.stream'

/** A message of any content in each form, put together without the code under test. */
function forms(fragment: string, payload: LexMap, $type = nsid + fragment): Forms {
  return {
    'xrpc.v0.cbor': joined(
      cbor.map(['t', cbor.text(fragment)], ['op', cbor.int(1)]),
      encodeDrisl(payload),
    ),
    'xrpc.v1.cbor': encodeDrisl({ $type: 'message', payload: { ...payload, $type } }),
    'xrpc.v1.json': undefined,
  }
}

type Forms = { readonly [S in Exclude<Subprotocol, 'xrpc.v1.json'>]: Uint8Array } & {
  readonly 'xrpc.v1.json': undefined
}

function textOf(frame: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(frame)
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** Everything that a payload can hold that no lexicon here knows. */
const rich: LexMap = {
  '': null,
  a: [1, -1, [{}], { b: [] }],
  $a: true,
  $abcd: 1,
  $typd: 2,
  $typf: 3,
  zzzzz: 'é"\\\n\u0001😀',
  'a "key"': hex('00ff10'),
  link: sampleLink('ab'),
  nested: { $type: 'com.example.other', z: { y: { x: {} } } },
  __proto_: Number.MIN_SAFE_INTEGER,
}

describe('a message of an unknown type with unknown fields', () => {
  const { 'xrpc.v0.cbor': v0, 'xrpc.v1.cbor': v1 } = forms('#new', rich)

  it('is spliced between the two CBOR forms', () => {
    expect(transcode(v0, 'xrpc.v0.cbor', 'xrpc.v1.cbor', nsid)).toEqual(v1)
    expect(transcode(v1, 'xrpc.v1.cbor', 'xrpc.v0.cbor', nsid)).toEqual(v0)
  })

  it('keeps everything in JSON, $type first', () => {
    const json = transcode(v0, 'xrpc.v0.cbor', 'xrpc.v1.json', nsid)
    expect(transcode(v1, 'xrpc.v1.cbor', 'xrpc.v1.json', nsid)).toEqual(json)
    expect(comparable(decodeLexJson(json))).toEqual(
      comparable({ $type: 'message', payload: { $type: `${nsid}#new`, ...rich } }),
    )
    expect(textOf(json)).toMatch(
      /^\{"\$type":"message","payload":\{"\$type":"com\.example\.stream#new","":null/,
    )
    expect(transcode(json, 'xrpc.v1.json', 'xrpc.v0.cbor', nsid)).toEqual(v0)
    expect(transcode(json, 'xrpc.v1.json', 'xrpc.v1.cbor', nsid)).toEqual(v1)
  })

  it.each(subprotocols)('is itself where it is in the wanted form already: %s', (subprotocol) => {
    const frame = utf8('anything')
    expect(transcode(frame, subprotocol, subprotocol, nsid)).toBe(frame)
  })
})

describe('a payload of so many keys that its head changes its size', () => {
  it.each([0, 1, 22, 23, 24, 25, 254, 255, 256, 257, 65534, 65535, 65536])('%i', (count) => {
    const { 'xrpc.v0.cbor': v0, 'xrpc.v1.cbor': v1 } = forms('#wide', payloadOf(count))
    expect(Buffer.compare(transcode(v0, 'xrpc.v0.cbor', 'xrpc.v1.cbor', nsid), v1)).toBe(0)
    expect(Buffer.compare(transcode(v1, 'xrpc.v1.cbor', 'xrpc.v0.cbor', nsid), v0)).toBe(0)
    const json = transcode(v0, 'xrpc.v0.cbor', 'xrpc.v1.json', nsid)
    expect(Buffer.compare(transcode(json, 'xrpc.v1.json', 'xrpc.v0.cbor', nsid), v0)).toBe(0)
  })
})

describe('the type of a message', () => {
  it.each([
    ['#a', `${nsid}#a`, '#a'],
    ['#', `${nsid}#`, '#'],
    ['', '', ''],
    ['com.example.other#a', 'com.example.other#a', 'com.example.other#a'],
    [`${nsid}#a`, `${nsid}#a`, '#a'],
    ['#é"\\\n', `${nsid}#é"\\\n`, '#é"\\\n'],
    [`#${'x'.repeat(4)}`, `${nsid}#xxxx`, '#xxxx'],
    [`#${'x'.repeat(236)}`, `${nsid}#${'x'.repeat(236)}`, `#${'x'.repeat(236)}`],
    [`#${'x'.repeat(237)}`, `${nsid}#${'x'.repeat(237)}`, `#${'x'.repeat(237)}`],
  ])('%j is %j and comes back as %j', (t, $type, back) => {
    const v0 = forms(t, { a: 1 }, $type)['xrpc.v0.cbor']
    const v1 = encodeDrisl({ $type: 'message', payload: { a: 1, $type } })
    const json = utf8(JSON.stringify({ $type: 'message', payload: { $type, a: 1 } }))
    const usual = forms(back, { a: 1 })['xrpc.v0.cbor']
    for (let times = 0; times < 2; times++) {
      expect(transcode(v0, 'xrpc.v0.cbor', 'xrpc.v1.cbor', nsid)).toEqual(v1)
      expect(transcode(v0, 'xrpc.v0.cbor', 'xrpc.v1.json', nsid)).toEqual(json)
      expect(transcode(v1, 'xrpc.v1.cbor', 'xrpc.v1.json', nsid)).toEqual(json)
      expect(transcode(v1, 'xrpc.v1.cbor', 'xrpc.v0.cbor', nsid)).toEqual(usual)
      expect(transcode(json, 'xrpc.v1.json', 'xrpc.v0.cbor', nsid)).toEqual(usual)
      expect(transcode(json, 'xrpc.v1.json', 'xrpc.v1.cbor', nsid)).toEqual(v1)
    }
  })

  it('may be any of more types than are kept in mind', () => {
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 200; index++) {
        const { 'xrpc.v0.cbor': v0, 'xrpc.v1.cbor': v1 } = forms(`#type${index}`, { a: index })
        expect(transcode(v0, 'xrpc.v0.cbor', 'xrpc.v1.cbor', nsid)).toEqual(v1)
        expect(transcode(v1, 'xrpc.v1.cbor', 'xrpc.v0.cbor', nsid)).toEqual(v0)
      }
    }
  })

  it('belongs to the stream whose frame it is', () => {
    for (let index = 0; index < 200; index++) {
      const stream = `com.example.stream${index}`
      const { 'xrpc.v0.cbor': v0 } = forms('#a', { a: 1 })
      const v1 = encodeDrisl({ $type: 'message', payload: { a: 1, $type: `${stream}#a` } })
      expect(transcode(v0, 'xrpc.v0.cbor', 'xrpc.v1.cbor', stream)).toEqual(v1)
    }
  })

  it('cannot be longer than 1024 characters', () => {
    const v0 = forms(`#${'x'.repeat(1100)}`, { a: 1 })['xrpc.v0.cbor']
    expect(failureOf(() => transcode(v0, 'xrpc.v0.cbor', 'xrpc.v1.cbor', nsid))).toEqual(
      decodeFailure('bad-header', 0, '', 'the name of a message type is too long (at byte 0)'),
    )
  })

  it('in the payload of the old form gives way to the header', () => {
    const typed = joined(
      cbor.map(['t', cbor.text('#a')], ['op', cbor.int(1)]),
      encodeDrisl({ a: 1, $type: 'com.example.wrong', zzzzzz: 2 }),
    )
    const expected = { $type: 'message', payload: { a: 1, $type: `${nsid}#a`, zzzzzz: 2 } }
    expect(transcode(typed, 'xrpc.v0.cbor', 'xrpc.v1.cbor', nsid)).toEqual(encodeDrisl(expected))
    expect(decodeLexJson(transcode(typed, 'xrpc.v0.cbor', 'xrpc.v1.json', nsid))).toEqual(expected)
  })
})

describe('more around a message than usual', () => {
  const usual = forms('#a', { a: 1 })

  it.each([
    ['a key before t', cbor.map(['a', cbor.nil], ['t', cbor.text('#a')], ['op', cbor.int(1)])],
    ['a key after op', cbor.map(['t', cbor.text('#a')], ['op', cbor.int(1)], ['ver', cbor.map()])],
  ])('a header with %s', (_, header) => {
    const frame = joined(header, encodeDrisl({ a: 1 }))
    expect(transcode(frame, 'xrpc.v0.cbor', 'xrpc.v1.cbor', nsid)).toEqual(usual['xrpc.v1.cbor'])
    expect(textOf(transcode(frame, 'xrpc.v0.cbor', 'xrpc.v1.json', nsid))).toBe(
      `{"$type":"message","payload":{"$type":"${nsid}#a","a":1}}`,
    )
  })

  it('an envelope with further members', () => {
    const payload = { a: 1, $type: `${nsid}#a` }
    const frame = encodeDrisl({ $type: 'message', payload, more: { b: [] }, payloads: null })
    expect(transcode(frame, 'xrpc.v1.cbor', 'xrpc.v0.cbor', nsid)).toEqual(usual['xrpc.v0.cbor'])
    expect(textOf(transcode(frame, 'xrpc.v1.cbor', 'xrpc.v1.json', nsid))).toBe(
      `{"$type":"message","payload":{"$type":"${nsid}#a","a":1}}`,
    )
    const json = utf8(` {"x":[],"payload":{"a":1,"$type":"${nsid}#a"},"$type":"message"} `)
    expect(transcode(json, 'xrpc.v1.json', 'xrpc.v0.cbor', nsid)).toEqual(usual['xrpc.v0.cbor'])
  })
})

describe('an error frame', () => {
  const long = {
    'xrpc.v0.cbor': joined(hex('a1626f7020'), encodeDrisl({ error: 'E', message: 'é"' })),
    'xrpc.v1.cbor': encodeDrisl({ $type: 'error', error: 'E', message: 'é"' }),
    'xrpc.v1.json': utf8('{"$type":"error","error":"E","message":"é\\""}'),
  }
  const short = {
    'xrpc.v0.cbor': joined(hex('a1626f7020'), encodeDrisl({ error: 'E' })),
    'xrpc.v1.cbor': encodeDrisl({ $type: 'error', error: 'E' }),
    'xrpc.v1.json': utf8('{"$type":"error","error":"E"}'),
  }

  it.each(subprotocols.flatMap((from) => subprotocols.map((to) => [from, to] as const)))(
    'goes from %s to %s, with a message and without',
    (from, to) => {
      expect(transcode(long[from], from, to, nsid)).toEqual(long[to])
      expect(transcode(short[from], from, to, nsid)).toEqual(short[to])
    },
  )

  it('leaves what has no place in the other form', () => {
    const frame = joined(
      cbor.map(['t', cbor.text('#a')], ['op', cbor.int(-1)]),
      encodeDrisl({ error: 'E', other: 1 }),
    )
    expect(transcode(frame, 'xrpc.v0.cbor', 'xrpc.v1.cbor', nsid)).toEqual(short['xrpc.v1.cbor'])
  })
})

describe('each message of a stream', () => {
  it.each([
    ...repoMessages.map((message) => [message.$type, repos, message] as const),
    ...labelMessages.map((message) => [message.$type, labelStream, message] as const),
  ])('is the same by codec and by transcoding: %s', (_, stream, message) => {
    const encoded = (subprotocol: Subprotocol): Uint8Array => {
      const frame: unknown = Reflect.apply(
        Reflect.get(stream.codecs[subprotocol], 'encode'),
        undefined,
        [message],
      )
      if (!(frame instanceof Uint8Array)) throw new Error('not a frame')
      return frame
    }
    for (const from of subprotocols) {
      for (const to of subprotocols) {
        expect(transcode(encoded(from), from, to, stream.nsid), `${from} to ${to}`).toEqual(
          encoded(to),
        )
      }
    }
    expect(decodeDrisl(encoded('xrpc.v1.cbor'))).toMatchObject({ $type: 'message' })
  })
})

function payloadOf(count: number): LexMap {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i] as const))
}
