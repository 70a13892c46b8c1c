// A part of the subscribers.
import { linkToParent } from '../../bench/server/processes/child-side.js'
import { seededRandom } from '../../torture/random.js'
import { Accounts } from '../accounts.js'
import { SoakMessages } from '../soak-messages.js'
import { behaviours } from './behaviours.js'
import { Circumstances, type Surroundings } from './circumstances.js'
import { kindOf } from './population.js'
import { leaveCall, progressCall, startCall } from './subscriber-calls.js'
import { kinds, Tally } from './tally.js'

/** So many problems are told of; after the first ones there is nothing new to learn. */
const maxProblems = 50

const link = linkToParent()
let finish: ((lastSeq: number) => Promise<readonly Tally[]>) | undefined
let problems: string[] = []

link.answer(startCall, ({ port, seed, windowFrames, subscribers, first, of, frames }) => {
  const accounts = new Accounts(seed)
  const leaving = new AbortController()
  const surroundings: Surroundings = {
    port,
    accounts,
    messages: new SoakMessages(frames, accounts),
    windowFrames,
    leaving: leaving.signal,
    lastSeq: 0,
    seenSeq: 0,
  }
  problems = []
  const tallies = new Map(kinds.map((kind) => [kind, new Tally(kind)]))
  const running: Promise<void>[] = []
  for (let index = first; index < subscribers; index += of) {
    const kind = kindOf(index)
    const tally = tallies.get(kind)
    if (tally === undefined) continue
    tally.subscribers++
    const report = (problem: string) => {
      if (problems.length < maxProblems) problems.push(`${kind} ${index}, ${problem}`)
    }
    const random = seededRandom(seed * 1009 + index)
    const around = new Circumstances(surroundings, tally, random, report)
    running.push(
      behaviours[kind](around).catch((error: unknown) => {
        report(error instanceof Error ? (error.stack ?? error.message) : String(error))
      }),
    )
  }
  finish = async (lastSeq) => {
    surroundings.lastSeq = lastSeq
    leaving.abort()
    await Promise.all(running)
    return [...tallies.values()]
  }
  return undefined
})

link.answer(progressCall, () => ({ problems: problems.length }))

link.answer(leaveCall, async ({ lastSeq }) => {
  const tallies = (await finish?.(lastSeq)) ?? []
  return { tallies: tallies.map((tally) => tally.tallied()), problems }
})
