import { Secp256k1Keypair } from '@atproto/crypto'
import { BlockMap, MemoryBlockstore, Repo, WriteOpAction, blocksToCarFile } from '@atproto/repo'
import type { RecordCreateOp } from '@atproto/repo'
import { MessageFrame } from '@atproto/xrpc-server'

const frameCount = 150
/** So many records make a tree whose commits are about as large as those of the public network. */
const recordCount = 2500
const did = 'did:plc:ewvi7nxzyoun6zhxrhs64oiz'
const firstSeq = 31_527_015_322
const startMs = Date.parse('2026-07-04T14:38:07.517Z')

/**
 * Frames like those of the public relay: signed commits of one record each, with the tree nodes
 * that a consumer needs to verify them, and last an `#identity` and an `#account`.
 */
export async function makeFrames(): Promise<Buffer[]> {
  const key = await Secp256k1Keypair.create()
  const earlier = Array.from({ length: recordCount }, (_, index) => create(index - recordCount))
  let repo = await Repo.create(new MemoryBlockstore(), did, key, earlier)
  const frames: Buffer[] = []
  while (frames.length < frameCount - 2) {
    const index = frames.length
    const write = create(index)
    const commit = await repo.formatCommit(write, key)
    const prevData = repo.commit.data
    const before = repo.commit.rev
    repo = await repo.applyCommit(commit)
    const blocks = new BlockMap().addMap(commit.newBlocks).addMap(commit.relevantBlocks)
    const path = `${write.collection}/${write.rkey}`
    const body = {
      ...sequenced(index),
      rebase: false,
      tooBig: false,
      repo: did,
      commit: commit.cid,
      rev: commit.rev,
      since: before,
      blocks: await blocksToCarFile(commit.cid, blocks),
      ops: [{ action: write.action, path, cid: await new BlockMap().add(write.record) }],
      blobs: [],
      prevData,
    }
    frames.push(frameOf('#commit', body))
  }
  const last = frames.length
  frames.push(frameOf('#identity', { ...sequenced(last), did, handle: 'alice.example.com' }))
  frames.push(frameOf('#account', { ...sequenced(last + 1), did, active: true }))
  return frames
}

function sequenced(index: number): { seq: number; time: string } {
  return { seq: firstSeq + index, time: new Date(startMs + index).toISOString() }
}

function frameOf(type: string, body: ConstructorParameters<typeof MessageFrame>[0]): Buffer {
  return Buffer.from(new MessageFrame(body, { type }).toBytes())
}

/** Mostly likes, as on the network, and now and then a post. */
function create(index: number): RecordCreateOp {
  const createdAt = new Date(startMs + index * 60_000).toISOString()
  const rkey = recordKey(index)
  const action = WriteOpAction.Create
  if (index % 8 === 0) {
    const collection = 'app.bsky.feed.post'
    const text = `Post number ${index}, at ${createdAt}: all is well, and so it will be tomorrow.`
    return { action, collection, rkey, record: { $type: collection, text, createdAt } }
  }
  const collection = 'app.bsky.feed.like'
  const cid = 'bafyreiguce4jh7kcbmof3pmcvasifqtw24b6isakj5ve5ga2b4z4alpc4i'
  const subject = { uri: `at://${did}/app.bsky.feed.post/${rkey}`, cid }
  return { action, collection, rkey, record: { $type: collection, subject, createdAt } }
}

const sortableDigits = '234567abcdefghijklmnopqrstuvwxyz'

/** The TID of the minute in which the record is made: microseconds and ten bits of clock identity. */
function recordKey(index: number): string {
  let rest = BigInt(startMs + index * 60_000) * 1000n * 1024n
  let key = ''
  for (let digit = 0; digit < 13; digit++) {
    key = `${sortableDigits.charAt(Number(rest % 32n))}${key}`
    rest /= 32n
  }
  return key
}
