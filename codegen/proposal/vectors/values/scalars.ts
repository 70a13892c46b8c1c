import type { ValueCase } from './value-case.js'

function integer(id: string, value: number, cbor: string, ...alsoJson: string[]): ValueCase {
  const width = cbor.length / 2
  const description = `${value}: ${width} ${width === 1 ? 'byte' : 'bytes'}.`
  return { id: `integer/${id}`, description, value, cbor, json: String(value), alsoJson }
}

/** Both sides of each place where the head of an integer grows by a size. */
const integers: readonly ValueCase[] = [
  integer('0', 0, '00', '-0', '-0.0', '0e5'),
  integer('1', 1, '01'),
  integer('7', 7, '07', ' 7\n'),
  integer('23', 23, '17'),
  integer('24', 24, '1818'),
  integer('123', 123, '187b', '123.0', '1.23e2'),
  integer('255', 255, '18ff'),
  integer('256', 256, '190100'),
  integer('1000', 1000, '1903e8', '1e3', '1E+3', '100000e-2'),
  integer('65535', 65_535, '19ffff'),
  integer('65536', 65_536, '1a00010000'),
  integer('2-31', 2 ** 31, '1a80000000'),
  integer('2-32-less-1', 2 ** 32 - 1, '1affffffff'),
  integer('2-32', 2 ** 32, '1b0000000100000000'),
  integer('2-53-less-1', Number.MAX_SAFE_INTEGER, '1b001fffffffffffff', '9007199254740991.0'),
  integer('minus-1', -1, '20', '-1.0'),
  integer('minus-24', -24, '37'),
  integer('minus-25', -25, '3818'),
  integer('minus-123', -123, '387a', '-123.000'),
  integer('minus-256', -256, '38ff'),
  integer('minus-257', -257, '390100'),
  integer('minus-65536', -65_536, '39ffff'),
  integer('minus-65537', -65_537, '3a00010000'),
  integer('minus-2-32', -(2 ** 32), '3affffffff'),
  integer('minus-2-32-less-1', -(2 ** 32) - 1, '3b0000000100000000'),
  integer('lowest', Number.MIN_SAFE_INTEGER, '3b001ffffffffffffe'),
]

function text(
  id: string,
  description: string,
  value: string,
  cbor: string,
  json: string,
  ...alsoJson: string[]
): ValueCase {
  return { id: `text/${id}`, description, value, cbor: cbor.replaceAll(' ', ''), json, alsoJson }
}

const texts: readonly ValueCase[] = [
  text('empty', 'No characters.', '', '60', '""'),
  text('ascii', 'ASCII.', 'hello', '65 68656c6c6f', '"hello"', '"\\u0068ello"'),
  text('quote', 'What JSON has to escape.', '"\\', '62 225c', '"\\"\\\\"'),
  text('slash', 'What JSON may escape.', '//', '62 2f2f', '"//"', '"\\/\\/"'),
  text(
    'controls',
    'Control characters, all of which JSON escapes.',
    '\0\b\f\n\r\t\u001F',
    '67 00080c0a0d091f',
    '"\\u0000\\b\\f\\n\\r\\t\\u001f"',
    '"\\u0000\\u0008\\u000C\\u000a\\u000d\\u0009\\u001F"',
  ),
  text(
    'sizes',
    'A character of one, two, three and four bytes.',
    'aé€😀',
    '6a 61 c3a9 e282ac f09f9880',
    '"aé€😀"',
    '"\\u0061\\u00e9\\u20AC\\ud83d\\ude00"',
  ),
  text(
    'ends-of-sizes',
    'The last character of each size.',
    '\u007F\u07FF\uFFFF\u{10FFFF}',
    '6a 7f dfbf efbfbf f48fbfbf',
    '"\u007F\u07FF\uFFFF\u{10FFFF}"',
  ),
  text(
    'separators',
    'The line and paragraph separators of Unicode, which JSON need not escape.',
    '\u2028\u2029',
    '66 e280a8 e280a9',
    '"\u2028\u2029"',
    '"\\u2028\\u2029"',
  ),
  text(
    'byte-order-mark',
    'A byte order mark is a character like any other.',
    '\uFEFFa',
    '64 efbbbf 61',
    '"\uFEFFa"',
  ),
  text(
    'not-normalized',
    'An e with a combining accent: nothing is normalized.',
    'e\u0301',
    '63 65 cc81',
    '"e\u0301"',
  ),
]

/** Lengths at which the head of a text, and of bytes, grows by a size. */
const lengths: readonly ValueCase[] = (
  [
    [23, '77', '57'],
    [24, '7818', '5818'],
    [255, '78ff', '58ff'],
    [256, '790100', '590100'],
    [65_535, '79ffff', '59ffff'],
    [65_536, '7a00010000', '5a00010000'],
  ] as const
).flatMap(([times, textHead, bytesHead]) => [
  {
    id: `text/${times}-characters`,
    description: `${times} times the letter a.`,
    cbor: [textHead, { repeat: '61', times }],
    json: ['"', { repeat: 'a', times }, '"'],
  },
  {
    id: `bytes/${times}`,
    description: `${times} zero bytes.`,
    cbor: [bytesHead, { repeat: '00', times }],
    json: ['{"$bytes":"', { repeat: 'A', times: Math.ceil((times * 4) / 3) }, '"}'],
  },
])

function bytes(
  id: string,
  description: string,
  base64: string,
  digits: string,
  ...alsoJson: string[]
): ValueCase {
  const head = (0x40 + digits.length / 2).toString(16)
  return {
    id: `bytes/${id}`,
    description,
    value: { $bytes: base64 },
    cbor: head + digits,
    json: `{"$bytes":"${base64}"}`,
    alsoJson: alsoJson.map((other) => `{"$bytes":"${other}"}`),
  }
}

const byteStrings: readonly ValueCase[] = [
  bytes('none', 'No bytes.', '', ''),
  bytes(
    'one',
    'One byte: base64 without its padding, which a reader takes too.',
    'AA',
    '00',
    'AA==',
    '\\u0041\\u0041',
  ),
  bytes('two', 'Two bytes.', 'AAE', '0001', 'AAE='),
  bytes('three', 'Three bytes fill their base64.', 'AAEC', '000102'),
  bytes(
    'plus-and-slash',
    'The alphabet of base64 is the plain one, not that of URLs.',
    '+/+/',
    'fbffbf',
    '+\\/+\\/',
  ),
]

/** Values without parts. */
export const scalars: readonly ValueCase[] = [
  {
    id: 'null',
    description: 'Null.',
    value: null,
    cbor: 'f6',
    json: 'null',
    alsoJson: ['\tnull '],
  },
  { id: 'true', description: 'True.', value: true, cbor: 'f5', json: 'true' },
  { id: 'false', description: 'False.', value: false, cbor: 'f4', json: 'false' },
  ...integers,
  ...texts,
  ...byteStrings,
  ...lengths,
]
