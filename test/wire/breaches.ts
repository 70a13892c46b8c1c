import type { LexMap } from '../../generated/runtime/values/lex-value.js'
import { itemsOf, valid, withFirst } from './untyped-message.js'

/** A message that breaks one constraint of its lexicon. */
export interface Breach {
  readonly title: string
  readonly message: LexMap
  readonly code: string
  readonly path: string
  readonly detail: string
}

function breach(
  code: string,
  path: string,
  message: LexMap,
  detail: string,
  title = `${path}: ${detail}`,
): Breach {
  return { title, message, code, path, detail }
}

const op = (change: LexMap): LexMap =>
  withFirst(valid.commit, 'ops', (item) => ({ ...item, ...change }))
const label = (change: LexMap): LexMap =>
  withFirst(valid.labels, 'labels', (item) => ({ ...item, ...change }))
const operation = itemsOf(valid.commit, 'ops')[0] ?? null
const many = (count: number): LexMap => ({
  ...valid.commit,
  ops: Array.from({ length: count }, () => operation),
})

/** What is left standing when formats are not checked. */
export const constraints: readonly Breach[] = [
  breach('out-of-range', 'cursor', { ...valid.cursor, cursor: -1 }, 'must be at least 0, not -1'),
  breach(
    'out-of-range',
    'highestSeq',
    { ...valid.cursor, highestSeq: Number.MIN_SAFE_INTEGER },
    'must be at least 0, not -9007199254740991',
  ),
  breach(
    'out-of-range',
    'lowestSeq',
    { ...valid.cursor, lowestSeq: 0 },
    'must be at least 1, not 0',
  ),
  breach(
    'bad-length',
    'sequenceId',
    { ...valid.cursor, sequenceId: 'x'.repeat(129) },
    'must be at most 128 bytes, not 129',
  ),
  breach(
    'bad-length',
    'sequenceId',
    { ...valid.cursor, sequenceId: 'é'.repeat(65) },
    'must be at most 128 bytes, not 130',
    'sequenceId of 65 characters of two bytes',
  ),
  breach(
    'bad-length',
    'labels[0].val',
    label({ val: 'é'.repeat(100) }),
    'must be at most 128 bytes, not 200',
  ),
  breach(
    'bad-length',
    'blocks',
    { ...valid.sync, blocks: new Uint8Array(10001) },
    'must be at most 10000 bytes, not 10001',
  ),
  breach(
    'bad-length',
    'blocks',
    { ...valid.commit, blocks: new Uint8Array(2_000_001) },
    'must be at most 2000000 bytes, not 2000001',
  ),
  breach('bad-length', 'ops', many(201), 'must have at most 200 items, not 201'),
  breach(
    'not-allowed',
    'ops[0].$type',
    op({ $type: 'com.atproto.sync.subscribeRepos#op' }),
    'must be "com.atproto.sync.subscribeRepos#repoOp", not "com.atproto.sync.subscribeRepos#op"',
  ),
  breach(
    'not-allowed',
    'labels[0].$type',
    label({ $type: '' }),
    'must be "com.atproto.label.defs#label", not ""',
  ),
]

/** At the edge of the constraints above. */
export const allowed: readonly (readonly [string, LexMap])[] = [
  ['cursor 0', { ...valid.cursor, cursor: 0, highestSeq: 0, lowestSeq: 1 }],
  ['2^53-1', { ...valid.cursor, cursor: Number.MAX_SAFE_INTEGER, shardCount: -1 }],
  ['a sequenceId of 128 bytes', { ...valid.cursor, sequenceId: 'é'.repeat(64) }],
  ['a val of 128 bytes', label({ val: '€'.repeat(42) })],
  ['10000 bytes', { ...valid.sync, blocks: new Uint8Array(10000) }],
  ['2000000 bytes', { ...valid.commit, blocks: new Uint8Array(2_000_000) }],
  ['200 items', many(200)],
  ['an object that says its type', op({ $type: 'com.atproto.sync.subscribeRepos#repoOp' })],
  ['values beyond the known ones', { ...valid.account, status: 'new', active: true }],
  ['an action beyond the known ones', op({ action: 'rename' })],
]

const wrongDids = [
  '',
  'did:',
  'did:plc:',
  'DID:plc:abc',
  'did:PLC:abc',
  'plc:abc',
  ' did:plc:abc',
  'did:plc:abc ',
  'did:plc:abc\n',
  'did:plc:abc\0',
  'did:plc:a\u200Bbc',
  'did:plc:аbc',
  'did:plc:abc/../x',
  'did:plc:abc?x=1',
  'did:plc:abc#x',
  'did:plc:abc%',
  'did:plc:abc:',
  'did:web:exämple.com',
  'did:web:example.com\u202E',
  "did:web:a'b",
  'did:web:<script>',
  `did:plc:${'a'.repeat(2041)}`,
]

function quoted(text: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
  return JSON.stringify(shown).replaceAll('\u200B', '\\u200b').replaceAll('\u202E', '\\u202e')
}

function format(path: string, name: string, text: string, message: LexMap): Breach {
  return breach('bad-format', path, message, `not a valid ${name}: ${quoted(text)}`)
}

/** What is let through when formats are not checked. */
export const formats: readonly Breach[] = [
  ...wrongDids.map((text) => format('repo', 'did', text, { ...valid.commit, repo: text })),
  ...wrongDids.map((text) => format('did', 'did', text, { ...valid.identity, did: text })),
  format('labels[0].src', 'did', 'x', label({ src: 'x' })),
  ...[
    '',
    '3jzfcijpj2z2',
    '3jzfcijpj2z2a1',
    '3JZFCIJPJ2Z2A',
    '0jzfcijpj2z2a',
    'zjzfcijpj2z2a',
    '3jzfcijpj2z2\n',
  ].map((text) => format('rev', 'tid', text, { ...valid.commit, rev: text })),
  format('since', 'tid', 'x', { ...valid.commit, since: 'x' }),
  ...[
    '',
    '2026-07-04',
    '2026-07-04T14:39:14',
    '2026-07-04T14:39:14.123z',
    '2026-07-04 14:39:14.123Z',
    '2026-13-04T14:39:14.123Z',
    '2026-07-32T14:39:14.123Z',
    '2026-07-04T24:39:14.123Z',
    '2026-07-04T14:60:14.123Z',
    '2026-07-04T14:39:14.12aZ',
    '2026-07-04T14:39:14.123-00:00',
    ' 2026-07-04T14:39:14.123Z',
    '2026-07-04T14:39:14.123Z\0',
  ].map((text) => format('time', 'datetime', text, { ...valid.identity, time: text })),
  format('time', 'datetime', 'now', { ...valid.commit, time: 'now' }),
  format('time', 'datetime', 'now', { ...valid.cursor, time: 'now' }),
  format('labels[0].cts', 'datetime', 'now', label({ cts: 'now' })),
  format('labels[0].exp', 'datetime', 'now', label({ exp: 'now' })),
  ...[
    '',
    'a',
    'a.',
    '.a.b',
    'a..b',
    'a_b.test',
    'jo@hn.test',
    'jo\u0000hn.test',
    `${'a'.repeat(64)}.test`,
  ].map((text) => format('handle', 'handle', text, { ...valid.identity, handle: text })),
  format('labels[0].cid', 'cid', 'bafy', label({ cid: 'bafy' })),
  format('labels[0].uri', 'uri', 'no uri', label({ uri: 'no uri' })),
]
