import { describe, expect, it } from 'vitest'
import { encodeDrisl } from '../../templates/cbor/drisl.js'
import { subprotocols, type Subprotocol } from '../../templates/frame/subprotocol.js'
import * as cbor from './build-cbor.js'
import { countedBytes, TooMuchWork } from './counted-bytes.js'
import { hex, joined } from './hex.js'
import { identity, repos } from './sample-messages.js'
import { loadWithoutBuffer } from './without-buffer.js'

const { drisl, json, repos: generated, transcode: transcoding } = await loadWithoutBuffer()
const { codecs, stream } = generated

/** About how long the hostile parts are, in bytes. */
const size = 1024
/**
 * How often each byte may be looked at on average: an error's path looks at all that is left once
 * for each of up to 128 levels. Work that grows with the square of the size is far beyond.
 */
const looks = 300

const times = (part: string, bytes = size): string =>
  part.repeat(Math.ceil(bytes / Math.max(1, part.replaceAll(' ', '').length / 2)))

/** Values that make a careless reader work or reserve too much. */
const cborValues: readonly (readonly [string, Uint8Array])[] = [
  ['arrays in arrays', hex(times('81'))],
  ['arrays in arrays, with an end', hex(`${times('81')}80`)],
  ['arrays of two in arrays', hex(times('8280'))],
  ['maps in maps', hex(times('a16161'))],
  ['maps in maps, with an end', hex(`${times('a16161')}00`)],
  ['tags in tags', hex(times('d82a'))],
  ['links of nothing', hex(`9900ff${times('d82a40')}`)],
  ['an array of 2^53-1', hex(`9b001fffffffffffff${times('00')}`)],
  ['a map of 2^52', hex(`bb0010000000000000${times('6000')}`)],
  ['arrays of 2^53-1 in one another', hex(times('9b001fffffffffffff'))],
  ['maps of 2^53-1 in one another', hex(times('bb001fffffffffffff60'))],
  ['arrays of 65535 in one another', hex(times('99ffff'))],
  ['a text of 2^32', hex(`7b0000000100000000${times('61')}`)],
  ['many items, the last of them bad', hex(`990400${times('00', size - 1)}f7`)],
  ['many empty keys', hex(`b90200${times('6000')}`)],
  ['many short texts', hex(`990200${times('6161')}`)],
  [
    'many sorted keys',
    encodeDrisl(Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`key${i}`, i]))),
  ],
  [
    '128 levels around a long text that is no UTF-8',
    joined(hex(times('81', 120)), hex('790400'), hex(times('ff'))),
  ],
]

const jsonValues: readonly (readonly [string, string])[] = [
  ['arrays in arrays', '['.repeat(size)],
  ['arrays in arrays, with an end', '['.repeat(size) + ']'.repeat(size)],
  ['objects in objects', '{"a":'.repeat(204)],
  ['objects in objects, with an end', `${'{"a":'.repeat(204)}0${'}'.repeat(204)}`],
  ['bytes in bytes', '{"$bytes":'.repeat(102)],
  ['bytes in bytes, with an end', `${'{"$bytes":'.repeat(100)}"AA"${'}'.repeat(100)}`],
  ['white space', ' '.repeat(size)],
  ['white space before the end', `${' '.repeat(size)}x`],
  ['a long number', '1'.repeat(size)],
  ['a long fraction', `1.${'0'.repeat(size)}`],
  ['a text of backslashes', `"${'\\'.repeat(size)}`],
  ['a text of quotes', `"${'\\"'.repeat(size / 2)}`],
  ['a text of quotes, with an end', `"${'\\"'.repeat(size / 2)}"`],
  ['runs of backslashes', `"${'\\\\\\"'.repeat(size / 4)}"`],
  ['half surrogate pairs', `"${'\\ud800'.repeat(170)}"`],
  ['many names', `{${Array.from({ length: size / 8 }, (_, i) => `"k${i}":0`).join()}}`],
  [
    'many names, the last of them twice',
    `{${Array.from({ length: size / 8 }, (_, i) => `"k${i}":0`).join()},"k0":0}`,
  ],
  ['many texts without an end', '["a",'.repeat(204)],
  ['many links of nothing', `[${'{"$link":"b"},'.repeat(73)}`],
  ['many slashes in base64', `[${'{"$bytes":"\\/\\/\\/\\/"},'.repeat(46)}0]`],
  ['128 levels around a long text with a bad escape', `${'['.repeat(120)}"${'a'.repeat(size)}\\x"`],
]

/** Runs something over counted bytes; whatever it does, it must not look at them too often. */
function expectBounded(frame: Uint8Array, run: (bytes: Uint8Array) => unknown): number {
  const counted = countedBytes(frame, looks * (frame.length + 100))
  try {
    run(counted.bytes)
  } catch (error) {
    if (error instanceof TooMuchWork) throw error
    expect(error).toMatchObject({ name: 'DecodeError' })
  }
  return counted.reads
}

/** A frame with a hostile value in a field that no lexicon knows, before all others or after. */
function framesWith(value: Uint8Array, subprotocol: Subprotocol): readonly Uint8Array[] {
  if (subprotocol === 'xrpc.v1.json') {
    const members = new TextDecoder()
      .decode(repos.codecs[subprotocol].encode(identity))
      .slice(30, -2)
    const text = new TextDecoder().decode(value)
    return [
      `{"$type":"message","payload":{"a":${text},${members}}}`,
      `{"$type":"message","payload":{${members},"zzzzzzzz":${text}}}`,
      `{"$type":"message","a":${text},"payload":{${members}}}`,
      `{"a":${text}}`,
      text,
    ].map((frame) => new TextEncoder().encode(frame))
  }
  const header = cbor.map(['t', cbor.text('#identity')], ['op', cbor.int(1)])
  const kind = ['$type', cbor.text('message')] as const
  const fields = [
    ['did', cbor.text(identity.did)],
    ['seq', cbor.int(5)],
    ['time', cbor.text(identity.time)],
  ] as const
  const type = ['$type', cbor.text(identity.$type)] as const
  const unknown = ['a', value] as const
  if (subprotocol === 'xrpc.v1.cbor') {
    return [
      cbor.map(kind, ['payload', cbor.map(unknown, ...fields, type)]),
      cbor.map(kind, ['payload', cbor.map(...fields, type, ['zzzzzzzz', value])]),
      cbor.map(unknown, kind),
      value,
    ]
  }
  return [
    joined(header, cbor.map(unknown, ...fields)),
    joined(header, cbor.map(...fields, ['zzzzzzzz', value])),
    joined(header, value),
    joined(cbor.map(unknown), value),
    value,
  ]
}

describe('hostile DRISL', () => {
  it.each(cborValues)('%s', (_, value) => {
    expectBounded(value, (bytes) => drisl.decodeDrisl(bytes))
    expectBounded(joined(hex('82'), value, value), (bytes) => drisl.decodeDrisl(bytes))
  })

  it.each([
    ['an array', '9b001fffffffffffff'],
    ['a map', 'bb000fffffffffffff'],
    ['a text', '7b001fffffffffffff'],
    ['bytes', '5b001fffffffffffff'],
    ['an array of 2^32-1', '9affffffff'],
  ])('%s that cannot be there fails at once', (_, digits) => {
    const frame = joined(hex(digits), new Uint8Array(size))
    const reads = expectBounded(frame, (bytes) => drisl.decodeDrisl(bytes))
    expect(reads).toBeLessThan(2 * frame.length)
  })
})

describe('hostile JSON', () => {
  it.each(jsonValues)('%s', (_, text) => {
    const value = new TextEncoder().encode(text)
    expectBounded(value, (bytes) => json.decodeLexJson(bytes))
  })
})

describe.each(subprotocols)('hostile frames in %s', (subprotocol) => {
  const values =
    subprotocol === 'xrpc.v1.json'
      ? jsonValues.map(([title, text]) => [title, new TextEncoder().encode(text)] as const)
      : cborValues

  it.each(values)('%s', (_, value) => {
    const codec = codecs[subprotocol]
    for (const frame of framesWith(value, subprotocol)) {
      // A codec that has seen a few of a type in a row expects another one.
      for (let count = 0; count < 3; count++) codec.decode(codec.encode(identity))
      expectBounded(frame, (bytes) => codec.decode(bytes))
      expectBounded(frame, (bytes) => codec.peek(bytes).shardKey)
      for (const to of subprotocols) {
        expectBounded(frame, (bytes) => transcoding.transcode(bytes, subprotocol, to, stream.nsid))
      }
    }
  })
})
