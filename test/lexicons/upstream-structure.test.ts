import { existsSync, readFileSync } from 'node:fs'
import { schemas } from '@atproto/api'
import { parseCid } from '@atproto/lex-data'
import { Lexicons, parseLexiconDoc } from '@atproto/lexicon'
import { describe, expect, it } from 'vitest'
import { lexiconPaths, nsidOfPath, ownDocument, streams } from './own-documents.js'
import {
  descriptionsOf,
  differences,
  isObject,
  namesIn,
  structureOf,
  valueAt,
} from './structure.js'

const canonical = 'com.atproto.stream.defs#cursor'

/** Where our documents differ from upstream's: exactly here. */
const expectedDifferences: Readonly<Record<string, readonly string[]>> = {
  'chat.bsky.moderation.subscribeModEvents': [
    `added defs.cursor "${canonical}"`,
    'added defs.eventChatAccepted.shardKey "convoId"',
    'added defs.eventConvoFirstMessage.shardKey "convoId"',
    'added defs.eventGroupChatCreated.shardKey "convoId"',
    'added defs.eventGroupChatJoinRequest.shardKey "convoId"',
    'added defs.eventGroupChatJoinRequestApproved.shardKey "convoId"',
    'added defs.eventGroupChatJoinRequestRejected.shardKey "convoId"',
    'added defs.eventGroupChatMemberAdded.shardKey "convoId"',
    'added defs.eventGroupChatMemberJoined.shardKey "convoId"',
    'added defs.eventGroupChatMemberLeft.shardKey "convoId"',
    'added defs.eventGroupChatUpdated.shardKey "convoId"',
    'added defs.eventRateLimitExceeded.shardKey "actorDid"',
    'added defs.main.errors[2] {"name":"InvalidShard"}',
    'added defs.main.message.schema.refs[11] "#cursor"',
    'added defs.main.parameters.properties.shard {"minimum":0,"type":"integer"}',
    'added defs.main.parameters.properties.shardCount {"minimum":1,"type":"integer"}',
  ],
  'com.atproto.label.defs': [],
  'com.atproto.label.subscribeLabels': [
    `added defs.cursor "${canonical}"`,
    'added defs.main.errors[1] {"name":"ConsumerTooSlow"}',
    'added defs.main.errors[2] {"name":"InvalidShard"}',
    'added defs.main.message.schema.refs[2] "#cursor"',
    'added defs.main.parameters.properties.shard {"minimum":0,"type":"integer"}',
    'added defs.main.parameters.properties.shardCount {"minimum":1,"type":"integer"}',
  ],
  'com.atproto.sync.subscribeRepos': [
    `added defs.cursor "${canonical}"`,
    'added defs.main.errors[2] {"name":"InvalidShard"}',
    'added defs.main.message.schema.refs[5] "#cursor"',
    'added defs.main.parameters.properties.shard {"minimum":0,"type":"integer"}',
    'added defs.main.parameters.properties.shardCount {"minimum":1,"type":"integer"}',
  ],
  'network.bsky.jetstream.subscribeEvents': [
    `added defs.cursor "${canonical}"`,
    'added defs.main.errors[3] {"name":"FutureCursor"}',
    'added defs.main.errors[4] {"name":"InvalidShard"}',
    'added defs.main.message.schema.refs[5] "#cursor"',
    'added defs.main.parameters.properties.shard {"minimum":0,"type":"integer"}',
    'added defs.main.parameters.properties.shardCount {"minimum":1,"type":"integer"}',
  ],
}

/** Documents that upstream has not. */
const ours = ['com.atproto.stream.defs', 'com.atproto.stream.getStatus']

const jetstream = 'network.bsky.jetstream.subscribeEvents'
const jetstreamFile = new URL(
  '../../../shared/data/lexicons/network/bsky/jetstream/subscribeEvents.json',
  import.meta.url,
)

function upstreamDocument(nsid: string): unknown {
  if (nsid !== jetstream) return schemas.find((document) => document.id === nsid)
  const document: unknown = JSON.parse(readFileSync(jetstreamFile, 'utf8'))
  return document
}

const canonicalCursor = valueAt(
  structureOf(ownDocument('com.atproto.stream.defs')),
  'defs',
  'cursor',
)

/** Our structure, with a local `#cursor` that equals the canonical one shown by its name. */
function ownStructure(nsid: string): unknown {
  const structure = structureOf(ownDocument(nsid))
  const defs = valueAt(structure, 'defs')
  if (!isObject(structure) || !isObject(defs)) return structure
  if (differences(canonicalCursor, defs['cursor']).length > 0) return structure
  return { ...structure, defs: { ...defs, cursor: canonical } }
}

it('the folder holds these documents and no other', () => {
  expect(lexiconPaths.map(nsidOfPath)).toEqual(
    [...Object.keys(expectedDifferences), ...ours].toSorted(),
  )
})

it.each(lexiconPaths)('%s has the id that its path names', (path) => {
  expect(valueAt(ownDocument(nsidOfPath(path)), 'id')).toBe(nsidOfPath(path))
})

it.each(ours)('upstream has no %s', (nsid) => {
  expect(schemas.some((document) => document.id === nsid)).toBe(false)
})

it.each(streams)('the #cursor of %s is the canonical one, descriptions aside', (nsid) => {
  expect(canonicalCursor).toMatchObject({ type: 'object' })
  expect(valueAt(structureOf(ownDocument(nsid)), 'defs', 'cursor')).toEqual(canonicalCursor)
})

describe.each(Object.entries(expectedDifferences))('%s beside upstream', (nsid, expected) => {
  const absent = nsid === jetstream && !existsSync(jetstreamFile)
  const reason = absent ? ' (skipped: ../shared/data/lexicons is not there)' : ''

  it.skipIf(absent)(`differs by what is listed here${reason}`, () => {
    const upstream = upstreamDocument(nsid)
    expect(upstream).toBeDefined()
    expect(differences(structureOf(upstream), ownStructure(nsid))).toEqual(expected)
  })

  it.skipIf(absent)(`describes whatever upstream describes${reason}`, () => {
    const described = descriptionsOf(ownDocument(nsid))
    const missing = [...descriptionsOf(upstreamDocument(nsid)).keys()].filter(
      (path) => !described.has(path),
    )
    expect(missing).toEqual([])
  })

  it.skipIf(absent)(`repeats no sentence of upstream's descriptions${reason}`, () => {
    const theirs = sentencesOf(upstreamDocument(nsid))
    expect(theirs.size).toBeGreaterThan(0)
    expect([...sentencesOf(ownDocument(nsid))].filter((s) => theirs.has(s))).toEqual([])
  })
})

/** The sentences of all descriptions, without regard to case, punctuation and spacing. */
function sentencesOf(document: unknown): ReadonlySet<string> {
  return new Set(
    [...descriptionsOf(document).values()]
      .flatMap((description) => description.split(/[.;:] /))
      .map((sentence) =>
        sentence
          .toLowerCase()
          .replaceAll(/[^a-z0-9]+/g, ' ')
          .trim(),
      ),
  )
}

describe.each(lexiconPaths.map(nsidOfPath))('%s', (nsid) => {
  it('describes each definition, property, parameter and error', () => {
    const document = ownDocument(nsid)
    const described = descriptionsOf(document)
    expect(describablePlaces(document).filter((path) => !described.has(path))).toEqual([])
  })
})

function describablePlaces(document: unknown): readonly string[] {
  return namesIn(valueAt(document, 'defs')).flatMap((name) => {
    const definition = valueAt(document, 'defs', name)
    const errors = valueAt(definition, 'errors')
    return [
      `defs.${name}`,
      ...namesIn(valueAt(definition, 'properties')).map((p) => `defs.${name}.properties.${p}`),
      ...namesIn(valueAt(definition, 'parameters', 'properties')).map(
        (p) => `defs.${name}.parameters.properties.${p}`,
      ),
      ...namesIn(valueAt(definition, 'output', 'schema', 'properties')).map(
        (p) => `defs.${name}.output.schema.properties.${p}`,
      ),
      ...(Array.isArray(errors) ? errors.map((_, i) => `defs.${name}.errors[${i}]`) : []),
    ]
  })
}

describe('@atproto/lexicon', () => {
  const lexicons = new Lexicons(
    lexiconPaths.map((path) => parseLexiconDoc(ownDocument(nsidOfPath(path)))),
  )
  const cid = parseCid('bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq')
  const commit = {
    $type: 'com.atproto.sync.subscribeRepos#commit',
    seq: 7,
    rebase: false,
    tooBig: false,
    repo: 'did:plc:ewvi7nxzyoun6zhxrhs64oiz',
    commit: cid,
    rev: '3l3qo2vutsw2b',
    since: null,
    blocks: new Uint8Array([1, 2, 3]),
    ops: [{ action: 'create', path: 'app.bsky.feed.post/3l3qo2vuowo2b', cid }],
    blobs: [],
    time: '2026-11-23T15:04:05.678Z',
  }
  const position = { cursor: 7, highestSeq: 9, live: false }

  it('accepts a #commit message', () => {
    expect(lexicons.assertValidXrpcMessage('com.atproto.sync.subscribeRepos', commit)).toEqual(
      commit,
    )
  })

  it.each(streams)('accepts a #cursor message of %s', (nsid) => {
    const message = { $type: `${nsid}#cursor`, ...position }
    expect(lexicons.assertValidXrpcMessage(nsid, message)).toEqual(message)
  })

  it.each(streams)('refuses a negative position in a #cursor message of %s', (nsid) => {
    const message = { $type: `${nsid}#cursor`, ...position, cursor: -1 }
    expect(() => lexicons.assertValidXrpcMessage(nsid, message)).toThrow(
      'Message/cursor can not be less than 0',
    )
  })

  it.each(streams)('reads the shard parameters of %s', (nsid) => {
    const params = { shard: 3, shardCount: 8 }
    expect(lexicons.assertValidXrpcParams(nsid, params)).toMatchObject(params)
    expect(() => lexicons.assertValidXrpcParams(nsid, { shard: 0, shardCount: 0 })).toThrow(
      'shardCount can not be less than 1',
    )
  })

  it('accepts what getStatus answers', () => {
    const status = {
      stream: 'com.atproto.sync.subscribeRepos',
      highestSeq: 9,
      subprotocols: ['xrpc.v0.cbor'],
    }
    expect(lexicons.assertValidXrpcOutput('com.atproto.stream.getStatus', status)).toEqual(status)
  })
})
