import { isPowerOfTwo } from '../../../templates/stream/shard.js'
import { describeVisit, toldError } from './describe-visit.js'
import { cursorsOf, seqsOf, shardCountOf, statusOf } from './evidence.js'
import { broken, kept, notSeen, type Rule } from './rule.js'

// Rules about what a client may ask for: cursors, shards, the status.

const notAsked = notSeen('nothing was asked')

const cursorZero: Rule = {
  name: 'cursor-zero',
  text: 'Cursor 0 gets the whole retained window, from lowestSeq on.',
  judge: ({ visits: { replay, old } }) => {
    if (replay === undefined) return notAsked
    const error = toldError(replay)
    if (!replay.opened || error !== undefined) {
      return broken('the retained messages', describeVisit(replay))
    }
    const [told] = cursorsOf(replay)
    const [first] = seqsOf(replay)
    if (told?.lowestSeq === undefined) return notSeen('the host does not tell its oldest message')
    if (first === undefined) return broken(`seq ${told.lowestSeq}`, describeVisit(replay))
    // The oldest ones may have been pruned in between.
    const lowest = Math.max(told.lowestSeq, cursorsOf(old)[0]?.lowestSeq ?? 0)
    return first > lowest ? broken(`seq ${told.lowestSeq} first`, `seq ${first} first`) : kept
  },
}

const cursorFuture: Rule = {
  name: 'cursor-future',
  text: 'A cursor ahead of the stream is answered with the error FutureCursor.',
  judge: ({ visits: { future } }) => {
    if (future === undefined) return notAsked
    return toldError(future)?.error === 'FutureCursor'
      ? kept
      : broken('error FutureCursor', describeVisit(future))
  },
}

const cursorOld: Rule = {
  name: 'cursor-old',
  text: 'A cursor older than what is retained gets what is retained, or is told that it is too old.',
  judge: ({ visits: { old } }) => {
    if (old === undefined) return notAsked
    const error = toldError(old)
    // Streams whose lexicon has this error answer it before the upgrade.
    if (error?.by === 'http' && error.error === 'CursorTooOld') return kept
    return old.opened && error === undefined && old.end.by !== 'host'
      ? kept
      : broken('#info OutdatedCursor, and messages', describeVisit(old))
  },
}

const cursorMalformed: Rule = {
  name: 'cursor-malformed',
  text: 'A cursor that is no integer is refused: with HTTP 400 InvalidRequest, or by older servers with an error frame of that name.',
  judge: ({ visits: { malformed } }) => {
    if (malformed === undefined) return notAsked
    return toldError(malformed)?.error === 'InvalidRequest'
      ? kept
      : broken('HTTP 400 InvalidRequest', describeVisit(malformed))
  },
}

const shardCount: Rule = {
  name: 'shard-count',
  text: 'The largest shard count is a power of two.',
  judge: (evidence) => {
    const count = shardCountOf(evidence)
    if (count === undefined) return notSeen('the host has no shards')
    return isPowerOfTwo(count) ? kept : broken('a power of two', `${count}`)
  },
}

const shardAccepted: Rule = {
  name: 'shard-accepted',
  text: 'A shard of the largest count that the host tells can be had.',
  judge: ({ visits: { shard } }) => {
    if (shard === undefined) return notSeen('the host has no shards')
    return shard.opened && toldError(shard) === undefined
      ? kept
      : broken('the messages of the shard', describeVisit(shard))
  },
}

const shardRefused: Rule = {
  name: 'shard-refused',
  text: 'A shard that cannot be is refused with HTTP 400 InvalidShard.',
  judge: ({ visits: { badShard } }) => {
    if (badShard === undefined) return notSeen('the host has no shards')
    const { end } = badShard
    const isRefused =
      end.by === 'refusal' && end.refusal.status === 400 && end.refusal.error === 'InvalidShard'
    return isRefused ? kept : broken('HTTP 400 InvalidShard', describeVisit(badShard))
  },
}

const statusFields: Rule = {
  name: 'status-fields',
  text: 'getStatus, where there is one, answers stream, highestSeq and subprotocols.',
  judge: (evidence) => {
    const { status, address } = evidence
    if (status?.kind !== 'answer' || status.status !== 200) {
      return notSeen('the host has no getStatus')
    }
    const { body } = status
    if (body === undefined) return broken('a JSON object', 'something else')
    const { stream, highestSeq, subprotocols } = body
    if (stream !== address.nsid) {
      return broken(`stream: ${address.nsid}`, `stream: ${describe(stream)}`)
    }
    if (typeof highestSeq !== 'number' || highestSeq < 0) {
      return broken('highestSeq of 0 or more', describe(highestSeq))
    }
    const isList = Array.isArray(subprotocols) && subprotocols.length > 0
    return isList ? kept : broken('a list of subprotocols', describe(subprotocols))
  },
}

const statusAgrees: Rule = {
  name: 'status-agrees',
  text: 'getStatus and #cursor tell the same seqScheme and shardCount, and getStatus no lower highestSeq.',
  judge: (evidence) => {
    const body = statusOf(evidence)
    const [told] = cursorsOf(evidence.visits.current)
    if (body === undefined || told === undefined) return notSeen('there are not both')
    for (const name of ['seqScheme', 'shardCount'] as const) {
      if (body[name] !== told[name]) {
        return broken(`${name} ${describe(told[name])}`, describe(body[name]))
      }
    }
    const highestSeq = body['highestSeq']
    return typeof highestSeq === 'number' && highestSeq < told.highestSeq
      ? broken(`highestSeq of ${told.highestSeq} or more`, `${highestSeq}`)
      : kept
  },
}

export const requestRules: readonly Rule[] = [
  cursorZero,
  cursorFuture,
  cursorOld,
  cursorMalformed,
  shardCount,
  shardAccepted,
  shardRefused,
  statusFields,
  statusAgrees,
]

function describe(value: unknown): string {
  if (value === undefined) return 'none'
  return typeof value === 'string' || typeof value === 'number'
    ? JSON.stringify(value)
    : 'something else'
}
