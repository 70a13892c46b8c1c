import { transcripts } from '../../proposal/vectors/transcripts/transcripts.js'
import type { Transcript } from '../../proposal/vectors/transcripts/transcript.js'
import type { Judgement } from '../report/report.js'
import { rules, type RuleId } from '../rules/catalogue.js'
import type { Level } from '../rules/level.js'
import { fail, notJudged, notOffered, pass, type Verdict } from '../verdict.js'
import type { Launch } from './launch.js'
import { playToClient, type ClientPlay, type ClientPlayOptions } from './play-to-client.js'

/** So many are played at a time: a client waits most of its time. */
const atATime = 8

/** Plays every transcript of these levels to a client, and judges the rules that they show. */
export async function judgeClient(
  launch: Launch,
  levels: ReadonlySet<Level>,
  options: ClientPlayOptions,
  onPlay: (transcript: Transcript) => void = () => undefined,
): Promise<readonly Judgement[]> {
  const wanted = transcripts.filter(
    ({ sides, level }) => sides.includes('client') && levels.has(level),
  )
  const plays: ClientPlay[] = []
  const left = longestFirst(wanted).values()
  const work = async () => {
    for (const transcript of left) {
      onPlay(transcript)
      plays.push(await playToClient(transcript, launch, options))
    }
  }
  // Whatever goes wrong, every client that was started is ended first.
  const done = await Promise.allSettled(Array.from({ length: atATime }, work))
  for (const outcome of done) if (outcome.status === 'rejected') throw outcome.reason
  const inOrder = wanted.flatMap((each) => plays.filter(({ transcript }) => transcript === each))
  return rules
    .filter(({ side, level }) => side === 'client' && levels.has(level))
    .map((rule) => ({ rule, verdict: judge(rule.id, inOrder) }))
}

/** Where a client has to connect again it takes its time, which nothing else should wait behind. */
function longestFirst(wanted: readonly Transcript[]): readonly Transcript[] {
  return wanted.toSorted((a, b) => b.connections.length - a.connections.length)
}

function judge(id: RuleId, plays: readonly ClientPlay[]): Verdict {
  let verdict: Verdict | undefined
  for (const play of plays) {
    const { failure, transcript, notOffered: why } = play
    if (failure?.rule === id) {
      return fail(failure.expected, `${failure.came} (transcript ${transcript.name})`)
    }
    const isShown = rulesOf(transcript).has(id)
    if (id === 'client-connects' && play.connected) verdict = pass
    else if (isShown && failure === undefined && why === undefined) verdict = pass
    else if (isShown && why !== undefined) verdict ??= notOffered(why)
  }
  return verdict ?? notJudged('other failures came first')
}

/** The rules that a client has kept that has come through a transcript. */
function rulesOf({ connections, prints, outcome }: Transcript): ReadonlySet<RuleId> {
  const shown = new Set<RuleId>(['client-messages', prints.rule, outcome.rule])
  for (const { request, steps } of connections) {
    shown.add(request.rule).add(request.missing)
    if (request.offers.length > 0) shown.add('client-offers')
    for (const step of steps) if (step.do === 'client-closes') shown.add(step.rule)
  }
  return shown
}
