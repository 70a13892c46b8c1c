import { createHash } from 'node:crypto'
import { decode as atcuteDecode, decodeFirst } from '@atcute/cbor'
import { isCid, parseCid } from '@atproto/lex-data'
import { lexParse } from '@atproto/lex-json'
import { readCarWithRoot } from '@atproto/repo'
import { Frame } from '@atproto/xrpc-server'
import { describe, expect, it } from 'vitest'
import type { Commit } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { decodeDrisl, encodeDrisl } from '../../generated/runtime/cbor/drisl.js'
import { comparable } from './comparable.js'
import { noRealFrames, orNoRealFrames, realFrames } from './real-frames.js'
import { repos } from './sample-messages.js'
import { asMap } from './untyped-message.js'

const codec = repos.codecs['xrpc.v0.cbor']

const messages = realFrames.map((frame) => {
  const decoded = codec.decode(frame)
  if (decoded.kind !== 'message') throw new Error(decoded.kind)
  return { frame, message: decoded.message }
})

const commits: readonly Commit[] = messages
  .map(({ message }) => message)
  .filter((message) => message.$type === 'com.atproto.sync.subscribeRepos#commit')

/** A message in the form of a payload of the old wire: without its type. */
function payloadOf(message: object): object {
  return { ...message, $type: undefined }
}

describe.skipIf(noRealFrames)(`real frames agree with${orNoRealFrames}`, () => {
  it('@atproto/xrpc-server', () => {
    for (const { frame, message } of messages) {
      const theirs = Frame.fromBytes(frame)
      expect(theirs.header).toEqual({ op: 1, t: `#${message.$type.split('#')[1]}` })
      expect(comparable(payloadOf(message))).toEqual(comparable(theirs.body))
      expect(Buffer.compare(Buffer.from(theirs.toBytes()), frame)).toBe(0)
    }
  })

  it('@atcute/cbor', () => {
    for (const { frame, message } of messages) {
      const [header, rest] = decodeFirst(frame) as [unknown, Uint8Array]
      expect(header).toEqual({ op: 1, t: `#${message.$type.split('#')[1]}` })
      expect(comparable(payloadOf(message))).toEqual(comparable(atcuteDecode(rest)))
    }
  })

  it('@atproto/lex-json, as JSON', () => {
    for (const { message } of messages) {
      const json = new TextDecoder().decode(repos.codecs['xrpc.v1.json'].encode(message))
      const theirs = lexParse(json)
      expect(comparable(theirs)).toEqual(comparable({ $type: 'message', payload: message }))
    }
  })

  it('the CAR reader of @atproto/repo, which takes their blocks as they are', async () => {
    let records = 0
    for (const { blocks, commit, ops, prevData } of commits) {
      const car = await readCarWithRoot(blocks)
      expect(car.root.equals(commit)).toBe(true)
      expect(commit.equals(car.root)).toBe(true)
      const commitBlock = car.blocks.get(commit)
      if (commitBlock === undefined) throw new Error('the commit is not among the blocks')
      expect(asMap(decodeDrisl(commitBlock))).toMatchObject({ version: 3 })
      for (const { cid } of ops) {
        if (cid === null) continue
        const block = car.blocks.get(cid)
        if (block === undefined) throw new Error(`record ${cid.toString()} is not there`)
        const digest = new Uint8Array(createHash('sha256').update(block).digest())
        expect(Buffer.compare(digest, cid.multihash.digest)).toBe(0)
        expect(Buffer.compare(encodeDrisl(decodeDrisl(block)), block)).toBe(0)
        records++
      }
      if (prevData !== undefined) expect(isCid(prevData)).toBe(true)
    }
    // 144 creates and 2 updates, by the manifest.
    expect(records).toBe(146)
  })

  it('@atproto/lex-data on what a link is', () => {
    for (const { commit, ops, prevData } of commits) {
      const links = [commit, prevData, ...ops.flatMap(({ cid, prev }) => [cid, prev])]
      for (const link of links) {
        if (link === undefined || link === null) continue
        expect(isCid(link)).toBe(true)
        const theirs = parseCid(link.toString())
        expect(theirs.equals(link)).toBe(true)
        expect(link.equals(theirs)).toBe(true)
        expect(theirs.toString()).toBe(link.toString())
        expect([link.version, link.code, link.multihash.code]).toEqual([
          theirs.version,
          theirs.code,
          theirs.multihash.code,
        ])
        expect(Buffer.compare(link.multihash.digest, theirs.multihash.digest)).toBe(0)
      }
    }
  })
})
