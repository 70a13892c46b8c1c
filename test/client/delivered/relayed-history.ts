import * as fc from 'fast-check'
import type { TypedMessage } from '../../../templates/stream/descriptor.js'

/** A message of these tests: `id` is not part of what it says, it stands where each host's own seq does. */
export interface Post extends TypedMessage {
  readonly seq: number
  readonly did?: string
  readonly text: string
}

/** The stream that {@link Post} belongs to, as far as its keys go. */
export const posts = {
  messages: [
    { $type: 'org.example.posts#post', t: '#post', sequenced: true, shardKey: 'did' },
    { $type: 'org.example.posts#word', t: '#word', sequenced: true, shardKey: undefined },
  ],
}

/** A message that happened; `key` is undefined for one without a shard key. */
export interface Happening {
  readonly id: number
  readonly key: string | undefined
  readonly text: string
  /** When it happened, in milliseconds. */
  readonly ms: number
}

/** A message as a host passes it on. */
export interface Passed {
  readonly event: Happening
  /** By the host's clock. */
  readonly ms: number
  readonly message: Post
}

/** By how much the hosts' clocks differ at most, in milliseconds. */
export const skewMs = 20

/** A message of the stream. */
export function post(did: string | undefined, text: string, seq = 0): Post {
  return did === undefined
    ? { $type: 'org.example.posts#word', seq, text }
    : { $type: 'org.example.posts#post', seq, did, text }
}

/** What happened, with few keys and few texts, so that much of it looks the same. */
export function histories(firstMs: number): fc.Arbitrary<readonly Happening[]> {
  const happening = fc.record({
    key: fc.constantFrom('did:web:a.test', 'did:web:b.test', 'did:web:c.test', undefined),
    text: fc.constantFrom('on', 'off', 'gone'),
    laterMs: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 60 })),
  })
  return fc.array(happening, { minLength: 1, maxLength: 60, size: 'max' }).map((list) => {
    let ms = firstMs
    return list.map(({ key, text, laterMs }, id) => ({ id, key, text, ms: (ms += laterMs) }))
  })
}

/**
 * What a host makes of a history: each message comes almost {@link skewMs} late at most, so that messages
 * overtake each other, but for those of the same key.
 *
 * @param lateMs how late, for each message
 */
export function passOn(
  history: readonly Happening[],
  lateMs: readonly number[],
): readonly Passed[] {
  const latest = new Map<string, number>()
  const passed = history.map((event) => {
    const key = event.key ?? event.text
    const ms = Math.max(event.ms + (lateMs[event.id] ?? 0), latest.get(key) ?? 0)
    latest.set(key, ms)
    return { event, ms, message: post(event.key, event.text, event.id) }
  })
  const inOrder = passed.toSorted((one, other) => one.ms - other.ms)
  // No two at the same time, as no two have the same seq.
  return inOrder.map((one, at) => ({ ...one, ms: one.ms + at / 1000 }))
}

/** How late each message of a history is at each of several hosts. */
export function lateness(hosts: number): fc.Arbitrary<readonly (readonly number[])[]> {
  const late = fc.array(fc.integer({ min: 0, max: skewMs - 1 }), { minLength: 60, maxLength: 60 })
  return fc.array(late, { minLength: hosts, maxLength: hosts })
}

/** The ids of what happened to each key, in their order. */
export function byKey(events: readonly Happening[]): Record<string, readonly number[]> {
  const ids: Record<string, number[]> = {}
  for (const { key, text, id } of events) (ids[key ?? text] ??= []).push(id)
  return ids
}

/** The texts of each key, in their order. */
export function textsByKey(events: readonly Happening[]): Record<string, readonly string[]> {
  const texts: Record<string, string[]> = {}
  for (const { key, text } of events) (texts[key ?? text] ??= []).push(text)
  return texts
}

/** Whether all of `wanted` is in `found`, in the same order. */
export function isWithin(wanted: readonly string[], found: readonly string[]): boolean {
  let next = 0
  for (const text of found) if (text === wanted[next]) next++
  return next >= wanted.length
}

/** Whether another message of the same key looks the same and may be taken for this one. */
export function hasTwin(event: Happening, history: readonly Happening[]): boolean {
  return history.some(
    (other) =>
      other.id !== event.id &&
      other.key === event.key &&
      other.text === event.text &&
      Math.abs(other.ms - event.ms) <= 2 * skewMs,
  )
}
