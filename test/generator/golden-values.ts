import { CidLink } from '../../templates/values/cid-link.js'
import type { LexMap, LexValue } from '../../templates/values/lex-value.js'

/** Messages of the stream of a golden, by the name of the golden's folder. */
export interface GoldenValues {
  readonly nsid: string
  /** By the message's name: what has to come back as it was. */
  readonly valid: readonly (readonly [name: string, fields: LexMap])[]
  /** What has to be refused, and what the error says after the place. */
  readonly refused: readonly (readonly [name: string, fields: LexMap, detail: string])[]
}

function link(text: string): CidLink {
  const parsed = CidLink.parse(text)
  if (parsed === undefined) throw new Error(`${text} is no CID`)
  return parsed
}

const record = 'bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq'
const raw = 'bafkreiccldh766hwcnuxnf2wh6jgzepf2nlu2lvcllt63eww5p6chi4ity'

const blob = { $type: 'blob', ref: link(raw), mimeType: 'image/png', size: 1000 } as const

const formats = {
  atIdentifier: 'alice.example.com',
  atUri: 'at://did:web:a.example/com.example.note/3jzfcijpj2z2a',
  cid: record,
  datetime: '2026-11-23T15:54:00.000Z',
  did: 'did:plc:ewvi7nxzyoun6zhxrhs64oiz',
  handle: 'alice.example.com',
  language: 'en-GB',
  nsid: 'com.example.note',
  recordKey: 'self',
  tid: '3jzfcijpj2z2a',
  uri: 'https://example.com/?q=1',
} as const

const strings = { any: '', oneOf: 'red', only: 'fixed' } as const
const integers = { any: 0, oneOf: -1, only: 42, maybe: null } as const
const bytes = { any: new Uint8Array(), link: link(record), nullableLink: null } as const

/** A list in a list in a list. */
function nested(depth: number): LexValue {
  return depth === 0 ? 'leaf' : [nested(depth - 1), nested(depth - 1)]
}

function member(name: string, fields: LexMap): LexMap {
  return { $type: `com.example.unions.subscribeUnions#${name}`, ...fields }
}
const text = member('text', { text: 'é' })
const image = member('image', { url: 'https://example.com/', alt: '' })
const quote = { $type: 'com.example.unions.defs#quote', of: text }
const unlisted = { $type: 'org.example.other#thing', z: 1, list: [{ a: null }, link(raw)] }
const unions = { open: text, closed: image } as const

export const goldenValues: { readonly [feature: string]: GoldenValues } = {
  strings: {
    nsid: 'com.example.strings.subscribeStrings',
    valid: [
      ['plain', strings],
      ['plain', { ...strings, any: 'ключ 😀 \u2028 "\\/\n', oneOf: 'it\'s "blue"' }],
      ['plain', { ...strings, oneOf: 'back\\slash', atLeast: 'ab', atMost: 'abcdefgh' }],
      [
        'plain',
        { ...strings, between: 'ééé', graphemes: '👩‍👩‍👦‍👦a', both: 'x'.repeat(4), known: 'third' },
      ],
      ['plain', { ...strings, withDefault: 'none', maybe: 'no' }],
      ['plain', { ...strings, maybe: null }],
      ['formats', {}],
      ['formats', { ...formats, shortDid: 'did:web:a.example' }],
    ],
    refused: [
      ['plain', { ...strings, any: 1 }, 'expected string, found'],
      ['plain', { any: '', oneOf: 'red' }, 'required field only is missing'],
      ['plain', { ...strings, any: null }, 'expected string, found null'],
      ['plain', { ...strings, atLeast: 'a' }, 'must be at least 2 bytes, not 1'],
      ['plain', { ...strings, atMost: 'ééééé' }, 'must be at most 8 bytes, not 10'],
      ['plain', { ...strings, graphemes: 'abcde' }, 'must be at most 4 graphemes'],
      ['plain', { ...strings, both: 'é'.repeat(33) }, 'must be at most 64 bytes, not 66'],
      ['plain', { ...strings, oneOf: 'blue' }, 'must be one of "red", "green", '],
      ['plain', { ...strings, only: 'other' }, 'must be "fixed", not "other"'],
      ['plain', { ...strings, maybe: 'perhaps' }, 'must be one of "yes", "no", not "perhaps"'],
      ...Object.keys(formats).map(
        (name) =>
          ['formats', { ...formats, [name]: 'no such thing!' }, `${name}: not a valid `] as const,
      ),
      ['formats', { shortDid: 'did:web:much-too-long.example' }, 'must be at most 24 bytes'],
    ],
  },
  numbers: {
    nsid: 'com.example.numbers.subscribeNumbers',
    valid: [
      ['integers', integers],
      ['integers', { ...integers, any: Number.MAX_SAFE_INTEGER, oneOf: Number.MAX_SAFE_INTEGER }],
      ['integers', { ...integers, any: Number.MIN_SAFE_INTEGER, maybe: 2 ** 32, atLeast: -5 }],
      ['integers', { ...integers, oneOf: 0, atMost: 100, between: 9, withDefault: 0 }],
      ['booleans', { any: true }],
      ['booleans', { any: false, only: true, withDefault: true, maybe: null }],
    ],
    refused: [
      ['integers', { ...integers, any: true }, 'expected integer, found'],
      ['integers', { any: 0, oneOf: 0, only: 42 }, 'required field maybe is missing'],
      ['integers', { ...integers, atLeast: -6 }, 'must be at least -5, not -6'],
      ['integers', { ...integers, atMost: 101 }, 'must be at most 100, not 101'],
      ['integers', { ...integers, between: 0 }, 'must be at least 1, not 0'],
      ['integers', { ...integers, oneOf: 1 }, 'must be one of -1, 0, 9007199254740991, not 1'],
      ['integers', { ...integers, only: 41 }, 'must be 42, not 41'],
      ['booleans', { any: 1 }, 'expected boolean, found'],
      ['booleans', { any: true, only: false }, 'must be true, not false'],
    ],
  },
  'bytes-links-blobs': {
    nsid: 'com.example.bytes.subscribeBytes',
    valid: [
      ['bytes', bytes],
      ['bytes', { ...bytes, any: Uint8Array.of(0, 127, 128, 255), nullableLink: link(raw) }],
      ['bytes', { ...bytes, bounded: Uint8Array.of(1, 2), blob, image: blob }],
      ['bytes', { ...bytes, blob: { cid: raw, mimeType: 'text/plain' } }],
      ['bytes', { ...bytes, image: { ...blob, mimeType: 'application/pdf', size: 0 } }],
    ],
    refused: [
      ['bytes', { ...bytes, any: 'text' }, 'expected bytes, found'],
      ['bytes', { ...bytes, link: record }, 'expected link, found'],
      ['bytes', { ...bytes, link: null }, 'expected link, found null'],
      ['bytes', { ...bytes, bounded: Uint8Array.of(1) }, 'must be at least 2 bytes, not 1'],
      ['bytes', { ...bytes, bounded: new Uint8Array(5) }, 'must be at most 4 bytes, not 5'],
      ['bytes', { ...bytes, blob: { ...blob, $type: 'image' } }, 'expected blob'],
      ['bytes', { ...bytes, image: { ...blob, size: 1001 } }, 'must be a blob of at most 1000'],
      ['bytes', { ...bytes, image: { ...blob, mimeType: 'text/html' } }, 'must be a blob of type'],
    ],
  },
  arrays: {
    nsid: 'com.example.arrays.subscribeArrays',
    valid: [
      ['arrays', { integers: [] }],
      ['arrays', { integers: Array.from({ length: 300 }, (_, index) => index), maybe: null }],
      ['arrays', { integers: [0], choices: ['a', 'b', 'a'], bounded: [true, false] }],
      ['arrays', { integers: [0], nested: [[[], ['x']], []], objects: [{ name: 'n' }], maybe: [] }],
      ['arrays', { integers: [0], nested: nested(3), links: [link(record), link(raw)] }],
      ['arrays', { integers: [0], nothings: [null, null], row: [1, 2, 3, 4], rows: [[], [1]] }],
    ],
    refused: [
      ['arrays', { integers: 1 }, 'expected array, found'],
      ['arrays', { integers: [0, -1] }, 'must be at least 0, not -1'],
      ['arrays', { integers: [null] }, 'expected integer, found null'],
      ['arrays', { integers: [], choices: ['c'] }, 'must be one of "a", "b", not "c"'],
      [
        'arrays',
        { integers: [], choices: ['a', 'a', 'a', 'a'] },
        'must have at most 3 items, not 4',
      ],
      ['arrays', { integers: [], bounded: [] }, 'must have at least 1 item, not 0'],
      ['arrays', { integers: [], nested: [[['x'], ['x'], ['x']]] }, 'must have at most 2 items'],
      ['arrays', { integers: [], objects: [{}] }, 'required field name is missing'],
      ['arrays', { integers: [], nothings: [0] }, 'expected null, found'],
      ['arrays', { integers: [], rows: [[1, 2, 3, 4, 5]] }, 'must have at most 4 items, not 5'],
    ],
  },
  objects: {
    nsid: 'com.example.objects.subscribeObjects',
    valid: [
      ['outer', { inner: { innermost: {} }, nullable: null }],
      ['outer', { inner: { innermost: { leaf: 'x' }, count: null }, nullable: { a: 1 } }],
      ['outer', { inner: { innermost: {}, count: 1 }, nullable: null, optional: {}, empty: {} }],
      ['outer', { inner: { innermost: {} }, nullable: null, either: null, optional: { a: 1 } }],
    ],
    refused: [
      ['outer', { nullable: null }, 'required field inner is missing'],
      ['outer', { inner: {}, nullable: null }, 'required field innermost is missing'],
      ['outer', { inner: { innermost: {} } }, 'required field nullable is missing'],
      ['outer', { inner: null, nullable: null }, 'expected object, found null'],
      ['outer', { inner: { innermost: [] }, nullable: null }, 'expected object, found'],
      ['outer', { inner: { innermost: {} }, nullable: {} }, 'required field a is missing'],
      ['outer', { inner: { innermost: {} }, nullable: null, optional: null }, 'expected object'],
      ['outer', { inner: { innermost: {} }, nullable: null, empty: 'x' }, 'expected object'],
    ],
  },
  references: {
    nsid: 'com.example.references.subscribeReferences',
    valid: [
      ['tree', { root: { value: 0 } }],
      ['tree', { root: { value: 0, children: [{ value: 1, children: [] }, { value: 2 }] } }],
      ['tree', { root: { value: 0, up: { node: { value: 1, up: {} } } } }],
      ['tree', { root: { value: 0 }, elsewhere: { x: 1, y: -1 }, main: { name: 'n' } }],
      ['tree', { root: { value: 0 }, record: { text: 't' }, parent: { root: { value: 1 } } }],
      [
        'tree',
        {
          root: { $type: 'com.example.references.subscribeReferences#node', value: 0 },
          main: { $type: 'com.example.references.defs', name: 'n' },
          parent: {
            $type: 'com.example.references.subscribeReferences#tree',
            root: { value: 1 },
          },
        },
      ],
    ],
    refused: [
      ['tree', { root: { value: 0, children: [{ value: 'x' }] } }, 'expected integer, found'],
      ['tree', { root: { value: 0 }, elsewhere: { x: 1 } }, 'required field y is missing'],
      ['tree', { root: { value: 0 }, record: { text: 'x'.repeat(101) } }, 'must be at most 100'],
      ['tree', { root: { $type: 'com.example.other', value: 0 } }, 'must be "com.example.referen'],
    ],
  },
  unions: {
    nsid: 'com.example.unions.subscribeUnions',
    valid: [
      ['text', { text: '' }],
      ['unions', unions],
      ['unions', { ...unions, open: unlisted, closed: text, anything: unlisted }],
      ['unions', { ...unions, list: [quote, { ...quote, of: quote }, text, unlisted] }],
      ['unions', { ...unions, one: image, maybe: null, anything: text }],
    ],
    refused: [
      ['unions', { ...unions, open: { text: 'x' } }, 'required field $type is missing'],
      ['unions', { ...unions, open: { ...text, text: 1 } }, 'expected string, found'],
      ['unions', { ...unions, open: 'x' }, 'expected object, found'],
      ['unions', { ...unions, closed: unlisted }, 'must be a member of the closed union, not "org'],
      ['unions', { ...unions, closed: { url: 'x:y' } }, 'must be a member of the closed union'],
      ['unions', { ...unions, list: [{ ...quote, of: image }] }, 'must be a member of the closed'],
      ['unions', { ...unions, anything: {} }, 'required field $type is missing'],
      ['unions', { ...unions, one: { ...image, url: 'no' } }, 'not a valid '],
    ],
  },
  'tokens-and-aliases': {
    nsid: 'com.example.tokens.subscribeTokens',
    valid: [
      ['report', { reason: 'com.example.tokens.defs#spam', status: 'open' }],
      ['report', { reason: 'any other', status: 'closed', size: null, reasons: ['x', ''] }],
      ['report', { reason: '', status: 'open', size: 1, digest: new Uint8Array(32) }],
      ['report', { reason: '', status: 'open', handles: ['a.example', 'b.example'] }],
    ],
    refused: [
      ['report', { reason: 1, status: 'open' }, 'expected string, found'],
      ['report', { reason: '', status: 'ajar' }, 'must be one of "open", "closed", not "ajar"'],
      ['report', { reason: '', status: 'open', size: 0 }, 'must be at least 1, not 0'],
      ['report', { reason: '', status: 'open', digest: new Uint8Array(31) }, 'must be at least 32'],
      ['report', { reason: '', status: 'open', handles: ['no handle'] }, 'not a valid '],
    ],
  },
  unknown: {
    nsid: 'com.example.unknown.subscribeUnknown',
    valid: [
      ['unknown', { record: {} }],
      ['unknown', { record: unlisted, maybe: null, nothing: null, list: [] }],
      [
        'unknown',
        { record: { a: [1, null, { b: bytes }] }, maybe: { '': '' }, list: [{}, unlisted] },
      ],
    ],
    refused: [
      ['unknown', {}, 'required field record is missing'],
      ['unknown', { record: null }, 'expected object'],
      [
        'unknown',
        { record: blob, maybe: null, nothing: null, list: [] },
        'expected object, found a blob',
      ],
      ['unknown', { record: 'x' }, 'expected object'],
      ['unknown', { record: [] }, 'expected object'],
      ['unknown', { record: new Uint8Array(1) }, 'expected object'],
      ['unknown', { record: link(raw) }, 'expected object'],
      ['unknown', { record: {}, nothing: {} }, 'expected null'],
    ],
  },
  params: {
    nsid: 'com.example.params.subscribeParams',
    valid: [['event', { name: 'n' }]],
    refused: [],
  },
  'foreign-messages': {
    nsid: 'com.example.foreign.subscribeAll',
    valid: [
      ['own', { seq: 1 }],
      ['own', { seq: 1, last: { seq: 1, name: 'n' } }],
      ['com.example.foreign.subscribeOne#event', { seq: 2, name: 'n' }],
      ['com.example.foreign.defs#note', { text: 'n' }],
    ],
    refused: [
      ['com.example.foreign.defs#note', {}, 'required field text is missing'],
      ['own', { seq: 1, last: { name: 'n' } }, 'required field seq is missing'],
    ],
  },
  subprotocol: {
    nsid: 'com.example.subprotocol.subscribeJson',
    valid: [['event', { name: 'n' }]],
    refused: [],
  },
  'shard-keys': {
    nsid: 'com.example.shards.subscribeShards',
    valid: [
      ['byDid', { seq: 1, did: 'did:web:a.example' }],
      ['byRepo', { seq: 1, repo: 'did:web:a.example' }],
      ['byBoth', { seq: 1, repo: 'did:web:a.example', did: 'did:web:b.example' }],
      ['named', { seq: 1, did: 'did:web:a.example', host: 'h' }],
      ['byNothing', { repo: 'r' }],
    ],
    refused: [],
  },
}
