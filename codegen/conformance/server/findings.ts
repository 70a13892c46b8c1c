import { cursorsOf, visitsOf, type Evidence } from '../../streams/probe/evidence.js'
import type { Limited } from '../../streams/probe/limits.js'
import type { Verdict } from '../verdict.js'
import { fail, pass } from '../verdict.js'
import type { FurtherTalks } from './further-talks.js'
import type { Play, PlayedConnection } from './play.js'
import type { SeenTalk } from './seen-talk.js'
import type { ShardKeys } from './shard-keys.js'

/** All that was learnt of a server, and on which the rules are judged. */
export interface Findings {
  /** Of the stream as it was found, or as it was first prepared. */
  readonly evidence: Evidence
  readonly further: FurtherTalks
  /** Absent where the server was not prepared. */
  readonly prepared?: Prepared
  readonly plays: readonly Play[]
  /** A connection on an idle stream, where one was asked to be waited for. */
  readonly idle?: SeenTalk | undefined
  /** After what nothing more was asked, of all that is above; absent where everything was. */
  readonly limited?: Limited | undefined
  /** Absent where the lexicon of the stream is not known. */
  readonly shardKeys?: ShardKeys | undefined
}

/** What was published first, and when. */
export interface Prepared {
  readonly seqs: readonly number[]
  /** The clock before and after, in milliseconds since the UNIX epoch. */
  readonly fromMs: number
  readonly toMs: number
}

/** Judges a rule; undefined where there is nothing to judge it on. */
export type Judge = (findings: Findings) => Verdict | undefined

/** What was expected, and what came instead. */
export interface Breach {
  readonly expected: string
  readonly came: string
}

/** Whether the server sends `#cursor` at all. */
export function tellsCursor({ evidence }: Findings): boolean {
  return visitsOf(evidence).some(([, seen]) => cursorsOf(seen).length > 0)
}

/**
 * Holds every connection of every transcript against a rule.
 *
 * @param judge the breach, or `kept`, or undefined where the rule is not about this connection
 */
export function overPlays(
  { plays }: Findings,
  judge: (connection: PlayedConnection, play: Play) => Breach | 'kept' | undefined,
): Verdict | undefined {
  let verdict: Verdict | undefined
  for (const play of plays) {
    for (const connection of play.connections) {
      const found = judge(connection, play)
      if (found === undefined) continue
      if (found !== 'kept') {
        return fail(found.expected, `${found.came} (transcript ${play.transcript.name})`)
      }
      verdict = pass
    }
  }
  return verdict
}

/** The first verdict that something failed, or else the first that there is. */
export function worst(...verdicts: readonly (Verdict | undefined)[]): Verdict | undefined {
  return (
    verdicts.find((verdict) => verdict?.kind === 'fail') ??
    verdicts.find((verdict) => verdict?.kind === 'pass') ??
    verdicts.find((verdict) => verdict !== undefined)
  )
}
