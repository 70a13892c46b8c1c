import { base32ToHex, cidText } from '../encode/base32.js'
import { drisl } from '../encode/drisl.js'
import { jsonText } from '../encode/frames.js'
import type { Json } from '../encode/json.js'
import type { ValueCase } from './value-case.js'

const cid = 'bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a'

function link(id: string, description: string, binary: string, ...alsoJson: string[]): ValueCase {
  const text = cidText(binary)
  const size = binary.length / 2 + 1
  const head = size < 24 ? (0x40 + size).toString(16) : `58${size.toString(16)}`
  return {
    id: `link/${id}`,
    description,
    value: { $link: text },
    cbor: `d82a${head}00${binary}`,
    json: `{"$link":"${text}"}`,
    alsoJson,
  }
}

const links: readonly ValueCase[] = [
  link(
    'drisl',
    'To DRISL content, by SHA-256: tag 42 around a zero byte and the binary CID.',
    base32ToHex(cid.slice(1)),
    `{"$link":"\\u0062${cid.slice(1)}"}`,
    `{\n"$link"\t:\r"${cid}" }`,
    `{"$l\\u0069nk":"${cid}"}`,
  ),
  link('raw', 'To raw content, by SHA-256.', `01551220${'11'.repeat(32)}`),
  link('sha-512', 'By SHA-512.', `01711340${'11'.repeat(64)}`),
  link('blake3', 'By 20 bytes of BLAKE3.', `01711e14${'11'.repeat(20)}`),
  link('long-codec', 'A codec that takes two bytes.', `01a9021220${'11'.repeat(32)}`),
  link('identity', 'A digest that is the content itself.', '015500020102'),
]

function compound(id: string, description: string, value: Json, ...alsoJson: string[]): ValueCase {
  return { id, description, value, cbor: drisl(value), json: jsonText(value), alsoJson }
}

/** Keys in the order of DRISL: by the length in bytes first. */
const sortedKeys = ['', 'a', 'b', '~', 'aa', 'ab', 'é', 'aaa', '€', '\uFF61', 'aaaa', '😀', 'ééé']

/** The names of a JavaScript object's own machinery, which are names like any other. */
const specialNames = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf', 'toJSON']

const maps: readonly ValueCase[] = [
  { id: 'map/empty', description: 'No members.', value: {}, cbor: 'a0', json: '{}' },
  compound(
    'map/key-order',
    'Keys stand by their length in bytes and then bytewise: neither as in the alphabet nor as in UTF-16.',
    Object.fromEntries(sortedKeys.map((key, index) => [key, index])),
  ),
  compound(
    'map/numeric-keys',
    'Keys that look like numbers are no exception.',
    { 9: 2, a: 4, b: 3, 10: 1 },
    '{"10":1,"9":2,"b":3,"a":4}',
  ),
  compound(
    'map/inner-keys',
    'Keys of inner maps do not count for the map around them.',
    { b: { z: 1 }, c: [{ y: { a: 1 } }, { a: 1 }], d: {}, e: 1 },
    '{ "e" : 1 , "d" : { } , "c" : [ { "y" : { "a" : 1 } } , { "a" : 1 } ] , "b" : { "z" : 1 } }',
  ),
  ...specialNames.map((name) =>
    compound(
      `map/key-${name}`,
      `${name} is a key like any other, and changes nothing but this map.`,
      Object.fromEntries([[name, { a: 1 }]]),
    ),
  ),
]

const arrays: readonly ValueCase[] = [
  { id: 'array/empty', description: 'No items.', value: [], cbor: '80', json: '[]' },
  compound('array/mixed', 'Items of all types.', [0, -1, '', null, true, { $bytes: '' }, {}, []]),
  compound('array/nested', 'Arrays in arrays.', [[[], {}], [[[1]]]], '[[[],{}],\n[[[1]]]]'),
  {
    id: 'array/23-items',
    description: '23 zeros: the last count that fits the first byte.',
    cbor: ['97', { repeat: '00', times: 23 }],
    json: ['[', { repeat: '0,', times: 22 }, '0]'],
  },
  {
    id: 'array/256-items',
    description: '256 zeros.',
    cbor: ['990100', { repeat: '00', times: 256 }],
    json: ['[', { repeat: '0,', times: 255 }, '0]'],
  },
  {
    id: 'array/128-deep',
    description: '128 arrays in one another: every receiver has to follow at least this deep.',
    cbor: [{ repeat: '81', times: 127 }, '80'],
    json: [
      { repeat: '[', times: 128 },
      { repeat: ']', times: 128 },
    ],
  },
  {
    id: 'map/128-deep',
    description: '128 maps in one another.',
    cbor: [{ repeat: 'a16161', times: 128 }, '00'],
    json: [{ repeat: '{"a":', times: 128 }, '0', { repeat: '}', times: 128 }],
  },
]

const everything: ValueCase = compound(
  'map/everything',
  'Every type, and heads of every width, in one map.',
  {
    a: [1, 24, 256],
    b: 65_536,
    c: 2 ** 32,
    d: -256,
    e: null,
    f: true,
    g: { $link: cid },
    hh: { '': { $bytes: 'A'.repeat(35) }, x: 'é'.repeat(12) },
  },
)

/** Values with parts. */
export const compounds: readonly ValueCase[] = [...links, ...maps, ...arrays, everything]
