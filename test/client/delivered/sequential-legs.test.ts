import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DeliveredMessages } from '../../../templates/client/delivered/delivered-messages.js'
import {
  byKey,
  hasTwin,
  histories,
  isWithin,
  lateness,
  passOn,
  post,
  posts,
  skewMs,
  textsByKey,
  type Happening,
  type Passed,
  type Post,
} from './relayed-history.js'

const rollbackMs = 3 * skewMs

/** A change of host: after so many messages, to that host. */
const changes = fc.array(
  fc.record({ after: fc.integer({ min: 0, max: 40 }), host: fc.nat({ max: 2 }) }),
  { maxLength: 6, size: 'max' },
)

interface Run {
  readonly hosts: readonly (readonly Passed[])[]
  readonly changes: readonly { readonly after: number; readonly host: number }[]
  readonly subscribedMs: number
  readonly windowMs?: number
  readonly maxEntries?: number
  /** Whether another leg is there that sends one message and no more, so that all are looked up. */
  readonly isBeside?: boolean
  /** Whether the legs know where they begin. */
  readonly isTold?: boolean
}

/** Follows one host after another, to the end of the last one. */
function follow({
  hosts,
  changes: list,
  subscribedMs,
  windowMs = 2 * rollbackMs,
  maxEntries = 1000,
  isBeside = false,
  isTold = true,
}: Run) {
  const delivered = new DeliveredMessages<Post>(posts, { windowMs, maxEntries, skewMs })
  const handedOut: Happening[] = []
  const answers: boolean[] = []
  let largest = 0
  if (isBeside) {
    delivered.leg({ startMs: undefined, subscribedMs })
    const beside = delivered.leg({ startMs: -1e6, subscribedMs: -1e6 })
    beside.admit(post('did:web:beside.test', 'on'), -1e6, -1e6)
  }
  let safeMs = subscribedMs
  let highestMs = subscribedMs
  let startMs = subscribedMs
  for (const [turn, host] of [0, ...list.map((change) => change.host)].entries()) {
    const from = { startMs: isTold ? startMs : undefined, subscribedMs, safeMs: highestMs }
    const leg = delivered.leg(from)
    const sent = hosts[host]?.filter(({ ms }) => ms > startMs) ?? []
    safeMs = startMs
    for (const { event, ms, message } of sent.slice(0, list[turn]?.after)) {
      const isNew = leg.admit(message, ms, safeMs)
      answers.push(isNew)
      if (isNew) handedOut.push(event)
      safeMs = ms
      largest = Math.max(largest, delivered.size)
    }
    leg.end()
    highestMs = Math.max(highestMs, safeMs)
    startMs = Math.max(highestMs - rollbackMs, subscribedMs - skewMs)
  }
  return { handedOut, answers, largest }
}

/** The events that were handed out more than once. */
function repeated(events: readonly Happening[]): readonly Happening[] {
  return events.filter((event, at) => events.indexOf(event) !== at)
}

const runs = { numRuns: 500 }

describe('one host after another', () => {
  it('hands out everything once and in order, where what looks the same is far apart', () => {
    fc.assert(
      fc.property(histories(3 * skewMs), lateness(3), changes, (all, late, list) => {
        const history = all.filter((event) => !hasTwin(event, all))
        const hosts = late.map((lateMs) => passOn(history, lateMs))
        const { handedOut } = follow({ hosts, changes: list, subscribedMs: 0 })
        expect(byKey(handedOut)).toEqual(byKey(history))
      }),
      runs,
    )
  })

  it('hands out nothing less, whatever looks the same, and twice only what has a twin', () => {
    fc.assert(
      fc.property(
        histories(3 * skewMs),
        lateness(3),
        changes,
        fc.boolean(),
        (history, late, list, isTold) => {
          const hosts = late.map((lateMs) => passOn(history, lateMs))
          const { handedOut } = follow({ hosts, changes: list, subscribedMs: 0, isTold })
          const texts = textsByKey(handedOut)
          for (const [key, wanted] of Object.entries(textsByKey(history))) {
            expect(isWithin(wanted, texts[key] ?? [])).toBe(true)
          }
          if (!isTold) return
          for (const event of repeated(handedOut)) expect(hasTwin(event, history)).toBe(true)
        },
      ),
      runs,
    )
  })

  it('begins in the middle of what happens', () => {
    fc.assert(
      fc.property(histories(0), lateness(3), changes, (all, late, list) => {
        const history = all.filter((event) => !hasTwin(event, all))
        const hosts = late.map((lateMs) => passOn(history, lateMs))
        const subscribedMs = 100
        const { handedOut } = follow({ hosts, changes: list, subscribedMs })
        const isEarly = ({ ms }: Happening) => ms <= subscribedMs + skewMs
        const wanted = hosts[0]?.filter(({ ms }) => ms > subscribedMs) ?? []
        const late0 = wanted.map(({ event }) => event).filter((event) => !isEarly(event))
        expect(byKey(handedOut.filter((event) => !isEarly(event)))).toEqual(byKey(late0))
        expect(repeated(handedOut).filter((event) => !isEarly(event))).toEqual([])
        for (const event of history) {
          if (event.ms > subscribedMs) expect(handedOut).toContain(event)
        }
        for (const { ms } of handedOut) expect(ms).toBeGreaterThan(subscribedMs - 2 * skewMs)
      }),
      runs,
    )
  })

  it('is remembered up to the limit, and loses nothing for it', () => {
    fc.assert(
      fc.property(
        histories(3 * skewMs),
        lateness(3),
        changes,
        fc.integer({ min: 1, max: 20 }),
        (history, late, list, maxEntries) => {
          const hosts = late.map((lateMs) => passOn(history, lateMs))
          const { handedOut, largest } = follow({
            hosts,
            changes: list,
            subscribedMs: 0,
            maxEntries,
          })
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

  it('gives the same answers where everything is looked up', () => {
    fc.assert(
      fc.property(histories(3 * skewMs), lateness(3), changes, (history, late, list) => {
        const run = {
          hosts: late.map((lateMs) => passOn(history, lateMs)),
          changes: list,
          subscribedMs: 0,
        }
        expect(follow({ ...run, isBeside: true }).answers).toEqual(follow(run).answers)
      }),
      runs,
    )
  })
})
