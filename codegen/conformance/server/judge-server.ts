import { cursorsOf, isCutShort, shardCountOf, type Evidence } from '../../streams/probe/evidence.js'
import { hostLimits } from '../../streams/probe/limits.js'
import { judgeOn, rules as probeRules } from '../../streams/probe/report.js'
import type { Verdict as ProbeVerdict } from '../../streams/probe/rule.js'
import { rules, type ConformanceRule } from '../rules/catalogue.js'
import type { Level } from '../rules/level.js'
import type { Judgement } from '../report/report.js'
import { fail, notJudged, notOffered, pass, type Verdict } from '../verdict.js'
import { nsid as streamOfTranscripts } from '../../proposal/vectors/transcripts/script.js'
import { coreJudges } from './core-judges.js'
import { cursorJudges } from './cursor-judges.js'
import { encodingJudges } from './encoding-judges.js'
import { tellsCursor, worst, type Findings, type Judge } from './findings.js'
import { talksOf } from './further-talks.js'
import { shardJudges } from './shard-judges.js'
import { tellsTime, timeJudges } from './time-judges.js'

const ownJudges: ReadonlyMap<string, Judge> = new Map<string, Judge>(
  Object.entries({
    ...coreJudges,
    ...encodingJudges,
    ...cursorJudges,
    ...timeJudges,
    ...shardJudges,
  }),
)

/** Rules about any connection, so that those of the transcripts are held against them, too. */
const rulesOfAll: ReadonlySet<string> = new Set([
  'frame-valid',
  'error-ends',
  'close-code',
  'seq-range',
  'seq-increasing',
  'cursor-first',
  'cursor-fields',
  'cursor-monotonic',
  'cursor-covers',
  'subprotocol-offered',
  'subprotocol-spoken',
])

/** Rules about cursors that are numbers. */
const rulesOfCursors: ReadonlySet<string> = new Set([
  'cursor-zero',
  'cursor-future',
  'cursor-old',
  'cursor-malformed',
  'replay-complete',
  'outdated-told',
  'replay-exclusive',
  'time-cursor',
  'time-future',
])

/** Rules that are judged on stored messages, which only a cursor gets. */
const rulesOfReplays: ReadonlySet<string> = new Set([
  'encodings-agree',
  'shard-complete',
  'shard-keyless',
  'shard-assigned',
  'shard-slot-bits',
])

/** Rules that are judged on a server that plays its part in a transcript, and on nothing else. */
const rulesOfTranscripts: ReadonlySet<string> = new Set([
  'live-delivered',
  'live-only',
  'message-intact',
  'outdated-told',
  'cursor-start',
  'cursor-replaying',
  'cursor-cutover',
  'seq-now',
])

/** Judges the rules of these levels; where the server was not reached, that alone. */
export function judgeServer(findings: Findings, levels: ReadonlySet<Level>): readonly Judgement[] {
  const { evidence } = findings
  const chosen = rules.filter(({ side, level }) => side === 'server' && levels.has(level))
  if (!evidence.visits.current.opened) {
    const [reachable] = rules
    const others = chosen.filter(({ id }) => id !== 'reachable')
    const nothing = notJudged('the server was not reached')
    return [
      ...(reachable === undefined
        ? []
        : [{ rule: reachable, verdict: judge(reachable, findings) }]),
      ...others.map((rule) => ({ rule, verdict: nothing })),
    ]
  }
  return chosen.map((rule) => ({ rule, verdict: judge(rule, findings) }))
}

function judge(rule: ConformanceRule, findings: Findings): Verdict {
  const found = worst(ownJudges.get(rule.id)?.(findings), probed(rule, findings))
  if (found?.kind === 'pass' || found?.kind === 'fail') return found
  const why = levelNotOffered(rule.level, findings)
  if (why !== undefined) return notOffered(why)
  const { evidence, prepared } = findings
  if (evidence.withoutCursor !== undefined && rulesOfCursors.has(rule.id)) {
    return notOffered(evidence.withoutCursor)
  }
  if (evidence.withoutCursor !== undefined && rulesOfReplays.has(rule.id)) {
    return notJudged(`${evidence.withoutCursor}, so that no stored messages were asked for`)
  }
  if (found !== undefined) return found
  const isPrepared = prepared !== undefined || !rulesOfTranscripts.has(rule.id)
  if (findings.limited !== undefined && isPrepared) return notJudged(hostLimits)
  if (rule.needs === undefined || prepared !== undefined) {
    return notJudged('nothing came to judge it on')
  }
  return rulesOfTranscripts.has(rule.id) && evidence.address.nsid !== streamOfTranscripts
    ? notJudged(`only ${streamOfTranscripts} can be prepared for it`)
    : { kind: 'needs-setup', what: rule.needs }
}

/** Why a whole level cannot be judged, if it cannot; what a server was not asked it may have. */
function levelNotOffered(level: Level, findings: Findings): string | undefined {
  const { evidence } = findings
  const isOpen = isCutShort(evidence)
  if (level === 'cursor' && !isOpen && !tellsCursor(findings)) return 'the server sends no #cursor'
  if (level === 'time' && !tellsTime(findings)) {
    const hasTold = cursorsOf(evidence.visits.current).length > 0
    return isOpen && !hasTold ? undefined : "the server's numbers do not tell the time"
  }
  if (level === 'shards' && !isOpen && shardCountOf(evidence) === undefined) {
    return 'the server has no shards'
  }
  return undefined
}

/** Holds the connections of a probe, and where that makes sense all others, to a rule of the probe. */
function probed({ id }: ConformanceRule, findings: Findings): Verdict | undefined {
  const rule = probeRules.find(({ name }) => name === id)
  if (rule === undefined) return undefined
  const { evidence, further, plays } = findings
  const others = talksOf(further).map(([name, { visit }]) => [name, visit] as const)
  const all: Evidence[] = [{ ...evidence, others: [...(evidence.others ?? []), ...others] }]
  if (rulesOfAll.has(id)) {
    for (const { transcript, connections } of plays) {
      const played = connections.map(
        ({ seen }) => [`transcript ${transcript.name}`, seen.visit] as const,
      )
      all.push({ ...evidence, visits: { current: evidence.visits.current }, others: played })
    }
  }
  return worst(...all.map((each) => verdictOf(judgeOn(rule, each))))
}

function verdictOf(verdict: ProbeVerdict): Verdict {
  switch (verdict.kind) {
    case 'kept':
      return pass
    case 'broken':
      return fail(verdict.expected, verdict.came)
    case 'not-offered':
      return notOffered(verdict.why)
    case 'not-seen':
      return notJudged(verdict.why)
  }
}
