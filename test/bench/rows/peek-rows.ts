import { codecs } from '../../../generated/com.atproto.sync.subscribeRepos.js'
import { checkEach } from '../material.js'
import type { Material } from '../material.js'
import { decodeFrame } from '../peers/atcute-firehose.js'
import { readMessage } from '../peers/atproto-sync.js'
import { kept } from '../row.js'
import type { Row } from '../row.js'

const v0 = codecs['xrpc.v0.cbor']

/** Reading what routing and cursors need, for which the peer has nothing less than decoding. */
export function peekRows(material: Material): Row[] {
  const theirs = () => {
    for (const frame of material.v0Arrays) kept.result = decodeFrame(frame)
  }
  const peer = '@atcute/firehose decodeFrame'
  const check = () => checkEach(material.v0, peeked, decoded)
  return [
    {
      name: 'peek: type, seq',
      peer,
      goal: 20,
      ours: () => {
        let total = 0
        for (const frame of material.v0) {
          const { type, seq } = v0.peek(frame)
          total += (type?.length ?? 0) + (seq ?? 0)
        }
        kept.result = total
      },
      theirs,
      check,
    },
    {
      name: 'peek: type, seq, shard key',
      peer,
      goal: undefined,
      ours: () => {
        let total = 0
        for (const frame of material.v0) {
          const { type, seq, shardKey } = v0.peek(frame)
          total += (type?.length ?? 0) + (seq ?? 0) + (shardKey?.length ?? 0)
        }
        kept.result = total
      },
      theirs,
      check,
    },
  ]
}

function peeked(frame: Uint8Array): unknown {
  const { type, seq, shardKey } = v0.peek(frame)
  return { type, seq, shardKey }
}

function decoded(frame: Uint8Array): unknown {
  const message = readMessage(frame)
  return {
    type: message.$type,
    seq: 'seq' in message ? message.seq : undefined,
    shardKey: 'repo' in message ? message.repo : 'did' in message ? message.did : undefined,
  }
}
