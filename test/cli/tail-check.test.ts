import { expect, it } from 'vitest'

import { stream } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { ownStages } from '../../codegen/pipeline.js'
import { anyCodecs } from '../../codegen/streams/any-codecs.js'
import { MessageCheck } from '../../codegen/streams/message-check.js'
import { lookUpStream } from '../../codegen/streams/stream-lexicon.js'
import { makeFrames } from '../demo/made-frames.js'

const { nsid, codecs } = stream

async function shippedCheck(): Promise<MessageCheck> {
  const lookup = await lookUpStream(nsid, undefined, ownStages)
  if (lookup.kind !== 'found') throw new Error('the lexicon did not come along')
  return new MessageCheck(lookup.lexicon)
}

const time = '2026-01-02T03:04:05Z'
const cid = 'bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a'
const account = { $type: `${nsid}#account`, seq: 1, did: 'did:example:a', time, active: true }
const commit = {
  $type: `${nsid}#commit`,
  seq: 1,
  rebase: false,
  tooBig: false,
  repo: 'did:example:a',
  commit: { $link: cid },
  rev: '3jzfcijpj2z2a',
  since: null,
  blocks: { $bytes: 'AQI' },
  ops: [{ action: 'create', path: 'a/b', cid: { $link: cid } }],
  blobs: [],
  time,
}

it.each([
  ['nothing', account, undefined],
  ['nothing', commit, undefined],
  ['a required field', { ...account, time: undefined }, 'required field time is missing'],
  ['a type', { ...account, active: 'yes' }, 'active: expected boolean, found a string'],
  ['a format', { ...account, did: 'a' }, 'did: not a valid did: "a"'],
  ['another format', { ...account, time: 'now' }, 'time: not a valid datetime: "now"'],
  ['an integer', { ...account, seq: '1' }, 'seq: expected integer, found a string'],
  ['a null where none may be', { ...commit, rev: null }, 'rev: expected string, found null'],
  ['bytes', { ...commit, blocks: 'AQI' }, 'blocks: expected bytes, found a string'],
  ['a link', { ...commit, commit: cid }, 'commit: expected link, found a string'],
  ['an array', { ...commit, ops: {} }, 'ops: expected array, found an object'],
  [
    'a length',
    { ...commit, ops: Array.from({ length: 201 }, () => commit.ops[0]) },
    'ops: must have at most 200 items, not 201',
  ],
  [
    'a field within',
    { ...commit, ops: [commit.ops[0], { action: 'create', cid: null }] },
    'ops[1]: required field path is missing',
  ],
  [
    'a type within',
    { ...commit, ops: [{ ...commit.ops[0], $type: 'a' }] },
    `ops[0].$type: must be "com.atproto.sync.subscribeRepos#repoOp", not "a"`,
  ],
])('finds what the generated code finds: %s', async (_what, payload, breach) => {
  const frame = Buffer.from(JSON.stringify({ $type: 'message', payload }))
  const read = () => codecs['xrpc.v1.json'].decode(frame)
  if (breach === undefined) expect(read().kind).toBe('message')
  else expect(read).toThrow(breach)
  const decoded = anyCodecs(nsid)['xrpc.v1.json'].decode(frame)
  if (decoded.kind !== 'message') throw new Error(decoded.kind)
  expect((await shippedCheck()).breach(decoded.message)).toBe(breach)
})

it('is content with frames as relays send them, and knows their fields', async () => {
  const check = await shippedCheck()
  for (const frame of await makeFrames(8)) {
    const decoded = anyCodecs(nsid)['xrpc.v0.cbor'].decode(frame)
    if (decoded.kind !== 'message') throw new Error(decoded.kind)
    const { message } = decoded
    expect([check.breach(message), check.unknownFields(message)]).toEqual([undefined, []])
    expect(check.unknownFields({ ...message, other: 1 })).toEqual(['other'])
  }
})
