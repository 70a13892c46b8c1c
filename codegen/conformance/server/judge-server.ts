import { shardCountOf, type Evidence } from '../../streams/probe/evidence.js'
import { rules as probeRules } from '../../streams/probe/report.js'
import type { Verdict as ProbeVerdict } from '../../streams/probe/rule.js'
import { rules, type ConformanceRule } from '../rules/catalogue.js'
import type { Level } from '../rules/level.js'
import type { Judgement } from '../report/report.js'
import { fail, notOffered, pass, type Verdict } from '../verdict.js'
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

/** Judges the rules of these levels; where the server was not reached, that alone. */
export function judgeServer(findings: Findings, levels: ReadonlySet<Level>): readonly Judgement[] {
  const { evidence } = findings
  const chosen = rules.filter(({ side, level }) => side === 'server' && levels.has(level))
  if (!evidence.visits.current.opened) {
    const [reachable] = rules
    const others = chosen.filter(({ id }) => id !== 'reachable')
    const nothing = notOffered('the server was not reached')
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
  if (rule.needs !== undefined && findings.prepared === undefined) {
    return { kind: 'needs-setup', what: rule.needs }
  }
  return found ?? notOffered('nothing came to judge it on')
}

/** Why a whole level cannot be judged, if it cannot. */
function levelNotOffered(level: Level, findings: Findings): string | undefined {
  const { evidence } = findings
  if (level === 'cursor' && !tellsCursor(findings)) return 'the server sends no #cursor'
  if (level === 'time' && !tellsTime(findings)) return "the server's numbers do not tell the time"
  if (level === 'shards' && shardCountOf(evidence) === undefined) return 'the server has no shards'
  return undefined
}

/** Holds the connections of a probe, and where that makes sense all others, to a rule of the probe. */
function probed({ id }: ConformanceRule, findings: Findings): Verdict | undefined {
  const rule = probeRules.find(({ name }) => name === id)
  if (rule === undefined) return undefined
  const { evidence, further, plays } = findings
  const others = talksOf(further).map(([name, { visit }]) => [name, visit] as const)
  const all: Evidence[] = [{ ...evidence, others }]
  if (rulesOfAll.has(id)) {
    for (const { transcript, connections } of plays) {
      const played = connections.map(
        ({ seen }) => [`transcript ${transcript.name}`, seen.visit] as const,
      )
      all.push({ ...evidence, visits: { current: evidence.visits.current }, others: played })
    }
  }
  return worst(...all.map((each) => verdictOf(rule.judge(each))))
}

function verdictOf(verdict: ProbeVerdict): Verdict {
  switch (verdict.kind) {
    case 'kept':
      return pass
    case 'broken':
      return fail(verdict.expected, verdict.came)
    default:
      return notOffered(verdict.why)
  }
}
