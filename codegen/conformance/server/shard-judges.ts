import { shardOfSlot } from '../../../templates/stream/shard.js'
import { slotOfKey } from '../../../templates/server/shard-slot.js'
import type { AnyMessage } from '../../streams/any-message.js'
import { describeVisit } from '../../streams/probe/describe-visit.js'
import { cursorsOf, shardCountOf } from '../../streams/probe/evidence.js'
import { fail, pass } from '../verdict.js'
import type { Shards } from './further-talks.js'
import type { Judge } from './findings.js'
import { sequencedOf, type SeenTalk } from './seen-talk.js'
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

const shardComplete: Judge = ({ further: { shards } }) => {
  if (shards === undefined) return undefined
  const due = sharedRange(shards)
  if (due.length === 0) return undefined
  const parts = shards.parts.map((part) => new Set(sequencedOf(part).map(({ seq }) => seq)))
  for (const { seq, message } of due) {
    const times = parts.filter((part) => part.has(seq)).length
    const wanted = keyOf(message) === undefined ? shards.count : 1
    if (times !== wanted) {
      return fail(`seq ${seq} in ${wanted} of ${shards.count} shards`, `in ${times}`)
    }
  }
  return pass
}

const shardAssigned: Judge = ({ further: { shards } }) => {
  if (shards === undefined) return undefined
  let judged = 0
  for (const [index, part] of shards.parts.entries()) {
    for (const { seq, message } of sequencedOf(part)) {
      const slot = slotOfKey(keyOf(message), shards.count)
      if (slot === undefined) continue
      judged += 1
      const shard = shardOfSlot(slot, shards.count, shards.count)
      if (shard !== index) {
        return fail(`seq ${seq} in shard ${shard} of ${shards.count}`, `in shard ${index}`)
      }
    }
  }
  return judged === 0 ? undefined : pass
}

const slotBits: Judge = (findings) => {
  const { shards } = findings.further
  const slots = shardCountOf(findings.evidence)
  if (shards === undefined || slots === undefined || !tellsTime(findings)) return undefined
  let judged = 0
  for (const { seq, message } of sequencedOf(shards.whole)) {
    const slot = slotOfKey(keyOf(message), slots)
    // What was numbered before the host changed to this scheme has no slot in it.
    if (slot === undefined || seq < 1e15) continue
    judged += 1
    if (seq % slots !== slot) return fail(`slot ${slot} in seq ${seq}`, `${seq % slots}`)
  }
  return judged === 0 ? undefined : pass
}

export const shardJudges = {
  'shard-alone': shardAlone,
  'shard-complete': shardComplete,
  'shard-assigned': shardAssigned,
  'shard-slot-bits': slotBits,
} as const satisfies Readonly<Record<string, Judge>>

/** The messages that every shard was looked through for. */
function sharedRange({ whole, parts }: Shards): ReturnType<typeof sequencedOf> {
  const lowest = Math.max(0, ...parts.map((part) => cursorsOf(part.visit)[0]?.lowestSeq ?? 0))
  const highest = Math.min(...parts.map(seenUpTo))
  return sequencedOf(whole).filter(({ seq }) => seq >= lowest && seq <= highest)
}

function seenUpTo(part: SeenTalk): number {
  const isThrough = cursorsOf(part.visit).some(({ live }) => live)
  return isThrough ? Infinity : (sequencedOf(part).at(-1)?.seq ?? 0)
}

/** The shard key as it is inferred where a lexicon names none. */
function keyOf(message: AnyMessage | undefined): string | undefined {
  for (const value of [message?.['did'], message?.['repo']]) {
    if (typeof value === 'string' && value.startsWith('did:')) return value
  }
  return undefined
}
