import { shardOfSlot } from '../../../templates/stream/shard.js'
import { slotOfKey } from '../../../templates/server/shard-slot.js'
import { describeVisit } from '../../streams/probe/describe-visit.js'
import { cursorsOf, shardCountOf } from '../../streams/probe/evidence.js'
import { fail, notJudged, notOffered, pass, type Verdict } from '../verdict.js'
import type { Shards } from './further-talks.js'
import type { Findings, Judge } from './findings.js'
import { sequencedOf, type SeenTalk } from './seen-talk.js'
import { keyedOf, type KeyedMessage } from './shard-keys.js'
import { tellsTime } from './time-judges.js'

// Rules about shards, beyond those of a probe.

const shardAlone: Judge = ({ further: { halves } }) => {
  if (halves.length === 0) return undefined
  for (const { visit } of halves) {
    const { end } = visit
    const isRefused =
      end.by === 'refusal' && end.refusal.status === 400 && end.refusal.error === 'InvalidShard'
    if (!isRefused) return fail('HTTP 400 InvalidShard', describeVisit(visit))
  }
  return pass
}

const shardComplete: Judge = (findings) =>
  withKeys(findings, (shards) => {
    const due = sharedRange(shards, findings).filter(({ key }) => key !== undefined)
    return inSoMany(due, shards, 1)
  })

const shardKeyless: Judge = (findings) =>
  withKeys(findings, (shards) => {
    if ([...(findings.shardKeys ?? [])].every(([, property]) => property !== undefined)) {
      return notOffered('every message of this stream has a shard key')
    }
    const due = sharedRange(shards, findings).filter(({ key }) => key === undefined)
    return inSoMany(due, shards, shards.count)
  })

const shardAssigned: Judge = (findings) =>
  withKeys(findings, (shards) => {
    let judged = 0
    for (const [index, part] of shards.parts.entries()) {
      for (const { seq, key } of keyedOf(part, findings)) {
        const slot = slotOfKey(key, shards.count)
        if (slot === undefined) continue
        judged += 1
        const shard = shardOfSlot(slot, shards.count, shards.count)
        if (shard !== index) {
          return fail(`seq ${seq} in shard ${shard} of ${shards.count}`, `in shard ${index}`)
        }
      }
    }
    return judged === 0 ? undefined : pass
  })

const slotBits: Judge = (findings) =>
  withKeys(findings, (shards) => {
    const slots = shardCountOf(findings.evidence)
    if (slots === undefined) return undefined
    if (!tellsTime(findings)) return notOffered("the server's numbers do not tell the time")
    let judged = 0
    for (const { seq, key } of keyedOf(shards.whole, findings)) {
      const slot = slotOfKey(key, slots)
      // What was numbered before the host changed to this scheme has no slot in it.
      if (slot === undefined || seq < 1e15) continue
      judged += 1
      if (seq % slots !== slot) return fail(`slot ${slot} in seq ${seq}`, `${seq % slots}`)
    }
    return judged === 0 ? undefined : pass
  })

export const shardJudges = {
  'shard-alone': shardAlone,
  'shard-complete': shardComplete,
  'shard-keyless': shardKeyless,
  'shard-assigned': shardAssigned,
  'shard-slot-bits': slotBits,
} as const satisfies Readonly<Record<string, Judge>>

/** Judges what takes shard keys to judge. */
function withKeys(
  { further: { shards }, shardKeys, limited }: Findings,
  judge: (shards: Shards) => Verdict | undefined,
): Verdict | undefined {
  if (shardKeys === undefined) {
    return notJudged('the shard keys are not known: name the folder of the lexicon with --lexicons')
  }
  if (shards !== undefined) return judge(shards)
  return limited === undefined ? notJudged('there are no shards to compare') : undefined
}

function inSoMany(
  due: readonly KeyedMessage[],
  { parts, count }: Shards,
  wanted: number,
): Verdict | undefined {
  const seqs = parts.map((part) => new Set(sequencedOf(part).map(({ seq }) => seq)))
  for (const { seq } of due) {
    const times = seqs.filter((part) => part.has(seq)).length
    if (times !== wanted) return fail(`seq ${seq} in ${wanted} of ${count} shards`, `in ${times}`)
  }
  return due.length === 0 ? undefined : pass
}

/** The messages that every shard was looked through for. */
function sharedRange({ whole, parts }: Shards, findings: Findings): readonly KeyedMessage[] {
  const lowest = Math.max(0, ...parts.map((part) => cursorsOf(part.visit)[0]?.lowestSeq ?? 0))
  const highest = Math.min(...parts.map(seenUpTo))
  return keyedOf(whole, findings).filter(({ seq }) => seq >= lowest && seq <= highest)
}

function seenUpTo(part: SeenTalk): number {
  const isThrough = cursorsOf(part.visit).some(({ live }) => live)
  return isThrough ? Infinity : (sequencedOf(part).at(-1)?.seq ?? 0)
}
