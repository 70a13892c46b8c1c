import { vi } from 'vitest'
import type { FailoverReason } from '../../../templates/client/failover/failover-options.js'
import { MemoryCursorStore } from '../../../templates/client/stores/memory-cursor-store.js'
import { planSubscription } from '../../../templates/client/subscription-plan.js'
import { Subscription } from '../../../templates/client/subscription.js'
import { stream } from '../../server/example-stream.js'
import { Addresses, Relay } from './relays.js'

const rollbackMs = 60_000
const troubleMs = 6 * 60_000
/** A connection that went dead without a word is found out by what another host has since. */
const afterMs = 3 * 60_000
const hosts = ['one.example', 'two.example', 'three.example']

/** How the consumer of a simulation subscribes. */
export interface Variant {
  readonly parallel?: number
  readonly shards?: number
  readonly rollbackMs?: number
}

/** What came of a simulation. */
export interface Outcome {
  /** How much had happened in each repository at the time from which on it is consumed. */
  readonly before: ReadonlyMap<string, number>
  /** What happened in each repository, and what of it was delivered, in order. */
  readonly emitted: ReadonlyMap<string, readonly string[]>
  readonly delivered: ReadonlyMap<string, readonly string[]>
  readonly reasons: ReadonlyMap<FailoverReason, number>
  readonly error: unknown
}

/** Numbers from 0 up to 1, the same ones for the same seed (a 32-bit counter, mixed). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
}

/** Fires timers in their order, with all that follows from each, until it is so late. */
async function runUntil(ms: number): Promise<void> {
  const due = new AbortController()
  setTimeout(() => due.abort(), ms - Date.now())
  while (!due.signal.aborted) {
    vi.advanceTimersToNextTimer()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/**
 * Three relays that carry the same events, and a consumer, for some minutes of trouble; in fake time.
 * One relay at a time is in trouble, and a relay that lost what it had is left alone until it reaches
 * back far enough to be of use: what no relay has nobody can deliver.
 */
export async function simulate(seed: number, variant: Variant = {}): Promise<Outcome> {
  const random = randomFrom(seed)
  const between = (least: number, most: number) => least + random() * (most - least)
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)]
  const relays = hosts.map((host) => {
    const slowness = between(0, 3000)
    return new Relay(`relay of ${host}`, () => 1 + Math.floor(slowness * random() ** 3))
  })
  const addresses = new Addresses(
    new Map(relays.map((relay, index) => [hosts[index] ?? '', relay])),
    () => 1 + Math.floor(between(0, 50)),
  )
  const startMs = Date.UTC(2026, 0, 2)
  vi.setSystemTime(startMs)

  const emitted = new Map<string, string[]>()
  const saidAt = new Map<string, number>()
  let isQuiet = false
  const emit = () => {
    if (isQuiet) return
    setTimeout(emit, Math.floor(between(1, 2500)))
    const repo = Math.floor(random() * 12)
    const did = `did:example:${repo}`
    const soFar = emitted.get(did) ?? []
    const isSwitched = repo % 2 === 0
    if (isSlow(did) && Date.now() - (saidAt.get(did) ?? 0) < rollbackMs / 3) return
    saidAt.set(did, Date.now())
    // Half of the repositories say the same things again and again, in turns.
    const text = isSwitched ? (soFar.length % 2 === 0 ? 'on' : 'off') : `event ${soFar.length}`
    emitted.set(did, [...soFar, text])
    for (const relay of relays) relay.emit({ did, text })
  }
  emit()

  const trouble = () => {
    if (Date.now() > endMs) return
    const at = Math.floor(random() * relays.length)
    const relay = relays[at]
    const host = hosts[at]
    if (relay === undefined || host === undefined) return
    const lastsMs = Math.floor(between(500, 15_000))
    let quietMs = between(0, 10_000)
    let mend = () => relay.revive()
    switch (pick(['kill', 'empty', 'partition', 'cut', 'dark', 'swap'])) {
      case 'kill':
        relay.kill()
        break
      case 'empty':
        relay.kill()
        mend = () => relay.reviveEmpty()
        quietMs = rollbackMs + 30_000
        break
      case 'partition':
        relay.partitioned = true
        mend = () => relay.heal()
        break
      case 'cut':
        addresses.cut(relay)
        break
      case 'dark':
        addresses.dark.add(host)
        addresses.cut(relay)
        mend = () => addresses.dark.delete(host)
        break
      default:
        addresses.swap(host, pick(hosts) ?? host, random() < 0.5)
    }
    setTimeout(() => {
      mend()
      setTimeout(trouble, Math.floor(quietMs))
    }, lastsMs)
  }

  // The first messages are older than whatever a consumer may roll back to.
  await runUntil(startMs + rollbackMs + 20_000)
  const since = new Date(Date.now())
  const before = new Map([...emitted].map(([did, texts]) => [did, texts.length]))
  await runUntil(Date.now() + 5000)
  const endMs = Date.now() + troubleMs
  setTimeout(trouble, Math.floor(between(0, rollbackMs)))

  const delivered = new Map<string, string[]>()
  const reasons = new Map<FailoverReason, number>()
  let error: unknown
  const { shards, parallel = 1 } = variant
  const subscription = new Subscription(
    planSubscription(
      stream,
      {
        hosts,
        store: new MemoryCursorStore(),
        cursor: { since, seqScheme: 'unix-micros' },
        backoff: { random },
        ...(shards === undefined ? {} : { shards }),
        failover: {
          rollbackMs: variant.rollbackMs ?? rollbackMs,
          parallel,
          check: addresses.check,
          onFailover: ({ reason }) => reasons.set(reason, (reasons.get(reason) ?? 0) + 1),
        },
      },
      addresses.dial,
    ),
  )
  const loop = (async () => {
    for await (const message of subscription) {
      if (!('text' in message)) continue
      const { did, text } = message
      delivered.set(did, [...(delivered.get(did) ?? []), text])
    }
  })().catch((thrown: unknown) => (error = thrown))

  await runUntil(endMs + afterMs)
  isQuiet = true
  await runUntil(Date.now() + 60_000)
  await subscription.return()
  await loop
  vi.clearAllTimers()
  return { before, emitted, delivered, reasons, error }
}

/** Whether what a repository says again cannot be taken for what another host has later or sooner. */
function isSlow(did: string): boolean {
  return Number(did.slice('did:example:'.length)) % 4 === 0
}

/** Whether a repository says the same things in turns, one after the other within what hosts differ by. */
function isFast(did: string): boolean {
  return Number(did.slice('did:example:'.length)) % 4 === 2
}

/** What is wrong with what was delivered. */
export interface Fault {
  /** - `loss`: something was never delivered, or not in its order; - `repeat`: something came again. */
  readonly kind: 'loss' | 'repeat'
  readonly text: string
}

/**
 * Absent where nothing is wrong: all that happened after the consumer began is there, once and in the
 * order of its repository; what had happened before and not arrived everywhere may be.
 */
export function faultOf({ before, emitted, delivered, error }: Outcome): Fault | undefined {
  if (error !== undefined) {
    return { kind: 'loss', text: error instanceof Error ? error.message : 'something was thrown' }
  }
  let repeat: Fault | undefined
  for (const [did, texts] of emitted) {
    const got = delivered.get(did) ?? []
    const wanted = texts.slice(before.get(did) ?? 0)
    const first = texts.length - got.length
    const isExact =
      first >= 0 &&
      first <= texts.length - wanted.length &&
      got.join() === texts.slice(first).join()
    if (isExact) continue
    const text = `${did}: ${got.length} of ${texts.length}\n${got.join()}\nnot ${texts.join()}`
    if (!isWithin(wanted, got)) return { kind: 'loss', text }
    // What another host has of the fast ones may be read in two ways: it may come again.
    if (!isFast(did)) repeat ??= { kind: 'repeat', text }
  }
  return repeat
}

/** Whether all of `wanted` is in `got`, in its order. */
function isWithin(wanted: readonly string[], got: readonly string[]): boolean {
  let at = 0
  for (const text of got) if (text === wanted[at]) at++
  return at === wanted.length
}
