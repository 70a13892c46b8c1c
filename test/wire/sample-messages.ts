import * as Labels from '../../generated/com.atproto.label.subscribeLabels.js'
import * as Repos from '../../generated/com.atproto.sync.subscribeRepos.js'
import { CidLink } from '../../generated/runtime/values/cid-link.js'
import { hex } from './hex.js'

export const did = 'did:plc:7iza6de2dwap2sbkpav7c6c6'
export const time = '2026-07-04T14:39:14.123Z'
export const rev = '3jzfcijpj2z2a'

/** A link of DRISL content whose digest is one byte throughout. */
export function sampleLink(byte: string): CidLink {
  return new CidLink(hex(`01711220${byte.repeat(32)}`))
}

export const commit: Repos.Commit = {
  $type: 'com.atproto.sync.subscribeRepos#commit',
  seq: 31527015322,
  rebase: false,
  tooBig: false,
  repo: did,
  commit: sampleLink('c0'),
  rev,
  since: '3jzfcijpj2z22',
  blocks: Uint8Array.from({ length: 300 }, (_, i) => i & 0xff),
  ops: [
    { action: 'create', path: 'app.bsky.feed.post/3jzfcijpj2z2a', cid: sampleLink('01') },
    { action: 'update', path: 'a.b.c/é', cid: sampleLink('02'), prev: sampleLink('03') },
    { action: 'delete', path: 'a.b.c/2', cid: null, prev: sampleLink('04') },
  ],
  blobs: [sampleLink('05'), sampleLink('06')],
  prevData: sampleLink('07'),
  time,
}

export const firstCommit: Repos.Commit = {
  $type: 'com.atproto.sync.subscribeRepos#commit',
  seq: 1,
  rebase: false,
  tooBig: true,
  repo: 'did:web:example.com',
  commit: sampleLink('c1'),
  rev,
  since: null,
  blocks: new Uint8Array(),
  ops: [],
  blobs: [],
  time,
}

export const sync: Repos.Sync = {
  $type: 'com.atproto.sync.subscribeRepos#sync',
  seq: 2 ** 32,
  did,
  blocks: hex('3aa265726f6f747381d82a'),
  rev: 'any text',
  time,
}

export const identity: Repos.Identity = {
  $type: 'com.atproto.sync.subscribeRepos#identity',
  seq: Number.MAX_SAFE_INTEGER,
  did,
  time,
  handle: 'xn--ls8h.test',
}

export const account: Repos.Account = {
  $type: 'com.atproto.sync.subscribeRepos#account',
  seq: 24,
  did,
  time,
  active: false,
  status: 'something new',
}

export const info: Repos.Info = {
  $type: 'com.atproto.sync.subscribeRepos#info',
  name: 'OutdatedCursor',
  message: 'older than all that is kept: "\u0001\\é😀"',
}

export const cursor: Repos.Cursor = {
  $type: 'com.atproto.sync.subscribeRepos#cursor',
  cursor: 0,
  highestSeq: 31527015471,
  live: false,
  lowestSeq: 1,
  seqScheme: 'unix-micros',
  sequenceId: 'x'.repeat(128),
  shardCount: 32,
  pendingMessages: 31527015471,
  pendingBytes: 2 ** 40,
  messagesPerMinute: 0,
  time,
}

/** One message of each type of the firehose, and one with as few fields as can be. */
export const repoMessages: readonly Repos.Message[] = [
  commit,
  firstCommit,
  sync,
  identity,
  account,
  info,
  cursor,
]

export const labels: Labels.Labels = {
  $type: 'com.atproto.label.subscribeLabels#labels',
  seq: 7,
  labels: [
    {
      ver: 1,
      src: did,
      uri: `at://${did}/app.bsky.feed.post/3jzfcijpj2z2a`,
      cid: 'bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a',
      val: 'porn',
      neg: true,
      cts: time,
      exp: time,
      sig: Uint8Array.from({ length: 64 }, (_, i) => 255 - i),
    },
    { src: 'did:web:example.com', uri: did, val: '!hide', cts: time },
  ],
}

/** One message of each type of the labellers' stream. */
export const labelMessages: readonly Labels.Message[] = [
  labels,
  { $type: 'com.atproto.label.subscribeLabels#labels', seq: 8, labels: [] },
  { $type: 'com.atproto.label.subscribeLabels#info', name: 'OutdatedCursor' },
  {
    $type: 'com.atproto.label.subscribeLabels#cursor',
    cursor: 5,
    highestSeq: 8,
    live: true,
  },
]

export const repos: typeof Repos.stream = Repos.stream
export const labelStream: typeof Labels.stream = Labels.stream
