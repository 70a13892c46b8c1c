import { subprotocols, type Subprotocol } from '../../../templates/frame/subprotocol.js'
import { isPowerOfTwo } from '../../../templates/stream/shard.js'
import type { LexMap } from '../../../templates/values/lex-value.js'
import { anyCodecs } from '../any-codecs.js'
import { askStatus, askStream, type HostAnswer } from '../plain-request.js'
import type { StreamAddress } from '../stream-address.js'
import { refusalAt, type Limited, type Limits } from './limits.js'
import { refusalIn } from './read-refusal.js'
import type { SeenFrame } from './seen-frame.js'
import { visit, type Visit } from './visit.js'

/** What a probe asks for. */
export interface ProbeRequest {
  readonly address: StreamAddress
  readonly defaultSubprotocol: Subprotocol
  /** Why the stream has no cursor that is a number, so that none is asked for; absent where it has. */
  readonly withoutCursor?: string | undefined
  /** How long handshakes, what follows them, and requests may take, in milliseconds each. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Of what this host is asked, by whomever. */
  readonly limits: Limits
}

/** The connections that a probe makes, in this order, one at a time. */
export interface Visits {
  /** Nothing offered, no cursor: what every client of today gets. */
  readonly current: Visit
  /** `xrpc.v0.cbor` offered, cursor 0. */
  readonly replay?: Visit | undefined
  /** `xrpc.v1.cbor` offered, a cursor from the far future. */
  readonly future?: Visit | undefined
  /** `xrpc.v1.json` offered, cursor 1; cursor 0 where the stream is known to have nothing behind 1. */
  readonly old?: Visit | undefined
  /** A cursor that is no number. */
  readonly malformed?: Visit | undefined
  /** One of as many shards as the host says that it has. */
  readonly shard?: Visit | undefined
  /** A shard that cannot be. */
  readonly badShard?: Visit | undefined
}

const visitNames: Readonly<Record<keyof Visits, string>> = {
  current: 'without cursor',
  replay: 'with cursor 0',
  future: 'with a future cursor',
  old: 'with an old cursor',
  malformed: 'with a malformed cursor',
  shard: 'with a shard',
  badShard: 'with a shard that cannot be',
}

/** All that a probe has learnt of a stream, and on which the rules are judged. */
export interface Evidence {
  readonly address: StreamAddress
  readonly defaultSubprotocol: Subprotocol
  /** Why the stream has no cursor that is a number; absent where it has one. */
  readonly withoutCursor?: string | undefined
  /** What the stream's path answers to a plain request; absent where the host was not reached. */
  readonly plain?: HostAnswer | undefined
  /** What `com.atproto.stream.getStatus` answers. */
  readonly status?: HostAnswer | undefined
  readonly visits: Visits
  /** After what nothing more was asked, since the host had been asked too often. */
  readonly limited?: Limited | undefined
  /** Other connections that the rules are to look at, with their names. */
  readonly others?: readonly (readonly [string, Visit])[]
  readonly timeoutMs: number
  /** The clock when it was over, in milliseconds since the UNIX epoch. */
  readonly nowMs: number
}

/** No host has numbered so many messages, and no clock will say so before the year 2255. */
export const futureCursor = Number.MAX_SAFE_INTEGER

const enoughReplayed = 50

/**
 * Asks a host, at most seven connections and two requests, one after the other; no more once it has
 * been asked too often.
 */
export async function gatherEvidence(request: ProbeRequest): Promise<Evidence> {
  const { address, defaultSubprotocol, withoutCursor, timeoutMs, signal, limits } = request
  const codecs = anyCodecs(address.nsid)
  const make = async (...[query, offer, enough]: Asked) => {
    const seen = await visit({
      url: withQuery(address.url, query),
      headers: address.headers,
      nsid: address.nsid,
      offer,
      defaultSubprotocol,
      codecs,
      timeoutMs,
      signal,
      enough,
    })
    signal.throwIfAborted()
    return seen
  }
  const current = await make({}, undefined, isAny)
  const common = { address, defaultSubprotocol, withoutCursor, timeoutMs }
  if (!current.opened) return { ...common, visits: { current }, nowMs: Date.now() }

  const go: Go = (name, ...asked) =>
    limits.ask(
      name,
      () => make(...asked),
      ({ end }) => refusalAt(end),
    )
  const asked =
    withoutCursor === undefined
      ? { visits: { current, ...(await askForCursors(go)) } }
      : { visits: { current }, others: await offerEach(go) }
  const status = await limits.ask(
    'on getStatus',
    () => askStatus(address, timeoutMs, signal),
    refusalIn,
  )
  const plain = await limits.ask(
    'without an upgrade',
    () => askStream(address, timeoutMs, signal),
    refusalIn,
  )
  const shardCount = shardCountOf({ ...common, ...asked, status, nowMs: 0 })
  if (shardCount === undefined || !isPowerOfTwo(shardCount) || shardCount < 2) {
    return { ...common, ...asked, plain, status, limited: limits.reached, nowMs: Date.now() }
  }
  const last = { shard: String(shardCount - 1), shardCount: String(shardCount) }
  const shard = await go(visitNames.shard, last, undefined, isAny)
  const bad = { shard: '3', shardCount: '3' }
  const badShard = await go(visitNames.badShard, bad, undefined, isAny)
  return {
    ...common,
    ...asked,
    plain,
    status,
    visits: { ...asked.visits, shard, badShard },
    limited: limits.reached,
    nowMs: Date.now(),
  }
}

/** A connection: its parameters, the subprotocol that is offered, and how much is to be seen of it. */
type Asked = readonly [
  query: Readonly<Record<string, string>>,
  offer: Subprotocol | undefined,
  enough: (frames: readonly SeenFrame[]) => boolean,
]

/** Makes one of the connections; absent once the host has been asked too often. */
type Go = (name: string, ...asked: Asked) => Promise<Visit | undefined>

async function askForCursors(go: Go) {
  const [v0, v1Cbor, v1Json] = subprotocols
  const replay = await go(visitNames.replay, { cursor: '0' }, v0, isReplayed)
  const ahead = { cursor: String(futureCursor) }
  const future = await go(visitNames.future, ahead, v1Cbor, (frames) => frames.length >= 5)
  const early = { cursor: String(oldCursor(replay)) }
  const old = await go(visitNames.old, early, v1Json, isUnderWay)
  const none = { cursor: 'abc' }
  const malformed = await go(visitNames.malformed, none, undefined, ({ length }) => length > 2)
  return { replay, future, old, malformed }
}

/** What is asked for as an old cursor, after a replay from 0 has been seen. */
export function oldCursor(replay: Visit | undefined): 0 | 1 {
  // Where there is nothing behind 1, that would be a cursor from the future.
  return (cursorsOf(replay)[0]?.highestSeq ?? Infinity) > 1 ? 1 : 0
}

async function offerEach(go: Go): Promise<(readonly [string, Visit])[]> {
  const made: (readonly [string, Visit])[] = []
  for (const token of subprotocols) {
    const name = `offering ${token}`
    const seen = await go(name, {}, token, isAny)
    if (seen !== undefined) made.push([name, seen])
  }
  return made
}

/** All visits that were made, with their names. */
export function visitsOf({ visits, others = [] }: Evidence): readonly (readonly [string, Visit])[] {
  const { current, replay, future, old, malformed, shard, badShard } = visits
  const named = (
    [
      [visitNames.current, current],
      [visitNames.replay, replay],
      [visitNames.future, future],
      [visitNames.old, old],
      [visitNames.malformed, malformed],
      [visitNames.shard, shard],
      [visitNames.badShard, badShard],
    ] as const
  ).flatMap(([name, seen]) => (seen === undefined ? [] : [[name, seen] as const]))
  return [...named, ...others]
}

/** Whether the host was asked too often before it had shown what it has. */
export function isCutShort({ limited, status }: Evidence): boolean {
  return limited !== undefined && status === undefined
}

/** Whether a frame came that could be read. */
export function hasReadable({ frames }: Visit): boolean {
  return frames.some(({ kind }) => kind !== 'broken')
}

/** What `getStatus` answered, where it did. */
export function statusOf({ status }: Evidence): LexMap | undefined {
  return status?.kind === 'answer' && status.status === 200 ? status.body : undefined
}

/** The largest shard count, as the host tells it somewhere. */
export function shardCountOf(evidence: Evidence): number | undefined {
  const told = cursorsOf(evidence.visits.current)[0]?.shardCount
  const asked = statusOf(evidence)?.['shardCount']
  return told ?? (typeof asked === 'number' ? asked : undefined)
}

/** The `#cursor` messages of a visit. */
export function cursorsOf(seen: Visit | undefined) {
  return (seen?.frames ?? []).flatMap((frame) => (frame.kind === 'cursor' ? [frame.cursor] : []))
}

/** The sequence numbers of a visit. */
export function seqsOf(seen: Visit | undefined): readonly number[] {
  return (seen?.frames ?? []).flatMap((frame) =>
    frame.kind === 'message' && frame.seq !== undefined ? [frame.seq] : [],
  )
}

function countSequenced(frames: readonly SeenFrame[]): number {
  return frames.filter((frame) => frame.kind === 'message' && frame.seq !== undefined).length
}

function isAny(frames: readonly SeenFrame[]): boolean {
  return frames.length > 0
}

function isUnderWay(frames: readonly SeenFrame[]): boolean {
  return countSequenced(frames) > 0 || isReplayed(frames)
}

function isReplayed(frames: readonly SeenFrame[]): boolean {
  const last = frames.at(-1)
  if (last?.kind === 'cursor' && last.cursor.live) return true
  return countSequenced(frames) >= enoughReplayed
}

function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}
