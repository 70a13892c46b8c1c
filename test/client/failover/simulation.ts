import { vi } from 'vitest'
import type { FailoverReason } from '../../../templates/client/failover/failover-options.js'
import { MemoryCursorStore } from '../../../templates/client/stores/memory-cursor-store.js'
import { planSubscription } from '../../../templates/client/subscription-plan.js'
import { Subscription } from '../../../templates/client/subscription.js'
import { stream } from '../../server/example-stream.js'
import { Addresses, Relay } from './relays.js'

const rollbackMs = 60_000
const skewMs = rollbackMs / 3
const troubleMs = 6 * 60_000
/** A connection that went dead without a word is found out by what another host has since. */
const afterMs = 3 * 60_000
const hosts = ['one.example', 'two.example', 'three.example']

/** How the consumer of a simulation subscribes. */
export interface Variant {
  readonly parallel?: number
  readonly shards?: number
  readonly rollbackMs?: number
  /** From where on it is consumed; from the middle of what happens where absent. */
  readonly start?: 'oldest'
}

/** What a repository said, and when. */
interface Said {
  readonly text: string
  readonly ms: number
}

/** What came of a simulation. */
export interface Outcome {
  /** How much had happened in each repository at the time from which on it is consumed. */
  readonly before: ReadonlyMap<string, number>
  /** What happened in each repository, and what of it was delivered, in order. */
  readonly emitted: ReadonlyMap<string, readonly Said[]>
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

  const emitted = new Map<string, Said[]>()
  let isQuiet = false
  const emit = () => {
    if (isQuiet) return
    setTimeout(emit, Math.floor(between(1, 2500)))
    const repo = Math.floor(random() * 12)
    const did = `did:example:${repo}`
    const soFar = emitted.get(did) ?? []
    const ms = Date.now()
    if (isSlow(did) && ms - (soFar.at(-1)?.ms ?? 0) < skewMs) return
    const text = wordOf(did, soFar.length, random)
    emitted.set(did, [...soFar, { text, ms }])
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
  const isWhole = variant.start === 'oldest'
  const before = new Map(
    isWhole ? [] : [...emitted].map(([did, texts]) => [did, texts.length] as const),
  )
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
        cursor: isWhole ? 'oldest' : { since, seqScheme: 'unix-micros' },
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

/**
 * Half of the repositories say each thing once. A quarter says two things in turns, so slowly that
 * none of it can be taken for what another host has later or sooner; and a quarter mostly says one of
 * these two things, as it comes.
 */
function wordOf(did: string, count: number, random: () => number): string {
  if (isSlow(did)) return count % 2 === 0 ? 'on' : 'off'
  if (!isFast(did) || random() < 0.25) return `event ${count}`
  return random() < 0.5 ? 'on' : 'off'
}

function isSlow(did: string): boolean {
  return Number(did.slice('did:example:'.length)) % 4 === 0
}

function isFast(did: string): boolean {
  return Number(did.slice('did:example:'.length)) % 4 === 2
}

/** What is wrong with what was delivered. */
export interface Fault {
  /**
   * - `loss`: something was never delivered, or not in its order;
   * - `repeat`: something came again that nothing else can be taken for;
   * - `lookalike`: something came again that looks the same as what its repository said shortly before
   *   or after, with nothing in between but what looks the same as other things.
   */
  readonly kind: 'loss' | 'repeat' | 'lookalike'
  readonly text: string
}

/**
 * What is wrong, the worst of each repository: all that happened after the consumer began is to be
 * there, once and in the order of its repository; what had happened before and not arrived everywhere
 * may be.
 */
export function faultsOf({ before, emitted, delivered, error }: Outcome): readonly Fault[] {
  if (error !== undefined) {
    return [{ kind: 'loss', text: error instanceof Error ? error.message : 'something was thrown' }]
  }
  return [...emitted].flatMap(([did, said]) => {
    const got = delivered.get(did) ?? []
    const kind = faultIn(said, before.get(did) ?? 0, got)
    if (kind === undefined) return []
    const texts = said.map(({ text }) => text)
    return {
      kind,
      text: `${did}: ${got.length} of ${said.length}\n${got.join()}\nnot ${texts.join()}`,
    }
  })
}

function faultIn(
  said: readonly Said[],
  before: number,
  got: readonly string[],
): Fault['kind'] | undefined {
  const wanted = said.slice(before).map(({ text }) => text)
  if (!isWithin(wanted, got)) return 'loss'
  // Whatever one host had before the consumer began, and another one later, may be there or not.
  const early = new Set(said.slice(0, before).flatMap(({ text }) => (isOnly(text) ? text : [])))
  const gotEarly = got.filter((text) => early.has(text))
  if (new Set(gotEarly).size < gotEarly.length) return 'repeat'
  const pieces = piecesOf(said, ({ text }) => text, early).toReversed()
  const gotPieces = piecesOf(got, (text) => text, early).toReversed()
  let worst: Fault['kind'] | undefined
  for (const [at, piece] of gotPieces.entries()) {
    const whole = pieces[at] ?? []
    const texts = whole.map(({ text }) => text)
    // The first piece need not be there from its beginning.
    const from = at === gotPieces.length - 1 ? Math.max(0, texts.length - piece.length) : 0
    if (texts.slice(from).join() === piece.join()) continue
    if (!hasLookalikes(whole)) return 'repeat'
    worst = 'lookalike'
  }
  return worst
}

/** Whether something is said only once. */
function isOnly(text: string): boolean {
  return text.startsWith('event')
}

/** Divides what was said after each thing that is said only once; some of those are left out. */
function piecesOf<T>(
  said: readonly T[],
  textOf: (one: T) => string,
  leftOut: ReadonlySet<string>,
): readonly (readonly T[])[] {
  const pieces: T[][] = [[]]
  for (const one of said) {
    const text = textOf(one)
    if (leftOut.has(text)) continue
    pieces.at(-1)?.push(one)
    if (isOnly(text)) pieces.push([])
  }
  return pieces
}

/** Whether something was said twice within what the times of two hosts may differ by from a third. */
function hasLookalikes(said: readonly Said[]): boolean {
  return said.some(({ text, ms }, at) =>
    said.slice(at + 1).some((other) => other.text === text && other.ms - ms <= 2 * skewMs),
  )
}

/** Whether all of `wanted` is in `got`, in its order. */
function isWithin(wanted: readonly string[], got: readonly string[]): boolean {
  let at = 0
  for (const text of got) if (text === wanted[at]) at++
  return at === wanted.length
}
