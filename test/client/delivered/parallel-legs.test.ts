import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DeliveredMessages } from '../../../templates/client/delivered/delivered-messages.js'
import type { Leg } from '../../../templates/client/delivered/leg.js'
import {
  byKey,
  hasTwin,
  histories,
  isWithin,
  lateness,
  passOn,
  posts,
  skewMs,
  textsByKey,
  type Happening,
  type Passed,
  type Post,
} from './relayed-history.js'

const rollbackMs = 3 * skewMs

/** A leg that is followed beside others. */
interface Follower {
  readonly host: number
  readonly sent: readonly Passed[]
  readonly leg: Leg<Post>
  readonly startMs: number
  next: number
}

/** What happens next: some leg goes on by so many messages, or ends and is replaced by another. */
const turns = fc.array(
  fc.record({
    leg: fc.nat({ max: 2 }),
    count: fc.integer({ min: 1, max: 12 }),
    endsFor: fc.option(fc.nat({ max: 2 }), { freq: 3, nil: undefined }),
  }),
  { maxLength: 40, size: 'max' },
)

type Turns = typeof turns extends fc.Arbitrary<infer T> ? T : never

interface Run {
  readonly hosts: readonly (readonly Passed[])[]
  readonly turns: Turns
  readonly legs: number
  readonly maxEntries?: number
  readonly windowMs?: number
  /** Whether legs end at all before the end. */
  readonly areStable?: boolean
  /** Where each of the first legs begins, where not at 0; it does not know. */
  readonly startsMs?: readonly number[]
}

/** The place of a leg: everything up to it was handed out, from this leg or another. */
function reached({ sent, next, startMs }: Follower): number {
  return sent[next - 1]?.ms ?? startMs
}

/** Follows several hosts at once, each to its end. */
function follow({
  hosts,
  turns: list,
  legs: count,
  maxEntries = 1000,
  windowMs = 1e6,
  areStable = false,
  startsMs,
}: Run) {
  const delivered = new DeliveredMessages<Post>(posts, { windowMs, maxEntries, skewMs })
  const handedOut: Happening[] = []
  const from = { sizes: [0], safeMs: 0 }
  const open = (host: number, startMs: number, safeMs: number): Follower => ({
    host,
    sent: hosts[host]?.filter(({ ms }) => ms > startMs) ?? [],
    leg: delivered.leg({
      startMs: startsMs === undefined ? startMs : undefined,
      subscribedMs: startsMs === undefined ? 0 : undefined,
      safeMs,
    }),
    startMs,
    next: 0,
  })
  const followers = Array.from({ length: count }, (_, host) => open(host, startsMs?.[host] ?? 0, 0))
  const goOn = (follower: Follower): void => {
    const passed = follower.sent[follower.next]
    if (passed === undefined) return
    from.safeMs = Math.max(...followers.map(reached))
    if (follower.leg.admit(passed.message, passed.ms, from.safeMs)) handedOut.push(passed.event)
    follower.next++
    from.sizes.push(delivered.size)
  }
  for (const { leg: at, count: messages, endsFor } of list) {
    const follower = followers[at % count]
    if (follower === undefined) continue
    for (let i = 0; i < messages; i++) goOn(follower)
    if (endsFor === undefined || areStable) continue
    // From where any of the legs is, that which ends included: all of these are safe places.
    const safeMs = reached(followers[(at + messages) % count] ?? follower)
    follower.leg.end()
    const startMs = Math.max(safeMs - rollbackMs, -skewMs)
    followers[at % count] = open(endsFor, startMs, safeMs)
  }
  for (const follower of followers) while (follower.next < follower.sent.length) goOn(follower)
  return { handedOut, largest: Math.max(...from.sizes) }
}

const runs = { numRuns: 500 }
const legs = fc.integer({ min: 1, max: 3 })

describe('several hosts at once', () => {
  it('hands out everything once and in order, where what looks the same is far apart', () => {
    fc.assert(
      fc.property(histories(3 * skewMs), lateness(3), turns, legs, (all, late, list, count) => {
        const history = all.filter((event) => !hasTwin(event, all))
        const hosts = late.map((lateMs) => passOn(history, lateMs))
        const { handedOut } = follow({ hosts, turns: list, legs: count })
        expect(byKey(handedOut)).toEqual(byKey(history))
      }),
      runs,
    )
  })

  it('hands out everything once and in order from the beginning, whatever looks the same', () => {
    fc.assert(
      fc.property(histories(3 * skewMs), lateness(3), turns, legs, (history, late, list, count) => {
        const hosts = late.map((lateMs) => passOn(history, lateMs))
        const { handedOut } = follow({ hosts, turns: list, legs: count, areStable: true })
        expect(textsByKey(handedOut)).toEqual(textsByKey(history))
      }),
      runs,
    )
  })

  it('hands out nothing less, whatever looks the same, and twice only what has a twin', () => {
    fc.assert(
      fc.property(histories(3 * skewMs), lateness(3), turns, legs, (history, late, list, count) => {
        const hosts = late.map((lateMs) => passOn(history, lateMs))
        const { handedOut } = follow({ hosts, turns: list, legs: count })
        const texts = textsByKey(handedOut)
        for (const [key, wanted] of Object.entries(textsByKey(history))) {
          expect(isWithin(wanted, texts[key] ?? [])).toBe(true)
        }
        for (const [at, event] of handedOut.entries()) {
          if (handedOut.indexOf(event) !== at) expect(hasTwin(event, history)).toBe(true)
        }
      }),
      runs,
    )
  })

  it('loses nothing of hosts that begin at different places, unknown to anybody', () => {
    const starts = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(histories(0), lateness(3), turns, starts, (history, late, list, startsMs) => {
        const hosts = late.map((lateMs) => passOn(history, lateMs))
        const { handedOut } = follow({ hosts, turns: list, legs: 3, areStable: true, startsMs })
        const found = textsByKey(handedOut)
        const isOnAll = ({ id }: Happening) =>
          hosts.every((host, at) =>
            host.some(({ event, ms }) => event.id === id && ms > (startsMs[at] ?? 0)),
          )
        const wanted = textsByKey(history.filter(isOnAll))
        for (const [key, texts] of Object.entries(wanted)) {
          // In order as well, but for equal messages that one of the hosts has left to another.
          expect(isWithin(texts.toSorted(), (found[key] ?? []).toSorted())).toBe(true)
        }
      }),
      runs,
    )
  })

  it('remembers up to the limit, and drops nothing new for it', () => {
    fc.assert(
      fc.property(
        histories(3 * skewMs),
        lateness(3),
        turns,
        legs,
        fc.integer({ min: 1, max: 20 }),
        (history, late, list, count, maxEntries) => {
          const hosts = late.map((lateMs) => passOn(history, lateMs))
          const windowMs = 2 * rollbackMs
          const run = { hosts, turns: list, legs: count, maxEntries, windowMs }
          const { handedOut, largest } = follow(run)
          expect(largest).toBeLessThanOrEqual(maxEntries)
          const texts = textsByKey(handedOut)
          for (const [key, wanted] of Object.entries(textsByKey(history))) {
            expect(isWithin(wanted, texts[key] ?? [])).toBe(true)
          }
        },
      ),
      runs,
    )
  })
})
