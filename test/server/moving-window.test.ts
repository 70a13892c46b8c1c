import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { subprotocols } from '../../templates/frame/subprotocol.js'
import { MemoryLog } from '../../templates/server/memory-log.js'
import type { StreamLog } from '../../templates/server/stream-source.js'
import { noteFrame } from './example-stream.js'
import { firstCursor, Follower, seqsOf } from './follower.js'
import { Peer, startHost } from './harness.js'
import { lateSource } from './late-source.js'
import { logPath, openSqlite } from './log-folder.js'
import { pause, Rhythm, waitFor } from './pauses.js'

const anyScenario = fc.record({
  maxFrames: fc.integer({ min: 1, max: 8 }),
  stored: fc.integer({ min: 1, max: 15 }),
  publications: fc.array(fc.record({ gap: fc.integer({ min: 1, max: 3 }), afterwards: pause }), {
    size: 'max',
    maxLength: 25,
  }),
  consumers: fc.array(
    fc.record({ from: fc.nat(25), at: fc.nat(12), subprotocol: fc.constantFrom(...subprotocols) }),
    { size: 'max', minLength: 1, maxLength: 4 },
  ),
  batchFrames: fc.integer({ min: 1, max: 3 }),
  lateness: fc.array(pause, { minLength: 1, maxLength: 6 }),
})
type Scenario = typeof anyScenario extends fc.Arbitrary<infer T> ? T : never
type Outcome = 'dropped' | 'served'

/** Whether a consumer was sent an unbroken run of the stream, and told wherever that was not so. */
async function expectHonest(
  { messages, error, over, peer }: Follower,
  asked: number,
  published: readonly number[],
): Promise<Outcome> {
  const seqs = seqsOf(messages)
  const { cursor } = firstCursor(messages)
  const infos = messages.filter((message) => 'name' in message)
  expect(infos.map(({ name }) => name)).toEqual(
    asked > 0 && cursor > asked ? ['OutdatedCursor'] : [],
  )
  const following = published.filter((seq) => seq > cursor)
  const mayStartLater = asked === 0 || infos.length > 0
  const start = mayStartLater && seqs[0] !== undefined ? following.indexOf(seqs[0]) : 0
  expect(seqs).toEqual(following.slice(start, start + seqs.length))
  const last = seqs.at(-1) ?? cursor
  if (over) {
    expect(error).toBe(`ConsumerTooSlow: what follows ${last} is no longer retained`)
    expect(await peer.closed).toEqual({ code: 1008, reason: 'ConsumerTooSlow' })
    return 'dropped'
  }
  expect([error, last]).toEqual([undefined, published.at(-1)])
  return 'served'
}

/** Plays a scenario: what became of each consumer. */
async function play(scenario: Scenario, log: StreamLog): Promise<Outcome[]> {
  const { batchFrames, stored, publications, consumers } = scenario
  const { authority, http, streams } = await startHost({
    source: () => lateSource(log, new Rhythm(scenario.lateness)),
    mount: { batchFrames, cursorIntervalMs: 3_600_000 },
  })
  const published: number[] = []
  const last = () => published.at(-1) ?? 0
  const append = async (gap: number) => {
    const seq = last() + gap
    published.push(seq)
    await log.append([{ seq, slot: undefined, bytes: noteFrame(seq, 'text') }])
  }
  const followers: { readonly follower: Follower; readonly asked: number }[] = []
  const connect = (isDue: (at: number) => boolean) => {
    for (const { from, at, subprotocol } of consumers) {
      if (!isDue(at)) continue
      const asked = Math.max(0, last() - from)
      const peer = new Peer(authority, `?cursor=${asked}`, subprotocol)
      followers.push({ follower: new Follower(peer), asked })
    }
  }
  for (let i = 0; i < stored; i++) await append(1)
  for (const [index, { gap, afterwards }] of publications.entries()) {
    connect((at) => at === index)
    await append(gap)
    await waitFor(afterwards)
  }
  connect((at) => at >= publications.length)
  await Promise.all(followers.map(({ follower }) => follower.reach(last())))
  const outcomes = await Promise.all(
    followers.map(({ follower, asked }) => expectHonest(follower, asked, published)),
  )
  for (const { follower } of followers) follower.peer.webSocket.terminate()
  await streams.close({ deadlineMs: 0 })
  http.close()
  return outcomes
}

it.each([
  {
    store: 'memory',
    open: (maxFrames: number): StreamLog => new MemoryLog({ maxFrames }),
    numRuns: 500,
  },
  {
    store: 'SQLite',
    open: (maxFrames: number): StreamLog =>
      openSqlite(logPath(), { maxFrames, synchronous: 'normal', cacheBytes: 60 }),
    numRuns: 150,
  },
])(
  'a window that moves on never costs anyone anything silently: $store',
  { timeout: 120_000 },
  async ({ open, numRuns }) => {
    const outcomes: Outcome[] = []
    const property = fc.asyncProperty(anyScenario, async (scenario) => {
      outcomes.push(...(await play(scenario, open(scenario.maxFrames))))
    })
    await fc.assert(property, { numRuns })
    // Otherwise the scenarios would not be about windows that move on.
    expect(new Set(outcomes)).toEqual(new Set(['dropped', 'served']))
  },
)
