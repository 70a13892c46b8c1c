import { isPowerOfTwo } from '../../../templates/stream/shard.js'
import { describeVisit, toldError } from './describe-visit.js'
import { nothingRead } from './connection-rules.js'
import {
  cursorsOf,
  hasReadable,
  seqsOf,
  shardCountOf,
  statusOf,
  type Evidence,
} from './evidence.js'
import {
  broken,
  kept,
  notOffered,
  notSeen,
  stated,
  unasked,
  type Rule,
  type Verdict,
} from './rule.js'

// Rules about what a client may ask for: cursors, shards, the status.

/** Why no shard was asked for. */
function noShard(evidence: Evidence): Verdict {
  return shardCountOf(evidence) === undefined ? notOffered('the host has no shards') : unasked
}

/** A stream may have no cursor that could be asked for. */
function notAsked({ withoutCursor }: Evidence): Verdict {
  return withoutCursor === undefined ? unasked : notOffered(withoutCursor)
}

const cursorZero: Rule = {
  ...stated('cursor-zero'),
  judge: (evidence) => {
    const { replay, old } = evidence.visits
    if (replay === undefined) return notAsked(evidence)
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
  ...stated('cursor-future'),
  judge: (evidence) => {
    const { future } = evidence.visits
    if (future === undefined) return notAsked(evidence)
    return toldError(future)?.error === 'FutureCursor'
      ? kept
      : broken('error FutureCursor', describeVisit(future))
  },
}

const cursorOld: Rule = {
  ...stated('cursor-old'),
  judge: (evidence) => {
    const { old } = evidence.visits
    if (old === undefined) return notAsked(evidence)
    const error = toldError(old)
    // Streams whose lexicon has this error answer it before the upgrade.
    if (error?.by === 'http' && error.error === 'CursorTooOld') return kept
    if (!old.opened || error !== undefined || old.end.by === 'host') {
      return broken('#info OutdatedCursor, and messages', describeVisit(old))
    }
    return hasReadable(old) ? kept : nothingRead
  },
}

const cursorMalformed: Rule = {
  ...stated('cursor-malformed'),
  judge: (evidence) => {
    const { malformed } = evidence.visits
    if (malformed === undefined) return notAsked(evidence)
    return toldError(malformed)?.error === 'InvalidRequest'
      ? kept
      : broken('HTTP 400 InvalidRequest', describeVisit(malformed))
  },
}

const shardCount: Rule = {
  ...stated('shard-count'),
  judge: (evidence) => {
    const count = shardCountOf(evidence)
    if (count === undefined) return noShard(evidence)
    const isCount = isPowerOfTwo(count) && count >= 2
    return isCount ? kept : broken('a power of two, from 2 on', `${count}`)
  },
}

const shardAccepted: Rule = {
  ...stated('shard-accepted'),
  judge: (evidence) => {
    const { shard } = evidence.visits
    if (shard === undefined) return noShard(evidence)
    if (!shard.opened || toldError(shard) !== undefined || shard.end.by === 'host') {
      return broken('the messages of the shard', describeVisit(shard))
    }
    return hasReadable(shard) ? kept : nothingRead
  },
}

const shardRefused: Rule = {
  ...stated('shard-refused'),
  judge: (evidence) => {
    const { badShard } = evidence.visits
    if (badShard === undefined) return noShard(evidence)
    const { end } = badShard
    const isRefused =
      end.by === 'refusal' && end.refusal.status === 400 && end.refusal.error === 'InvalidShard'
    return isRefused ? kept : broken('HTTP 400 InvalidShard', describeVisit(badShard))
  },
}

const statusFields: Rule = {
  ...stated('status-fields'),
  judge: (evidence) => {
    const { status, address } = evidence
    if (status?.kind !== 'answer' || status.status !== 200) {
      return notOffered('the host has no getStatus')
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
  ...stated('status-agrees'),
  judge: (evidence) => {
    const body = statusOf(evidence)
    const [told] = cursorsOf(evidence.visits.current)
    if (body === undefined || told === undefined) return notOffered('the host does not have both')
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
