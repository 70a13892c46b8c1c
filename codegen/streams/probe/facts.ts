import { subprotocols } from '../../../templates/frame/subprotocol.js'
import { describeVisit } from './describe-visit.js'
import { cursorsOf, seqsOf, shardCountOf, statusOf, visitsOf, type Evidence } from './evidence.js'
import { notProbed } from './not-probed.js'

/** What a host supports, in a few words each; absent where it could not be told. */
export interface Facts {
  readonly reachable: boolean
  /** Whether the host has the stream at all. */
  readonly served: boolean | undefined
  /** What can be negotiated and is spoken, besides the default. */
  readonly subprotocols: readonly string[]
  readonly defaultSubprotocol: string
  /** Whether `#cursor` is sent, and so the live flag. */
  readonly cursor: boolean
  /** What the first `#cursor` of a connection without cursor says of it. */
  readonly live: boolean | undefined
  readonly seqScheme: string | undefined
  readonly sequenceId: string | undefined
  readonly lowestSeq: number | undefined
  readonly highestSeq: number | undefined
  readonly shardCount: number | undefined
  readonly getStatus: string
  readonly plainRequest: string
  readonly futureCursor: string
  readonly oldCursor: string
  readonly malformedCursor: string
}

const unknown = 'not asked'

/** Sums the evidence up. */
export function factsOf(evidence: Evidence): Facts {
  const { visits, defaultSubprotocol } = evidence
  const [told] = cursorsOf(visits.current)
  const status = statusOf(evidence)
  const seqs = seqsOf(visits.replay)
  const { future, old, malformed } = visits
  return {
    reachable: visits.current.opened,
    served: isServed(evidence),
    subprotocols: subprotocols.filter((token) => isSpoken(evidence, token)),
    defaultSubprotocol,
    cursor: visitsOf(evidence).some(([, seen]) => cursorsOf(seen).length > 0),
    live: told?.live,
    seqScheme: told?.seqScheme ?? textOf(status?.['seqScheme']),
    sequenceId: told?.sequenceId ?? textOf(status?.['sequenceId']),
    lowestSeq: told?.lowestSeq ?? numberOf(status?.['lowestSeq']) ?? seqs[0],
    highestSeq: told?.highestSeq ?? numberOf(status?.['highestSeq']),
    shardCount: shardCountOf(evidence),
    getStatus: describeAnswer(evidence.status),
    plainRequest: describeAnswer(evidence.plain),
    futureCursor: future === undefined ? unknown : describeVisit(future),
    oldCursor: old === undefined ? unknown : describeOld(old),
    malformedCursor: malformed === undefined ? unknown : describeVisit(malformed),
  }
}

function isServed(evidence: Evidence): boolean | undefined {
  if (evidence.visits.current.opened) return true
  return notProbed(evidence)?.kind === 'not-served' ? false : undefined
}

/** Whether a token was selected when it was offered, and no frame said otherwise. */
function isSpoken(evidence: Evidence, token: string): boolean {
  return visitsOf(evidence).some(
    ([, { offer, selected, spoken, frames }]) =>
      offer === token &&
      selected === token &&
      spoken === token &&
      !frames.some(({ kind }) => kind === 'broken'),
  )
}

function describeOld(old: NonNullable<Evidence['visits']['old']>): string {
  const info = old.frames.find((frame) => frame.kind === 'message' && frame.info !== undefined)
  if (info?.kind === 'message') return `#info ${info.info}, then what is retained`
  const [first] = seqsOf(old)
  return first === undefined ? describeVisit(old) : `messages from seq ${first} on`
}

function describeAnswer(answer: Evidence['status']): string {
  if (answer === undefined) return unknown
  if (answer.kind === 'failed') return answer.detail
  const error = textOf(answer.body?.['error'])
  return `HTTP ${answer.status}${error === undefined ? '' : ` ${error}`}`
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
