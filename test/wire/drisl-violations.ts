/** Bytes that are not DRISL, and what is said of them. */
export interface Violation {
  readonly title: string
  readonly hex: string
  readonly code: string
  readonly offset: number
  readonly path: string
  readonly message: string
}

const early = 'the bytes end too early'
const longer = 'an integer or length takes more bytes than it needs'
const endless = 'an indefinite or reserved length'
const beyond = 'an integer is beyond 2^53'
const badText = 'a string is not valid UTF-8'
const badKey = 'a key is not a string'
const unsorted = 'a key is out of order'
const twice = 'a key stands twice'
const badTag = 'a tag other than 42'
const badCid = 'a link does not hold a valid CID'

function violation(
  title: string,
  hex: string,
  code: string,
  offset: number,
  path: string,
  message: string,
): Violation {
  return { title, hex, code, offset, path, message: `${message} (at byte ${offset})` }
}

/** Items that are not in their shortest form. */
export const notShortest: readonly Violation[] = [
  violation('23 in a byte', '18 17', 'not-canonical', 0, '', longer),
  violation('0 in a byte', '18 00', 'not-canonical', 0, '', longer),
  violation('255 in two bytes', '19 00ff', 'not-canonical', 0, '', longer),
  violation('65535 in four bytes', '1a 0000ffff', 'not-canonical', 0, '', longer),
  violation('2^32-1 in eight bytes', '1b 00000000ffffffff', 'not-canonical', 0, '', longer),
  violation('-24 in a byte', '38 17', 'not-canonical', 0, '', longer),
  violation('-256 in two bytes', '39 00ff', 'not-canonical', 0, '', longer),
  violation('-65536 in four bytes', '3a 0000ffff', 'not-canonical', 0, '', longer),
  violation('-2^32 in eight bytes', '3b 00000000ffffffff', 'not-canonical', 0, '', longer),
  violation('a byte string, length in a byte', '58 01 00', 'not-canonical', 0, '', longer),
  violation('a byte string, length in two', '59 0001 00', 'not-canonical', 0, '', longer),
  violation('a text, length in a byte', '78 01 61', 'not-canonical', 0, '', longer),
  violation('a text, length in two', '79 0001 61', 'not-canonical', 0, '', longer),
  violation('a text, length in four', '7a 00000001 61', 'not-canonical', 0, '', longer),
  violation('a text, length in eight', '7b 0000000000000001 61', 'not-canonical', 0, '', longer),
  violation('an array, count in a byte', '98 01 00', 'not-canonical', 0, '', longer),
  violation('an array, count in two', '99 0001 00', 'not-canonical', 0, '', longer),
  violation('a map, count in a byte', 'b8 01 6161 00', 'not-canonical', 0, '', longer),
  violation('a map, count in two', 'b9 0001 6161 00', 'not-canonical', 0, '', longer),
  violation('a key, length in a byte', 'a1 7801 61 00', 'not-canonical', 1, '', longer),
  violation('an item of an array', '82 00 1801', 'not-canonical', 2, '[1]', `[1]: ${longer}`),
  violation('a value of a map', 'a1 6161 1801', 'not-canonical', 3, 'a', `a: ${longer}`),
]

/** Indefinite lengths, breaks and reserved heads. */
export const withoutEnd: readonly Violation[] = [
  violation('bytes', '5f 4100 ff', 'not-canonical', 0, '', endless),
  violation('a text', '7f 6161 ff', 'not-canonical', 0, '', endless),
  violation('an array', '9f 00 ff', 'not-canonical', 0, '', endless),
  violation('a map', 'bf 6161 00 ff', 'not-canonical', 0, '', endless),
  violation('an integer with a reserved head', '1c', 'not-canonical', 0, '', endless),
  violation('a negative one with a reserved head', '3d', 'not-canonical', 0, '', endless),
  violation('a text with a reserved head', '7e', 'not-canonical', 0, '', endless),
  violation('a link in pieces', 'd82a 5f 4100 ff', 'not-canonical', 2, '', endless),
]

/** Integers outside ±(2^53-1). */
export const tooBig: readonly Violation[] = [
  violation('2^53', '1b 0020000000000000', 'bad-integer', 0, '', beyond),
  violation('2^53+1', '1b 0020000000000001', 'bad-integer', 0, '', beyond),
  violation('2^64-1', '1b ffffffffffffffff', 'bad-integer', 0, '', beyond),
  violation('-2^53', '3b 001fffffffffffff', 'bad-integer', 0, '', beyond),
  violation('-2^53-1', '3b 0020000000000000', 'bad-integer', 0, '', beyond),
  violation('-2^64', '3b ffffffffffffffff', 'bad-integer', 0, '', beyond),
  violation('in a map', 'a1 6161 1bffffffffffffffff', 'bad-integer', 3, 'a', `a: ${beyond}`),
]

/** Maps whose keys are not strings, not sorted or not unique. */
export const badMaps: readonly Violation[] = [
  violation('an integer as key', 'a1 01 00', 'bad-key', 1, '', badKey),
  violation('a negative integer as key', 'a1 20 00', 'bad-key', 1, '', badKey),
  violation('bytes as key', 'a1 4161 00', 'bad-key', 1, '', badKey),
  violation('an array as key', 'a1 80 00', 'bad-key', 1, '', badKey),
  violation('a map as key', 'a1 a0 00', 'bad-key', 1, '', badKey),
  violation('null as key', 'a1 f6 00', 'bad-key', 1, '', badKey),
  violation('a second key', 'a2 6161 00 02 00', 'bad-key', 4, '', badKey),
  violation('a key of a value', 'a1 6161 a1 01 00', 'bad-key', 4, 'a', `a: ${badKey}`),
  violation('unsorted bytewise', 'a2 6162 00 6161 00', 'unsorted-keys', 4, '', unsorted),
  violation('unsorted by length', 'a2 626161 00 6162 00', 'unsorted-keys', 5, '', unsorted),
  violation('unsorted, the empty key', 'a2 6161 00 60 00', 'unsorted-keys', 4, '', unsorted),
  violation(
    'sorted as UTF-16, not as UTF-8',
    // U+1F600 comes before U+FF61 in UTF-16 code units and after it in bytes.
    'a2 64f09f9880 00 63efbda1 00',
    'unsorted-keys',
    7,
    '',
    unsorted,
  ),
  violation('twice, adjacent', 'a2 6161 00 6161 00', 'duplicate-key', 4, '', twice),
  violation('twice, apart', 'a3 6161 00 6162 00 6161 00', 'unsorted-keys', 7, '', unsorted),
  violation(
    'twice after a value with larger keys',
    'a2 6161 a1 617a 00 6161 00',
    'duplicate-key',
    7,
    '',
    twice,
  ),
  violation(
    'unsorted after a value with smaller keys',
    'a2 6162 a1 6161 00 6162 00',
    'duplicate-key',
    7,
    '',
    twice,
  ),
  violation('in an item', '81 a2 6162 00 6161 00', 'unsorted-keys', 5, '[0]', `[0]: ${unsorted}`),
  violation('a key that is not UTF-8', 'a1 61ff 00', 'bad-utf8', 2, '', badText),
]

/** Tags, and what stands in tag 42. */
export const badTags: readonly Violation[] = [
  violation('tag 0', 'c0 6161', 'bad-tag', 0, '', badTag),
  violation('tag 2', 'c2 4101', 'bad-tag', 0, '', badTag),
  violation('tag 23', 'd7 00', 'bad-tag', 0, '', badTag),
  violation('tag 41', 'd829 4100', 'bad-tag', 0, '', badTag),
  violation('tag 43', 'd82b 4100', 'bad-tag', 0, '', badTag),
  violation('tag 42 in two bytes', 'd9002a 4100', 'bad-tag', 0, '', badTag),
  violation('tag 55799', 'd9d9f7 00', 'bad-tag', 0, '', badTag),
  violation('42 around a text', 'd82a 6100', 'wrong-type', 2, '', 'expected bytes, found a string'),
  violation(
    '42 around an integer',
    'd82a 00',
    'wrong-type',
    2,
    '',
    'expected bytes, found an integer',
  ),
  violation(
    '42 around itself',
    'd82a d82a 4100',
    'wrong-type',
    2,
    '',
    'expected bytes, found a link',
  ),
  violation('42 around no bytes', 'd82a 40', 'bad-cid', 0, '', badCid),
  violation('42 around a zero byte alone', 'd82a 4100', 'bad-cid', 0, '', badCid),
  violation('a CID of no digest', 'd82a 45 0001711200', 'bad-cid', 0, '', badCid),
  violation('a CID of version 2', 'd82a 47 00 0271120201 01', 'bad-cid', 0, '', badCid),
  violation('a digest longer than its length', 'd82a 47 00 017112010101', 'bad-cid', 0, '', badCid),
  violation(
    'a digest shorter than its length',
    'd82a 47 00 017112030101',
    'bad-cid',
    0,
    '',
    badCid,
  ),
  violation(
    'a codec in more bytes than needed',
    'd82a 48 00 01f10012020101',
    'bad-cid',
    0,
    '',
    badCid,
  ),
  violation('in a map', 'a1 6161 d82a 4100', 'bad-cid', 3, 'a', `a: ${badCid}`),
]

/** Floats and simple values, none of which the data model has. */
export const badSimple: readonly Violation[] = [
  ...(
    [
      ['a 16-bit float', 'f9 3c00'],
      ['a 32-bit float', 'fa 3fc00000'],
      ['a 64-bit float', 'fb 3ff8000000000000'],
      ['a 64-bit float of an integer', 'fb 3ff0000000000000'],
      ['NaN in 16 bits', 'f9 7e00'],
      ['NaN in 64 bits', 'fb 7ff8000000000000'],
      ['Infinity in 16 bits', 'f9 7c00'],
      ['-Infinity in 64 bits', 'fb fff0000000000000'],
    ] as const
  ).map(([title, bytes]) =>
    violation(
      title,
      bytes,
      'bad-float',
      0,
      '',
      'expected a value of the data model, found a float',
    ),
  ),
  ...(
    [
      ['undefined', 'f7'],
      ['simple value 0', 'e0'],
      ['simple value 19', 'f3'],
      ['simple value 32', 'f820'],
      ['true in a byte of its own', 'f815'],
      ['a reserved head', 'fc'],
      ['a break', 'ff'],
    ] as const
  ).map(([title, bytes]) =>
    violation(
      title,
      bytes,
      'wrong-type',
      0,
      '',
      'expected a value of the data model, found a simple value',
    ),
  ),
  violation(
    'undefined in a map',
    'a1 6161 f7',
    'wrong-type',
    3,
    'a',
    'a: expected a value of the data model, found a simple value',
  ),
]

/** Text strings that are not UTF-8. */
export const badTexts: readonly Violation[] = (
  [
    ['a lone continuation byte', '61 80'],
    ['a byte that never occurs', '61 ff'],
    ['an overlong slash in two bytes', '62 c0af'],
    ['an overlong slash in three', '63 e080af'],
    ['an overlong slash in four', '64 f08080af'],
    ['an overlong NUL', '62 c080'],
    ['a high surrogate', '63 eda080'],
    ['a low surrogate', '63 edb080'],
    ['a pair of surrogates', '66 eda0bdedb880'],
    ['two bytes of three', '62 e282'],
    ['three bytes of four', '63 f09f98'],
    ['beyond U+10FFFF', '64 f4908080'],
    ['a start byte before ASCII', '62 c361'],
    ['after 30 ASCII characters', `781f ${'61'.repeat(30)} ff`],
  ] as const
).map(([title, bytes]) =>
  violation(title, bytes, 'bad-utf8', bytes.startsWith('78') ? 2 : 1, '', badText),
)

/** Bytes after the item, and lengths and counts that the bytes cannot hold. */
export const badEnds: readonly Violation[] = [
  violation('no bytes at all', '', 'truncated', 0, '', early),
  violation('a second item', '01 02', 'trailing-bytes', 1, '', 'there are bytes after the end'),
  violation(
    'a byte after a map',
    'a0 00',
    'trailing-bytes',
    1,
    '',
    'there are bytes after the end',
  ),
  violation('a text of 2^32 bytes', '7b 0000000100000000 61', 'truncated', 10, '', early),
  violation('a text of 2^53-1 bytes', '7b 001fffffffffffff', 'truncated', 9, '', early),
  violation('bytes of 2^53-1', '5b 001fffffffffffff 00', 'truncated', 10, '', early),
  violation('an array of 2^53-1', '9b 001fffffffffffff 00', 'truncated', 10, '', early),
  violation('a map of 2^53-1', 'bb 001fffffffffffff 6161 00', 'truncated', 12, '', early),
  violation('a map of 2^52 + 1', 'bb 0010000000000001 6161 00', 'truncated', 12, '', early),
  violation('an array of 2^64-1', '9b ffffffffffffffff 00', 'bad-integer', 0, '', beyond),
  violation('an array of 2^32-1', '9a ffffffff 00', 'truncated', 6, '[1]', `[1]: ${early}`),
  violation('one pair too many', 'a2 6161 00', 'truncated', 4, '', early),
  violation('one item too many', '82 00', 'truncated', 2, '[1]', `[1]: ${early}`),
]
