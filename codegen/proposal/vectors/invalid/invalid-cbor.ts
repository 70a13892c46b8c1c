import type { Parts } from '../encode/parts.js'
import type { JsonObject } from '../encode/json.js'
import { explainReasons, slug, type Reason } from './refusal.js'

/** Bytes that are no item of DRISL and the data model. */
export interface InvalidCbor {
  readonly id: string
  readonly description: string
  readonly cbor: Parts
  readonly reason: Reason
  /** Where the trouble shows at the earliest, in bytes from the start; absent where readers differ. */
  readonly offset?: number
  /** The place in the value. */
  readonly path: string
}

/** What is wrong, the bytes, where it shows and, unless it is the whole item, in which part of it. */
type Row = readonly [title: string, cbor: string, offset: number, path?: string]

const rows: readonly (readonly [Reason, readonly Row[]])[] = [
  [
    'not-shortest',
    [
      ['23 in a byte', '18 17', 0],
      ['0 in a byte', '18 00', 0],
      ['255 in two bytes', '19 00ff', 0],
      ['65535 in four bytes', '1a 0000ffff', 0],
      ['2^32 less 1 in eight bytes', '1b 00000000ffffffff', 0],
      ['Minus 24 in a byte', '38 17', 0],
      ['Minus 256 in two bytes', '39 00ff', 0],
      ['Minus 65536 in four bytes', '3a 0000ffff', 0],
      ['Minus 2^32 in eight bytes', '3b 00000000ffffffff', 0],
      ['A byte string, length in a byte', '58 01 00', 0],
      ['A byte string, length in two', '59 0001 00', 0],
      ['A text, length in a byte', '78 01 61', 0],
      ['A text, length in two', '79 0001 61', 0],
      ['A text, length in four', '7a 00000001 61', 0],
      ['A text, length in eight', '7b 0000000000000001 61', 0],
      ['An array, count in a byte', '98 01 00', 0],
      ['An array, count in two', '99 0001 00', 0],
      ['A map, count in a byte', 'b8 01 6161 00', 0],
      ['A map, count in two', 'b9 0001 6161 00', 0],
      ['A key, length in a byte', 'a1 7801 61 00', 1],
      ['An item of an array', '82 00 1801', 2, '[1]'],
      ['A value of a map', 'a1 6161 1801', 3, 'a'],
    ],
  ],
  [
    'no-length',
    [
      ['Bytes', '5f 4100 ff', 0],
      ['A text', '7f 6161 ff', 0],
      ['An array', '9f 00 ff', 0],
      ['A map', 'bf 6161 00 ff', 0],
      ['An integer with a reserved head', '1c', 0],
      ['A negative one with a reserved head', '3d', 0],
      ['A text with a reserved head', '7e', 0],
      ['A link in pieces', 'd82a 5f 4100 ff', 2],
    ],
  ],
  [
    'integer-range',
    [
      ['2^53', '1b 0020000000000000', 0],
      ['2^53 and 1', '1b 0020000000000001', 0],
      ['2^64 less 1', '1b ffffffffffffffff', 0],
      ['Minus 2^53', '3b 001fffffffffffff', 0],
      ['1 less than minus 2^53', '3b 0020000000000000', 0],
      ['Minus 2^64', '3b ffffffffffffffff', 0],
      ['In a map', 'a1 6161 1bffffffffffffffff', 3, 'a'],
      ['An array of 2^64 less 1', '9b ffffffffffffffff 00', 0],
    ],
  ],
  [
    'key-type',
    [
      ['An integer as key', 'a1 01 00', 1],
      ['A negative integer as key', 'a1 20 00', 1],
      ['Bytes as key', 'a1 4161 00', 1],
      ['An array as key', 'a1 80 00', 1],
      ['A map as key', 'a1 a0 00', 1],
      ['Null as key', 'a1 f6 00', 1],
      ['A second key', 'a2 6161 00 02 00', 4],
      ['A key of a value', 'a1 6161 a1 01 00', 4, 'a'],
    ],
  ],
  [
    'key-order',
    [
      ['Unsorted bytewise', 'a2 6162 00 6161 00', 4],
      ['Unsorted by length', 'a2 626161 00 6162 00', 5],
      ['Unsorted, the empty key', 'a2 6161 00 60 00', 4],
      ['Sorted as UTF-16, not as UTF-8', 'a2 64f09f9880 00 63efbda1 00', 7],
      ['Twice, apart', 'a3 6161 00 6162 00 6161 00', 7],
      ['In an item', '81 a2 6162 00 6161 00', 5, '[0]'],
    ],
  ],
  [
    'key-twice',
    [
      ['Twice, adjacent', 'a2 6161 00 6161 00', 4],
      ['Twice after a value with larger keys', 'a2 6161 a1 617a 00 6161 00', 7],
      ['Unsorted after a value with smaller keys', 'a2 6162 a1 6161 00 6162 00', 7],
    ],
  ],
  [
    'utf-8',
    [
      ['A key that is not UTF-8', 'a1 61ff 00', 2],
      ['A lone continuation byte', '61 80', 1],
      ['A byte that never occurs', '61 ff', 1],
      ['An overlong slash in two bytes', '62 c0af', 1],
      ['An overlong slash in three', '63 e080af', 1],
      ['An overlong slash in four', '64 f08080af', 1],
      ['An overlong NUL', '62 c080', 1],
      ['A high surrogate', '63 eda080', 1],
      ['A low surrogate', '63 edb080', 1],
      ['A pair of surrogates', '66 eda0bdedb880', 1],
      ['Two bytes of three', '62 e282', 1],
      ['Three bytes of four', '63 f09f98', 1],
      ['Beyond U+10FFFF', '64 f4908080', 1],
      ['A start byte before ASCII', '62 c361', 1],
      ['After 30 ASCII characters', `781f${'61'.repeat(30)}ff`, 2],
    ],
  ],
  [
    'tag',
    [
      ['Tag 0', 'c0 6161', 0],
      ['Tag 2', 'c2 4101', 0],
      ['Tag 23', 'd7 00', 0],
      ['Tag 41', 'd829 4100', 0],
      ['Tag 43', 'd82b 4100', 0],
      ['Tag 42 in two bytes', 'd9002a 4100', 0],
      ['Tag 55799', 'd9d9f7 00', 0],
    ],
  ],
  [
    'link-content',
    [
      ['42 around a text', 'd82a 6100', 2],
      ['42 around an integer', 'd82a 00', 2],
      ['42 around itself', 'd82a d82a 4100', 2],
    ],
  ],
  [
    'cid',
    [
      ['42 around no bytes', 'd82a 40', 0],
      ['42 around a zero byte alone', 'd82a 4100', 0],
      ['A CID of no digest', 'd82a 45 0001711200', 0],
      ['A CID of version 2', 'd82a 47 00 0271120201 01', 0],
      ['A digest longer than its length', 'd82a 47 00 017112010101', 0],
      ['A digest shorter than its length', 'd82a 47 00 017112030101', 0],
      ['A codec in more bytes than needed', 'd82a 48 00 01f10012020101', 0],
      ['In a map', 'a1 6161 d82a 4100', 3, 'a'],
    ],
  ],
  [
    'float',
    [
      ['A 16-bit float', 'f9 3c00', 0],
      ['A 32-bit float', 'fa 3fc00000', 0],
      ['A 64-bit float', 'fb 3ff8000000000000', 0],
      ['A 64-bit float of an integer', 'fb 3ff0000000000000', 0],
      ['NaN in 16 bits', 'f9 7e00', 0],
      ['NaN in 64 bits', 'fb 7ff8000000000000', 0],
      ['Infinity in 16 bits', 'f9 7c00', 0],
      ['Minus infinity in 64 bits', 'fb fff0000000000000', 0],
    ],
  ],
  [
    'simple-value',
    [
      ['Undefined', 'f7', 0],
      ['Simple value 0', 'e0', 0],
      ['Simple value 19', 'f3', 0],
      ['Simple value 32', 'f820', 0],
      ['True in a byte of its own', 'f815', 0],
      ['A reserved head', 'fc', 0],
      ['A break', 'ff', 0],
      ['Undefined in a map', 'a1 6161 f7', 3, 'a'],
    ],
  ],
  [
    'truncated',
    [
      ['No bytes at all', '', 0],
      ['A text of 2^32 bytes', '7b 0000000100000000 61', 10],
      ['A text of 2^53 less 1 bytes', '7b 001fffffffffffff', 9],
      ['Bytes of 2^53 less 1', '5b 001fffffffffffff 00', 10],
      ['An array of 2^53 less 1', '9b 001fffffffffffff 00', 10],
      ['A map of 2^53 less 1', 'bb 001fffffffffffff 6161 00', 12],
      ['A map of 2^52 and 1', 'bb 0010000000000001 6161 00', 12],
      ['An array of 2^32 less 1', '9a ffffffff 00', 6, '[1]'],
      ['One pair too many', 'a2 6161 00', 4],
      ['One item too many', '82 00', 2, '[1]'],
    ],
  ],
  [
    'trailing-data',
    [
      ['A second item', '01 02', 1],
      ['A byte after a map', 'a0 00', 1],
    ],
  ],
]

const deep: readonly InvalidCbor[] = [
  {
    id: 'too-deep/arrays',
    description: '100000 arrays in one another: to be refused, not to be died of.',
    cbor: [{ repeat: '81', times: 99_999 }, '80'],
    reason: 'too-deep',
    path: '[0]'.repeat(128),
  },
  {
    id: 'too-deep/maps',
    description: '100000 maps in one another.',
    cbor: [{ repeat: 'a16161', times: 100_000 }, '00'],
    reason: 'too-deep',
    path: 'a'.padEnd(255, '.a'),
  },
]

/** Items that every receiver refuses. */
export const invalidCbor: readonly InvalidCbor[] = [
  ...rows.flatMap(([reason, entries]) =>
    entries.map(([title, cbor, offset, path = '']) => ({
      id: `${reason}/${slug(title)}`,
      description: `${title}.`,
      cbor: cbor.replaceAll(' ', ''),
      reason,
      offset,
      path,
    })),
  ),
  ...deep,
]

/** The vectors of invalid items. */
export function buildInvalidCbor(): JsonObject {
  return {
    $schema: 'schema/invalid-cbor.schema.json',
    description:
      'Bytes that are no single DRISL item of the data model. A receiver that meets them in a frame closes the connection.',
    reasons: explainReasons(invalidCbor),
    cases: invalidCbor.map(({ id, description, cbor, reason, offset, path }) => ({
      id,
      description,
      cbor,
      reason,
      offset,
      path,
    })),
  }
}
