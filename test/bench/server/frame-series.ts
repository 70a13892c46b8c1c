import { codecs } from '../../../generated/com.atproto.sync.subscribeRepos.js'
import type { Commit, Message } from '../../../generated/com.atproto.sync.subscribeRepos.js'
import type { Corpus } from '../corpus.js'
import { messageOf } from '../material.js'

/** As large as those of the public relay, which take nine bytes of CBOR and will for long. */
const firstSeq = 31_527_015_322

/** How large frames are: as captured, or about 500 bytes. */
export type FrameSize = 'real' | 'small'

/** A message of the stream: not one about a connection. */
type Sequenced = Extract<Message, { readonly seq: number }>

/** Frames of a corpus over and over, in `xrpc.v0.cbor`, with consecutive seqs. */
export class FrameSeries {
  readonly #messages: readonly Sequenced[]
  #nextSeq = firstSeq

  constructor({ frames }: Corpus, size: FrameSize) {
    const messages = frames
      .map((frame) => messageOf(codecs['xrpc.v0.cbor'].decode(frame)))
      .filter((message): message is Sequenced => 'seq' in message)
    this.#messages = size === 'real' ? messages : messages.flatMap(shortened)
  }

  /** The seq of the frame that is next. */
  get nextSeq(): number {
    return this.#nextSeq
  }

  /** Makes the next frame, in the class in which frames arrive from elsewhere. */
  next(): Buffer {
    const seq = this.#nextSeq++
    const message = this.#messages[(seq - firstSeq) % this.#messages.length]
    if (message === undefined) throw new Error('the corpus is empty')
    const { buffer, byteOffset, byteLength } = codecs['xrpc.v0.cbor'].encode({ ...message, seq })
    return Buffer.from(buffer, byteOffset, byteLength)
  }

  take(count: number): Buffer[] {
    return Array.from({ length: count }, () => this.next())
  }
}

/** Of its blocks a small commit keeps so many bytes. */
const blocksBytes = 250

/**
 * A message that takes about 500 bytes: commits of one operation with the beginning of their blocks,
 * which nobody here reads, and identities and accounts, one of each for every eight commits.
 */
function shortened(
  message: Sequenced,
  index: number,
  all: readonly Sequenced[],
): readonly Sequenced[] {
  if (!isCommit(message)) return []
  const { blocks, ops } = message
  const short = {
    ...message,
    blocks: blocks.slice(0, blocksBytes),
    ops: ops.slice(0, 1),
    blobs: [],
  }
  return index % 8 === 0 ? [short, ...all.filter((other) => !isCommit(other))] : [short]
}

function isCommit(message: Sequenced): message is Commit {
  return message.$type === 'com.atproto.sync.subscribeRepos#commit'
}
