import { describeVisit, toldError } from '../../streams/probe/describe-visit.js'
import { cursorsOf } from '../../streams/probe/evidence.js'
import { fail, pass } from '../verdict.js'
import type { Findings, Judge } from './findings.js'

// Rules about sequence numbers that tell the time, beyond those of a probe.

/** How far two clocks may differ, and numbers run ahead of one, in milliseconds. */
const allowedMs = 60_000

const seqNow: Judge = ({ prepared }) => {
  const seq = prepared?.seqs.at(-1)
  if (prepared === undefined || seq === undefined) return undefined
  const { fromMs, toMs } = prepared
  const ms = seq / 1000
  return ms >= fromMs - allowedMs && ms <= toMs + allowedMs
    ? pass
    : fail(`between ${(fromMs - allowedMs) * 1000} and ${(toMs + allowedMs) * 1000}`, `seq ${seq}`)
}

const timeCursor: Judge = ({ further: { ahead } }) => {
  if (ahead === undefined) return undefined
  const [first] = cursorsOf(ahead.visit)
  if (toldError(ahead.visit) !== undefined || !ahead.visit.opened || first === undefined) {
    return fail('a live connection', describeVisit(ahead.visit))
  }
  return first.live ? pass : fail('live: true', 'live: false')
}

const timeFuture: Judge = ({ further: { beyond } }) => {
  if (beyond === undefined) return undefined
  return toldError(beyond.visit)?.error === 'FutureCursor'
    ? pass
    : fail('error FutureCursor', describeVisit(beyond.visit))
}

/** Whether the server says that its numbers tell the time. */
export function tellsTime({ evidence }: Findings): boolean {
  return cursorsOf(evidence.visits.current)[0]?.seqScheme === 'unix-micros'
}

export const timeJudges = {
  'seq-now': seqNow,
  'time-cursor': timeCursor,
  'time-future': timeFuture,
} as const satisfies Readonly<Record<string, Judge>>
