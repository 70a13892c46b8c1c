/** A text that is not JSON of the data model, and what is said of it. */
export interface JsonViolation {
  readonly title: string
  readonly json: string
  readonly code: string
  readonly offset: number
  readonly path: string
  readonly message: string
}

const early = 'the text ends too early'
const escape = 'a string holds an invalid escape or control character'
const surrogate = 'a string holds half a surrogate pair'
const value = 'expected a value'
const beyond = 'an integer is beyond 2^53'
const badCid = 'a link does not hold a valid CID'
const badBase64 = 'not valid base64'
const twice = 'a name stands twice'

function violation(
  json: string,
  code: string,
  offset: number,
  path: string,
  detail: string,
  title = json,
): JsonViolation {
  const place = path === '' ? '' : `${path}: `
  return { title, json, code, offset, path, message: `${place}${detail} (at byte ${offset})` }
}

/** Texts that end too early. */
export const cut: readonly JsonViolation[] = [
  violation('', 'truncated', 0, '', early, 'nothing'),
  violation(' \n', 'truncated', 2, '', early, 'white space alone'),
  violation('[', 'truncated', 1, '[0]', early),
  violation('[1', 'truncated', 2, '', early),
  violation('[1,', 'truncated', 3, '[1]', early),
  violation('{', 'truncated', 1, '', early),
  violation('{"a', 'truncated', 3, '', early),
  violation('{"a"', 'truncated', 4, '', early),
  violation('{"a":', 'truncated', 5, 'a', early),
  violation('{"a":1', 'truncated', 6, '', early),
  violation('{"a":1,', 'truncated', 7, '', early),
  violation('{"a":[{"b":"x', 'truncated', 13, 'a[0].b', early),
  violation('"', 'truncated', 1, '', early),
  violation('"abc', 'truncated', 4, '', early),
  violation('"abc\\', 'truncated', 5, '', early),
  violation('"abc\\"', 'truncated', 6, '', early),
  violation('{"$bytes":"AA', 'truncated', 13, '$bytes', early),
  violation('{"$bytes":"AA"', 'truncated', 14, '', early),
  violation('-', 'truncated', 1, '', early),
]

/** Texts that are no JSON at all. */
export const malformed: readonly JsonViolation[] = [
  violation('x', 'malformed', 0, '', value),
  violation(',', 'malformed', 0, '', value),
  violation(']', 'malformed', 0, '', value),
  violation("'a'", 'malformed', 0, '', value),
  violation('\uFEFF1', 'malformed', 0, '', value, 'a byte order mark'),
  violation('\u00A01', 'malformed', 0, '', value, 'a space that is not JSON white space'),
  violation('\f1', 'malformed', 0, '', value, 'a form feed'),
  violation('\0', 'malformed', 0, '', value, 'a NUL'),
  violation('// a\n1', 'malformed', 0, '', value, 'a comment'),
  violation('NaN', 'malformed', 0, '', value),
  violation('Infinity', 'malformed', 0, '', value),
  violation('undefined', 'malformed', 0, '', value),
  violation('nul', 'malformed', 0, '', 'expected null'),
  violation('nulL', 'malformed', 0, '', 'expected null'),
  violation('tru', 'malformed', 0, '', 'expected boolean'),
  violation('True', 'malformed', 0, '', value),
  violation('fals', 'malformed', 0, '', 'expected boolean'),
  violation('falsy', 'malformed', 0, '', 'expected boolean'),
  violation('[1,]', 'malformed', 3, '[1]', value),
  violation('[,1]', 'malformed', 1, '[0]', value),
  violation('[1 2]', 'malformed', 3, '', 'expected "," or "]"'),
  violation('[1}', 'malformed', 2, '', 'expected "," or "]"'),
  violation('{"a":1]', 'malformed', 6, '', 'expected "," or "}"'),
  violation('{"a":1 "b":2}', 'malformed', 7, '', 'expected "," or "}"'),
  violation('{"a":1,}', 'malformed', 7, '', 'expected a name in quotes'),
  violation('{,}', 'malformed', 1, '', 'expected a name in quotes'),
  violation('{a:1}', 'malformed', 1, '', 'expected a name in quotes'),
  violation('{1:1}', 'malformed', 1, '', 'expected a name in quotes'),
  violation('{"a" 1}', 'malformed', 5, '', 'expected ":"'),
  violation('{"a"}', 'malformed', 4, '', 'expected ":"'),
  violation('{"a":}', 'malformed', 5, 'a', value),
  violation('{"a":{"b":x}}', 'malformed', 10, 'a.b', value),
]

/** Text after the value. */
export const trailing: readonly JsonViolation[] = [
  violation('1 2', 'trailing-bytes', 2, '', 'there is text after the end'),
  violation('{} x', 'trailing-bytes', 3, '', 'there is text after the end'),
  violation('[]]', 'trailing-bytes', 2, '', 'there is text after the end'),
  violation('nullx', 'trailing-bytes', 4, '', 'there is text after the end'),
  violation('""""', 'trailing-bytes', 2, '', 'there is text after the end'),
  violation('1\0', 'trailing-bytes', 1, '', 'there is text after the end', 'a NUL'),
]

/** Numbers that are not integers within ±(2^53-1), or that are no JSON numbers. */
export const numbers: readonly JsonViolation[] = [
  violation('1.5', 'bad-integer', 0, '', 'not an integer within ±(2^53-1): 1.5'),
  violation('-0.1', 'bad-integer', 0, '', 'not an integer within ±(2^53-1): -0.1'),
  violation('1e-1', 'bad-integer', 0, '', 'not an integer within ±(2^53-1): 1e-1'),
  violation('1e16', 'bad-integer', 0, '', 'not an integer within ±(2^53-1): 1e16'),
  violation('1e999', 'bad-integer', 0, '', 'not an integer within ±(2^53-1): 1e999'),
  violation('{"a":[0,1.25]}', 'bad-integer', 8, 'a[1]', 'not an integer within ±(2^53-1): 1.25'),
  violation('9007199254740992', 'bad-integer', 0, '', beyond),
  violation('9007199254740993', 'bad-integer', 0, '', beyond),
  violation('-9007199254740992', 'bad-integer', 0, '', beyond),
  violation('18446744073709551615', 'bad-integer', 0, '', beyond),
  violation('9'.repeat(400), 'bad-integer', 0, '', beyond, '400 digits'),
  violation(
    '9007199254740992.0',
    'bad-integer',
    0,
    '',
    'not an integer within ±(2^53-1): 9007199254740992.0',
  ),
  violation('00', 'malformed', 0, '', 'a number starts with a zero'),
  violation('01', 'malformed', 0, '', 'a number starts with a zero'),
  violation('-01', 'malformed', 0, '', 'a number starts with a zero'),
  violation('[1,007]', 'malformed', 3, '[1]', 'a number starts with a zero'),
  violation('01.0', 'malformed', 0, '', 'a number is malformed'),
  violation('1.', 'malformed', 0, '', 'a number is malformed'),
  violation('1.e1', 'malformed', 0, '', 'a number is malformed'),
  violation('1e', 'malformed', 0, '', 'a number is malformed'),
  violation('1e+', 'malformed', 0, '', 'a number is malformed'),
  violation('1.2.3', 'malformed', 0, '', 'a number is malformed'),
  violation('1.0-1', 'malformed', 0, '', 'a number is malformed'),
  violation('[-]', 'malformed', 1, '[0]', 'a number is malformed'),
  violation('--1', 'malformed', 0, '', 'a number is malformed'),
  violation('-a', 'malformed', 0, '', 'a number is malformed'),
  violation('-.5', 'malformed', 0, '', 'a number is malformed'),
  violation('+1', 'malformed', 0, '', value),
  violation('.5', 'malformed', 0, '', value),
  violation('0x10', 'trailing-bytes', 1, '', 'there is text after the end'),
  violation('1_000', 'trailing-bytes', 1, '', 'there is text after the end'),
]

/** Strings with what no string may hold. */
export const strings: readonly JsonViolation[] = [
  violation('"\\x41"', 'malformed', 1, '', escape),
  violation('"\\\'"', 'malformed', 1, '', escape),
  violation('"\\0"', 'malformed', 1, '', escape),
  violation('"\\u12"', 'malformed', 1, '', escape),
  violation('"\\u12G4"', 'malformed', 1, '', escape),
  violation('"\\U0041"', 'malformed', 1, '', escape),
  violation('"a\nb"', 'malformed', 1, '', escape, 'a line feed'),
  violation('"a\tb"', 'malformed', 1, '', escape, 'a tab'),
  violation('"\0"', 'malformed', 1, '', escape, 'a NUL'),
  violation('"\u001F"', 'malformed', 1, '', escape, 'the last control character'),
  violation('"\\ud800"', 'bad-utf8', 1, '', surrogate),
  violation('"\\udc00"', 'bad-utf8', 1, '', surrogate),
  violation('"\\ude00\\ud83d"', 'bad-utf8', 1, '', surrogate),
  violation('"\\ud83d\\ud83d\\ude00"', 'bad-utf8', 1, '', surrogate),
  violation('["",{"a":"\\ud800x"}]', 'bad-utf8', 10, '[1].a', surrogate),
  violation('{"\\ud800":1}', 'bad-utf8', 2, '', surrogate),
  violation('{"a\nb":1}', 'malformed', 2, '', escape, 'a line feed in a name'),
]

/** Names that stand twice in an object. */
export const duplicates: readonly JsonViolation[] = [
  violation('{"a":1,"a":1}', 'duplicate-key', 7, '', twice),
  violation('{"a":1,"b":2,"a":3}', 'duplicate-key', 13, '', twice),
  violation('{"a":1, "\\u0061":2}', 'duplicate-key', 8, '', twice),
  violation('{"":1,"":1}', 'duplicate-key', 6, '', twice),
  violation('[{"__proto__":1,"__proto__":2}]', 'duplicate-key', 16, '[0]', twice),
  violation('{"constructor":1,"constructor":2}', 'duplicate-key', 17, '', twice),
  violation('{"a":{"b":{},"b":{}}}', 'duplicate-key', 13, 'a', twice),
  violation('{"$bytes":"","$bytes":""}', 'duplicate-key', 13, '', twice),
]

/** Byte strings: `{"$bytes": …}`. */
export const byteStrings: readonly JsonViolation[] = [
  ...(
    [
      ['A', 'one character'],
      ['AAAAA', 'one character too many'],
      ['AA=', 'half the padding'],
      ['AAA==', 'too much padding'],
      ['AAAA=', 'padding where none belongs'],
      ['AAAA====', 'padding of a group of its own'],
      ['=', 'padding alone'],
      ['====', 'four characters of padding'],
      ['AA=A', 'padding in the middle'],
      ['A-_A', 'the alphabet of URLs'],
      ['AA AA', 'a space'],
      [' AAAA', 'a space before'],
      ['AAAA ', 'a space after'],
      ['AA\\nAA', 'a line feed, escaped'],
      ['AA!A', 'another character'],
      ['AAéA', 'a character that is not ASCII'],
      [`${'A'.repeat(80)}-_AA`, 'the alphabet of URLs after 80'],
      [`${'A'.repeat(40)}-_${'A'.repeat(42)}`, 'the alphabet of URLs in the middle of 84'],
      [`${'A'.repeat(80)}\\nAAAA`, 'a line feed after 80'],
      ['A'.repeat(81), 'one character too many after 80'],
      [`${'A'.repeat(40)}=${'A'.repeat(43)}`, 'padding in the middle of 84'],
      [`${'A'.repeat(40)} ${'A'.repeat(43)}`, 'a space in the middle of 84'],
      [`${'A'.repeat(80)}AA A`, 'a space at the end of 84'],
      [`${'A'.repeat(80)}é`, 'a character that is not ASCII after 80'],
    ] as const
  ).map(([text, title]) =>
    violation(`{"$bytes":"${text}"}`, 'bad-base64', 0, '', badBase64, `base64: ${title}`),
  ),
  violation('{"a":[{"$bytes":"A"}]}', 'bad-base64', 6, 'a[0]', badBase64),
  violation('{"$bytes":1}', 'wrong-type', 10, '$bytes', '$bytes does not hold a string'),
  violation('{"$bytes":null}', 'wrong-type', 10, '$bytes', '$bytes does not hold a string'),
  violation('{"$bytes":["AA"]}', 'wrong-type', 10, '$bytes', '$bytes does not hold a string'),
  violation(
    '{"$bytes":{"$bytes":"AA"}}',
    'wrong-type',
    10,
    '$bytes',
    '$bytes does not hold a string',
  ),
  violation(
    '{"$bytes":"","a":1}',
    'wrong-type',
    0,
    '',
    '$bytes does not stand alone in its object',
  ),
  violation(
    '{"a":1,"$bytes":""}',
    'wrong-type',
    0,
    '',
    '$bytes does not stand alone in its object',
  ),
  violation(
    '{"$link":"","$bytes":""}',
    'wrong-type',
    0,
    '',
    '$bytes does not stand alone in its object',
  ),
]

const cid = 'bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a'

/** Links: `{"$link": …}`. */
export const links: readonly JsonViolation[] = [
  ...(
    [
      ['', 'nothing'],
      ['b', 'the prefix alone'],
      ['.', 'no base32'],
      [cid.slice(1), 'no prefix'],
      [cid.toUpperCase(), 'capitals'],
      [`B${cid.slice(1)}`, 'a capital prefix'],
      [` ${cid}`, 'a space before'],
      [`${cid} `, 'a space after'],
      [`${cid}=`, 'padding'],
      [cid.slice(0, -1), 'a character less'],
      [`${cid}a`, 'a character more'],
      [`${cid.slice(0, -1)}b`, 'bits after the last byte'],
      [`${cid.slice(0, -1)}1`, 'a character that base32 has not'],
      ['QmbWqxBEKC3P8tqsKc98xmWNzrzDtRLMiMPL8wBuTGsMnR', 'version 0'],
      ['zdpuAyvkgEDQm9TenwGkd5eNaosSxjgEYd8QatfPetgB1CdEZ', 'base58'],
      ['bafyreid', 'a digest shorter than its length'],
      [`b${'a'.repeat(300)}`, '300 characters'],
      ['bé', 'a character that is not ASCII'],
    ] as const
  ).map(([text, title]) =>
    violation(`{"$link":"${text}"}`, 'bad-cid', 0, '', badCid, `a link: ${title}`),
  ),
  violation('[{"$link":"b"}]', 'bad-cid', 1, '[0]', badCid),
  violation('{"$link":1}', 'wrong-type', 9, '$link', '$link does not hold a string'),
  violation(
    `{"$link":"${cid}","a":1}`,
    'wrong-type',
    0,
    '',
    '$link does not stand alone in its object',
    'another member after',
  ),
  violation(
    `{"a":1,"$link":"${cid}"}`,
    'wrong-type',
    0,
    '',
    '$link does not stand alone in its object',
    'another member before',
  ),
]
