import { expect, it } from 'vitest'
import { ownDocument, streams } from './own-documents.js'
import { namesIn, structureOf, valueAt } from './structure.js'

const cursor = valueAt(structureOf(ownDocument('com.atproto.stream.defs')), 'defs', 'cursor')
const status = valueAt(
  structureOf(ownDocument('com.atproto.stream.getStatus')),
  'defs',
  'main',
  'output',
  'schema',
)

it('#cursor has these fields, in this order', () => {
  expect(cursor).toEqual({
    type: 'object',
    required: ['cursor', 'highestSeq', 'live'],
    properties: {
      cursor: { type: 'integer', minimum: 0 },
      highestSeq: { type: 'integer', minimum: 0 },
      live: { type: 'boolean' },
      lowestSeq: { type: 'integer', minimum: 1 },
      seqScheme: { type: 'string', knownValues: ['counter', 'unix-micros'] },
      sequenceId: { type: 'string', maxLength: 128 },
      shardCount: { type: 'integer' },
      pendingMessages: { type: 'integer' },
      pendingBytes: { type: 'integer' },
      messagesPerMinute: { type: 'integer' },
      time: { type: 'string', format: 'datetime' },
    },
  })
  expect(namesIn(valueAt(cursor, 'properties'))).toEqual([
    'cursor',
    'highestSeq',
    'live',
    'lowestSeq',
    'seqScheme',
    'sequenceId',
    'shardCount',
    'pendingMessages',
    'pendingBytes',
    'messagesPerMinute',
    'time',
  ])
})

it('getStatus takes the NSID of a stream', () => {
  const main = valueAt(structureOf(ownDocument('com.atproto.stream.getStatus')), 'defs', 'main')
  expect(valueAt(main, 'type')).toBe('query')
  expect(valueAt(main, 'parameters')).toEqual({
    type: 'params',
    required: ['stream'],
    properties: { stream: { type: 'string', format: 'nsid' } },
  })
  expect(valueAt(main, 'output', 'encoding')).toBe('application/json')
  expect(valueAt(main, 'errors')).toEqual([{ name: 'StreamNotFound' }])
})

it('getStatus answers what #cursor tells, without the facts that only a connection has', () => {
  const connectionOnly = ['cursor', 'live', 'pendingMessages', 'pendingBytes']
  const shared = namesIn(valueAt(cursor, 'properties')).filter((n) => !connectionOnly.includes(n))
  expect(namesIn(valueAt(status, 'properties'))).toEqual(['stream', ...shared, 'subprotocols'])
  for (const name of shared) {
    expect(valueAt(status, 'properties', name)).toEqual(valueAt(cursor, 'properties', name))
  }
  expect(valueAt(status, 'required')).toEqual(['stream', 'highestSeq', 'subprotocols'])
  expect(valueAt(status, 'properties', 'subprotocols')).toEqual({
    type: 'array',
    items: { type: 'string', knownValues: ['xrpc.v0.cbor', 'xrpc.v1.cbor', 'xrpc.v1.json'] },
  })
})

it('the default subprotocols', () => {
  expect(
    streams.map((nsid) => [nsid, valueAt(ownDocument(nsid), 'defs', 'main', 'subprotocol')]),
  ).toEqual([
    ['chat.bsky.moderation.subscribeModEvents', undefined],
    ['com.atproto.label.subscribeLabels', undefined],
    ['com.atproto.sync.subscribeRepos', undefined],
    ['network.bsky.jetstream.subscribeEvents', 'xrpc.v1.json'],
  ])
})

it.each(streams)('%s knows the errors of cursors, shards and slow consumers', (nsid) => {
  const errors = valueAt(structureOf(ownDocument(nsid)), 'defs', 'main', 'errors')
  expect(errors).toEqual(
    expect.arrayContaining([
      { name: 'FutureCursor' },
      { name: 'ConsumerTooSlow' },
      { name: 'InvalidShard' },
    ]),
  )
})

it('what decides the shard of each message', () => {
  expect(Object.fromEntries(streams.map((nsid) => [nsid, shardKeysOf(nsid)]))).toEqual({
    'chat.bsky.moderation.subscribeModEvents': {
      eventConvoFirstMessage: 'named: convoId',
      eventGroupChatCreated: 'named: convoId',
      eventGroupChatMemberAdded: 'named: convoId',
      eventGroupChatMemberJoined: 'named: convoId',
      eventGroupChatJoinRequest: 'named: convoId',
      eventGroupChatJoinRequestApproved: 'named: convoId',
      eventGroupChatJoinRequestRejected: 'named: convoId',
      eventChatAccepted: 'named: convoId',
      eventGroupChatMemberLeft: 'named: convoId',
      eventGroupChatUpdated: 'named: convoId',
      eventRateLimitExceeded: 'named: actorDid',
      cursor: 'every shard',
    },
    'com.atproto.label.subscribeLabels': {
      labels: 'every shard',
      info: 'every shard',
      cursor: 'every shard',
    },
    'com.atproto.sync.subscribeRepos': {
      commit: 'inferred: repo',
      sync: 'inferred: did',
      identity: 'inferred: did',
      account: 'inferred: did',
      info: 'every shard',
      cursor: 'every shard',
    },
    'network.bsky.jetstream.subscribeEvents': {
      commit: 'inferred: did',
      identity: 'inferred: did',
      account: 'inferred: did',
      sync: 'inferred: did',
      info: 'every shard',
      cursor: 'every shard',
    },
  })
})

it('a shardKey names a required string', () => {
  for (const nsid of streams) {
    for (const name of messagesOf(nsid)) {
      const definition = valueAt(ownDocument(nsid), 'defs', name)
      const key = valueAt(definition, 'shardKey')
      if (typeof key !== 'string') continue
      expect(valueAt(definition, 'required')).toContain(key)
      expect(valueAt(definition, 'properties', key, 'type')).toBe('string')
    }
  }
})

function messagesOf(nsid: string): readonly string[] {
  const refs = valueAt(ownDocument(nsid), 'defs', 'main', 'message', 'schema', 'refs')
  return Array.isArray(refs) ? refs.map((ref) => String(ref).replace('#', '')) : []
}

function shardKeysOf(nsid: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    messagesOf(nsid).map((name) => {
      const definition = valueAt(ownDocument(nsid), 'defs', name)
      const named = valueAt(definition, 'shardKey')
      if (typeof named === 'string') return [name, `named: ${named}`]
      const required = valueAt(definition, 'required')
      const inferred = ['did', 'repo'].find(
        (key) =>
          Array.isArray(required) &&
          required.includes(key) &&
          valueAt(definition, 'properties', key, 'format') === 'did',
      )
      return [name, inferred === undefined ? 'every shard' : `inferred: ${inferred}`]
    }),
  )
}
