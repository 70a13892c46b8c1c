import { createHash } from 'node:crypto'
import { Secp256k1Keypair } from '@atproto/crypto'
import { blocksToCarFile, MemoryBlockstore, Repo, WriteOpAction } from '@atproto/repo'
import { stream, type Message } from '../../generated/com.atproto.sync.subscribeRepos.js'

const collection = 'app.bsky.feed.post'
const accounts = 5

/** An account with a repository, and the key that signs it. */
interface Account {
  readonly did: string
  readonly keypair: Secp256k1Keypair
  repo: Repo
}

/**
 * Frames as a relay would send them: an identity and an account message, and for the rest commits of
 * a few accounts, really signed.
 */
export async function makeFrames(count: number): Promise<readonly Uint8Array[]> {
  const authors = await Promise.all(Array.from({ length: accounts }, (_, n) => makeAccount(n)))
  const frames: Uint8Array[] = []
  const codec = stream.codecs['xrpc.v0.cbor']
  for (let seq = 1; seq <= count; seq++) {
    const author = authors[seq % accounts]
    if (author !== undefined) frames.push(codec.encode(await makeMessage(seq, author)))
  }
  return frames
}

async function makeAccount(number: number): Promise<Account> {
  const did = `did:plc:${base32(createHash('sha256').update(`demo ${number}`).digest(), 24)}`
  const keypair = await Secp256k1Keypair.create()
  return { did, keypair, repo: await Repo.create(new MemoryBlockstore(), did, keypair) }
}

async function makeMessage(seq: number, author: Account): Promise<Message> {
  const { did } = author
  const time = new Date().toISOString()
  switch (seq) {
    case 1:
      return {
        $type: 'com.atproto.sync.subscribeRepos#identity',
        seq,
        did,
        time,
        handle: 'demo.example',
      }
    case 2:
      return { $type: 'com.atproto.sync.subscribeRepos#account', seq, did, time, active: true }
    default:
      return makeCommit(seq, author, time)
  }
}

async function makeCommit(seq: number, author: Account, time: string): Promise<Message> {
  const { did, keypair, repo } = author
  const rkey = `post-${String(seq).padStart(6, '0')}`
  const record = { $type: collection, text: `Message ${seq} of the demo`, createdAt: time }
  const prevData = await repo.data.getPointer()
  const write = { action: WriteOpAction.Create, collection, rkey, record } as const
  const commit = await repo.formatCommit(write, keypair)
  author.repo = await repo.applyCommit(commit)
  const path = `${collection}/${rkey}`
  return {
    $type: 'com.atproto.sync.subscribeRepos#commit',
    seq,
    rebase: false,
    tooBig: false,
    repo: did,
    commit: commit.cid,
    rev: commit.rev,
    since: commit.since,
    blocks: await blocksToCarFile(commit.cid, commit.relevantBlocks),
    ops: [{ action: 'create', path, cid: await author.repo.data.get(path) }],
    blobs: [],
    prevData,
    time,
  }
}

function base32(bytes: Uint8Array, length: number): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
  return [...bytes.subarray(0, length)].map((byte) => alphabet[byte & 31]).join('')
}
