import { describe, expect, it } from 'vitest'
import * as labels from '../../generated/com.atproto.label.subscribeLabels.js'
import * as repos from '../../generated/com.atproto.sync.subscribeRepos.js'
import { comparable } from './comparable.js'
import { failureOf } from './failure.js'
import { commit, labelMessages, repoMessages } from './sample-messages.js'

const codec = repos.stream.codecs['xrpc.v1.json']
const decoder = repos.jsonStream.codecs['xrpc.v1.json']

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** The commit's frame with one text in it replaced. */
function altered(text: string, by: string): Uint8Array {
  const frame = new TextDecoder().decode(codec.encode(commit))
  expect(frame).toContain(text)
  return utf8(frame.replace(text, by))
}

describe('a descriptor of JSON alone', () => {
  it('says of its stream what the full one says', () => {
    const { nsid, defaultSubprotocol } = repos.stream
    expect(repos.jsonStream).toMatchObject({ nsid, defaultSubprotocol })
    expect(Object.keys(repos.jsonStream.codecs)).toEqual(['xrpc.v1.json'])
    expect(decoder).toMatchObject({ subprotocol: 'xrpc.v1.json', binary: false })
  })

  it.each(repoMessages.map((message) => [message.$type, message] as const))(
    'reads what the full codec writes: %s',
    (_, message) => {
      const frame = codec.encode(message)
      const expected = comparable({ kind: 'message', message })
      expect(comparable(decoder.decode(frame))).toEqual(expected)
      expect(comparable(decoder.decodeWithoutFormats(frame))).toEqual(expected)
    },
  )

  it.each(labelMessages.map((message) => [message.$type, message] as const))(
    'reads what the full codec writes: %s',
    (_, message) => {
      const frame = labels.stream.codecs['xrpc.v1.json'].encode(message)
      const decoded = labels.jsonStream.codecs['xrpc.v1.json'].decode(frame)
      expect(comparable(decoded)).toEqual(comparable({ kind: 'message', message }))
    },
  )

  it.each([
    '{"$type":"error","error":"ConsumerTooSlow","message":"too slow"}',
    '{"$type":"error","error":"ConsumerTooSlow"}',
    '{"$type":"message","payload":{"$type":"com.atproto.sync.subscribeRepos#new"}}',
    '{"$type":"other"}',
    '{"payload":{"name":"OutdatedCursor","$type":"com.atproto.sync.subscribeRepos#info"},"$type":"message"}',
  ])('reads %s as the full codec does', (text) => {
    expect(decoder.decode(utf8(text))).toEqual(codec.decode(utf8(text)))
  })

  it.each([
    ['bad-format', `"repo":"${commit.repo}"`, '"repo":"did:plc"'],
    [
      'bad-length',
      '"ops":[',
      `"ops":[${'{"action":"delete","path":"a/b","cid":null},'.repeat(198)}`,
    ],
    ['wrong-type', '"rebase":false', '"rebase":0'],
    ['missing-field', '"rebase":false,', ''],
    ['duplicate-key', '"rebase":false', '"rebase":false,"rebase":false'],
    ['bad-integer', `"seq":${commit.seq}`, '"seq":9007199254740993'],
    ['malformed', '"rebase":false', '"rebase":false;'],
  ])('refuses what the full codec refuses: %s', (code, text, by) => {
    const frame = altered(text, by)
    const failure = failureOf(() => decoder.decode(frame))
    expect(failure).toMatchObject({ name: 'DecodeError', code })
    expect(failure).toEqual(failureOf(() => codec.decode(frame)))
  })

  it('checks no formats only where it is told so', () => {
    const frame = altered(`"repo":"${commit.repo}"`, '"repo":"did:plc"')
    expect(decoder.decodeWithoutFormats(frame)).toMatchObject({ message: { repo: 'did:plc' } })
  })
})

describe('the parameters alone', () => {
  it('are written as by the full descriptor', () => {
    const params = { cursor: 5, shard: 0, shardCount: 2 }
    expect(repos.serializeParams(params).toString()).toBe('cursor=5&shard=0&shardCount=2')
    expect(repos.params.serialize(params).toString()).toBe('cursor=5&shard=0&shardCount=2')
  })
})
