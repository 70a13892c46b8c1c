import { messageIn } from '../../proposal/vectors/transcripts/transcript.js'
import type { CursorMessage } from '../../../templates/stream/cursor-message.js'
import { oldCursor, seqsOf } from '../../streams/probe/evidence.js'
import { fail, type Verdict } from '../verdict.js'
import { isOutdated, ownSeq } from './core-judges.js'
import { overPlays, tellsCursor, worst, type Judge } from './findings.js'
import type { PlayedConnection } from './play.js'
import { sequencedOf, type SeenTalk } from './seen-talk.js'

// Rules about `#cursor`, beyond those of a probe.

const cursorStart: Judge = (findings) =>
  overPlays(findings, (connection, { seqs, transcript }) => {
    const told = scriptedCursor(connection)
    const [first] = cursorsIn(connection.seen)
    if (told === undefined || first === undefined) return undefined
    const highestSeq = seqs.of(told.highestSeq)
    if (first.highestSeq !== highestSeq) {
      return { expected: `highestSeq ${highestSeq}`, came: `${first.highestSeq}` }
    }
    const { asked, stored, script } = connection
    const isRefused = script.steps.some((step) => step.do === 'send' && 'error' in step.means)
    if (isRefused) return 'kept'
    // Where the window begins is the server's to say, if only it is before the first message.
    if (asked === 0 || isOutdated(connection)) {
      const before = stored[0] === undefined ? highestSeq + 1 : ownSeq(seqs)(stored[0])
      return first.cursor < before
        ? 'kept'
        : { expected: `cursor below ${before}`, came: `${first.cursor}` }
    }
    const due = asked ?? seqs.of(transcript.server.messages.length)
    return first.cursor === due ? 'kept' : { expected: `cursor ${due}`, came: `${first.cursor}` }
  })

const cursorReplaying: Judge = (findings) =>
  overPlays(findings, ({ seen, stored }, { seqs }) => {
    const last = stored.map(ownSeq(seqs)).at(-1)
    const end = seen.frames.findIndex(({ seq }) => seq === last)
    const before = cursorsIn({ ...seen, frames: seen.frames.slice(0, Math.max(end, 0)) })
    if (last === undefined || before.length === 0) return undefined
    const wrong = before.find(({ live }) => live)
    return wrong === undefined
      ? 'kept'
      : { expected: `live: false before seq ${last}`, came: `live: true at ${wrong.cursor}` }
  })

const cursorCutover: Judge = (findings) =>
  overPlays(findings, (connection, { seqs, transcript }) => {
    const { asked, seen, stored, published } = connection
    const isLive = connection.script.steps.some(
      (step) => step.do === 'send' && messageIn(step)?.['live'] === true,
    )
    if (asked === null || !isLive || !transcript.server.cursor) return undefined
    const seqsOfStored = stored.map(ownSeq(seqs))
    const firstNew = published.map(ownSeq(seqs))[0]
    const from = seen.frames.findIndex(({ seq }) => seq === seqsOfStored.at(-1))
    const to = seen.frames.findIndex(({ seq }) => seq !== undefined && seq === firstNew)
    const between = seen.frames.slice(from === -1 ? 0 : from, to === -1 ? undefined : to)
    const live = cursorsIn({ ...seen, frames: between }).find((told) => told.live)
    const due = seqsOfStored.at(-1) ?? 0
    if (live === undefined) {
      return { expected: `#cursor with live: true behind seq ${due}`, came: 'none' }
    }
    return live.cursor >= due
      ? 'kept'
      : { expected: `cursor of ${due} or more at the cutover`, came: `${live.cursor}` }
  })

const cursorIdle: Judge = (findings) =>
  worst(
    findings.idle && idled(findings.idle),
    overPlays(findings, ({ script, seen }) => {
      if (!script.steps.some((step) => step.do === 'wait')) return undefined
      const verdict = idled(seen)
      return verdict.kind === 'fail' ? verdict : 'kept'
    }),
  )

const replayExclusive: Judge = (findings) => {
  const { further, evidence } = findings
  if (!tellsCursor(findings)) return undefined
  const { old, replay } = evidence.visits
  const askedFor = oldCursor(replay)
  const repeated = seqsOf(old).find((seq) => seq <= askedFor)
  if (repeated !== undefined) return fail(`a seq above ${askedFor}`, `${repeated}`)
  const { resumed } = further
  return worst(
    resumed && sequencedOf(resumed.seen).length > 0
      ? exclusive(resumed.seen, resumed.after)
      : undefined,
    overPlays(findings, ({ asked, seen }) => {
      if (asked === null || sequencedOf(seen).length === 0) return undefined
      const verdict = exclusive(seen, asked)
      return verdict.kind === 'fail' ? verdict : 'kept'
    }),
  )
}

export const cursorJudges = {
  'cursor-start': cursorStart,
  'cursor-replaying': cursorReplaying,
  'cursor-cutover': cursorCutover,
  'cursor-idle': cursorIdle,
  'replay-exclusive': replayExclusive,
} as const satisfies Readonly<Record<string, Judge>>

function exclusive(seen: SeenTalk, asked: number): Verdict & { kind: 'fail' | 'pass' } {
  const wrong = sequencedOf(seen).find(({ seq }) => seq <= asked)
  return wrong === undefined
    ? { kind: 'pass' }
    : { kind: 'fail', expected: `a seq above ${asked}`, came: `${wrong.seq}` }
}

/** Whether, while nothing else came, a further `#cursor` did. */
function idled({ frames }: SeenTalk): Verdict & { kind: 'fail' | 'pass' } {
  const from = frames.findIndex(({ seen }) => seen.kind === 'cursor' && seen.cursor.live)
  const more = frames.slice(from + 1).some(({ seen }) => seen.kind === 'cursor')
  return from !== -1 && more
    ? { kind: 'pass' }
    : { kind: 'fail', expected: 'a further #cursor on an idle connection', came: 'none in time' }
}

function cursorsIn({ frames }: SeenTalk): readonly CursorMessage[] {
  return frames.flatMap(({ seen }) => (seen.kind === 'cursor' ? [seen.cursor] : []))
}

/** What the first `#cursor` of a connection says in the transcript. */
function scriptedCursor({ script }: PlayedConnection): { highestSeq: number } | undefined {
  for (const step of script.steps) {
    const highestSeq = step.do === 'send' ? messageIn(step)?.['highestSeq'] : undefined
    if (typeof highestSeq === 'number') return { highestSeq }
  }
  return undefined
}
