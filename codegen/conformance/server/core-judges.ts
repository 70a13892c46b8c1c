import { isDeepStrictEqual } from 'node:util'

import { messageIn, seqIn } from '../../proposal/vectors/transcripts/transcript.js'
import { describeVisit } from '../../streams/probe/describe-visit.js'
import { hasReadable, seqsOf } from '../../streams/probe/evidence.js'
import { fail, pass, type Verdict } from '../verdict.js'
import { overPlays, worst, type Breach, type Findings, type Judge } from './findings.js'
import type { Play, PlayedConnection } from './play.js'
import { comparable, sequencedOf, type SeenTalk } from './seen-talk.js'

// Rules of today's specification, beyond those of a probe.

const methodRefused: Judge = ({ further: { post } }) => {
  if (post === undefined) return undefined
  if (post.kind === 'failed') return fail('HTTP 405', post.detail)
  return post.status < 400 ? fail('HTTP 405', `HTTP ${post.status}`) : pass
}

const parameterIgnored: Judge = ({ further: { parameter } }) =>
  parameter === undefined ? undefined : staysThere(parameter)

const incomingIgnored: Judge = ({ further: { incoming } }) => {
  if (incoming === undefined) return undefined
  const { seen, answered } = incoming
  const verdict = staysThere(seen)
  if (verdict.kind === 'fail' || answered) return verdict
  return fail('an answer to a ping', 'none')
}

const cursorZero: Judge = ({ evidence, prepared }) => {
  const due = prepared?.seqs[0]
  const { replay } = evidence.visits
  if (due === undefined || replay === undefined) return undefined
  const [first] = seqsOf(replay)
  return first === due ? pass : fail(`seq ${due} first`, `${first ?? 'none'}`)
}

const replayComplete: Judge = (findings) =>
  worst(
    resumed(findings),
    overPlays(findings, ({ seen, stored }, { seqs }) => missing(seen, stored.map(ownSeq(seqs)))),
  )

function resumed({ further }: Findings): Verdict | undefined {
  if (further.resumed === undefined) return undefined
  const { due, seen } = further.resumed
  const found = missing(seen, due)
  return found === 'kept' || found === undefined ? pass : fail(found.expected, found.came)
}

const liveDelivered: Judge = (findings) =>
  overPlays(findings, ({ seen, published }, { seqs }) => missing(seen, published.map(ownSeq(seqs))))

const liveOnly: Judge = (findings) =>
  overPlays(findings, ({ asked, script, seen }, { transcript, seqs }) => {
    if (asked !== null || script !== transcript.connections[0]) return undefined
    const stored = transcript.server.messages.map(ownSeq(seqs))
    const wrong = sequencedOf(seen).find(({ seq }) => stored.includes(seq))
    if (!hasReadable(seen.visit)) return undefined
    return wrong === undefined
      ? 'kept'
      : { expected: 'only new messages', came: `seq ${wrong.seq}, which was stored` }
  })

const messageIntact: Judge = (findings) =>
  overPlays(findings, ({ seen }, { seqs }) => {
    const frames = sequencedOf(seen)
    for (const { seq, message } of frames) {
      const published = seqs.messageOf(seq)
      const came = comparable(message)
      if (published === undefined)
        return { expected: 'only what was published', came: `seq ${seq}` }
      if (typeof came !== 'object' || came === null) continue
      for (const [name, value] of Object.entries(published)) {
        // A server may stamp a message with its own time.
        if (name === 'seq' || name === 'time') continue
        const cameValue: unknown = Reflect.get(came, name)
        if (!isDeepStrictEqual(cameValue, value)) {
          const expected = `${name} ${JSON.stringify(value)} in seq ${seq}`
          return { expected, came: JSON.stringify(cameValue) ?? 'none' }
        }
      }
    }
    return frames.length === 0 ? undefined : 'kept'
  })

const outdatedTold: Judge = (findings) => {
  const isTried = findings.plays.some(({ connections }) => connections.some(isOutdated))
  const verdict = overPlays(findings, (connection) => {
    const { frames } = connection.seen
    const told = frames.findIndex(({ seen }) => seen.kind === 'message' && seen.info !== undefined)
    const first = frames.findIndex(({ seq }) => seq !== undefined)
    if (!isOutdated(connection)) {
      return told === -1 ? 'kept' : { expected: 'no #info', came: infoAt(connection.seen, told) }
    }
    if (told === -1) return { expected: '#info OutdatedCursor', came: 'none' }
    const info = infoAt(connection.seen, told)
    if (info !== '#info OutdatedCursor') return { expected: '#info OutdatedCursor', came: info }
    return first !== -1 && first < told
      ? { expected: '#info OutdatedCursor first', came: 'a message before it' }
      : 'kept'
  })
  return isTried || verdict?.kind === 'fail' ? verdict : undefined
}

export const coreJudges = {
  'method-refused': methodRefused,
  'parameter-ignored': parameterIgnored,
  'incoming-ignored': incomingIgnored,
  'cursor-zero': cursorZero,
  'replay-complete': replayComplete,
  'live-delivered': liveDelivered,
  'live-only': liveOnly,
  'message-intact': messageIntact,
  'outdated-told': outdatedTold,
} as const satisfies Readonly<Record<string, Judge>>

/** Whether a connection asks for what the transcript says is gone. */
export function isOutdated({ script }: PlayedConnection): boolean {
  return script.steps.some(
    (step) => step.do === 'send' && messageIn(step)?.['name'] === 'OutdatedCursor',
  )
}

/** A message's seq in the server's own numbers. */
export function ownSeq(seqs: Play['seqs']) {
  return (message: Parameters<typeof seqIn>[0]): number => seqs.of(seqIn(message) ?? 0)
}

function missing(seen: SeenTalk, due: readonly number[]): Breach | 'kept' | undefined {
  if (due.length === 0) return undefined
  const came = new Set(sequencedOf(seen).map(({ seq }) => seq))
  const lost = due.find((seq) => !came.has(seq))
  if (lost === undefined) return 'kept'
  return { expected: `seq ${lost}`, came: came.size === 0 ? describeVisit(seen.visit) : 'others' }
}

function staysThere({ visit }: SeenTalk): Verdict {
  const isThere = visit.opened && visit.end.by !== 'host'
  return isThere ? pass : fail('an open connection', describeVisit(visit))
}

function infoAt({ frames }: SeenTalk, index: number): string {
  const seen = frames[index]?.seen
  return seen?.kind === 'message' ? `#info ${seen.info}` : 'none'
}
