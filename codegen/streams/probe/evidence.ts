import { subprotocols, type Subprotocol } from '../../../templates/frame/subprotocol.js'
import { isPowerOfTwo } from '../../../templates/stream/shard.js'
import type { LexMap } from '../../../templates/values/lex-value.js'
import { anyCodecs } from '../any-codecs.js'
import { askHost, askStatus, type HostAnswer } from '../plain-request.js'
import type { StreamAddress } from '../stream-address.js'
import type { SeenFrame } from './seen-frame.js'
import { visit, type Visit } from './visit.js'

/** What a probe asks for. */
export interface ProbeRequest {
  readonly address: StreamAddress
  readonly defaultSubprotocol: Subprotocol
  /** How long handshakes, what follows them, and requests may take, in milliseconds each. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** The connections that a probe makes, in this order, one at a time. */
export interface Visits {
  /** Nothing offered, no cursor: what every client of today gets. */
  readonly current: Visit
  /** `xrpc.v0.cbor` offered, cursor 0. */
  readonly replay?: Visit
  /** `xrpc.v1.cbor` offered, a cursor from the far future. */
  readonly future?: Visit
  /** `xrpc.v1.json` offered, cursor 1; cursor 0 where the stream is known to have nothing behind 1. */
  readonly old?: Visit
  /** A cursor that is no number. */
  readonly malformed?: Visit
  /** One of as many shards as the host says that it has. */
  readonly shard?: Visit
  /** A shard that cannot be. */
  readonly badShard?: Visit
}

/** All that a probe has learnt of a stream, and on which the rules are judged. */
export interface Evidence {
  readonly address: StreamAddress
  readonly defaultSubprotocol: Subprotocol
  /** What the stream's path answers to a plain request; absent where the host was not reached. */
  readonly plain?: HostAnswer
  /** What `com.atproto.stream.getStatus` answers. */
  readonly status?: HostAnswer
  readonly visits: Visits
  /** Other connections that the rules are to look at, with their names. */
  readonly others?: readonly (readonly [string, Visit])[]
  readonly timeoutMs: number
  /** The clock when it was over, in milliseconds since the UNIX epoch. */
  readonly nowMs: number
}

/** No host has numbered so many messages, and no clock will say so before the year 2255. */
export const futureCursor = Number.MAX_SAFE_INTEGER

const enoughReplayed = 50

/** Asks a host, at most seven connections and two requests, one after the other. */
export async function gatherEvidence(request: ProbeRequest): Promise<Evidence> {
  const { address, defaultSubprotocol, timeoutMs, signal } = request
  const codecs = anyCodecs(address.nsid)
  const go = async (
    query: Readonly<Record<string, string>>,
    offer: Subprotocol | undefined,
    enough: (frames: readonly SeenFrame[]) => boolean,
  ) => {
    const seen = await visit({
      url: withQuery(address.url, query),
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
  const current = await go({}, undefined, isAny)
  const common = { address, defaultSubprotocol, timeoutMs }
  if (!current.opened) return { ...common, visits: { current }, nowMs: Date.now() }

  const [v0, v1Cbor, v1Json] = subprotocols
  const replay = await go({ cursor: '0' }, v0, isReplayed)
  const future = await go({ cursor: String(futureCursor) }, v1Cbor, (frames) => frames.length >= 5)
  // Where there is nothing behind it, the cursor would be one from the future.
  const hasOld = (cursorsOf(replay)[0]?.highestSeq ?? Infinity) > 1
  const old = await go({ cursor: hasOld ? '1' : '0' }, v1Json, isUnderWay)
  const malformed = await go({ cursor: 'abc' }, undefined, (frames) => frames.length > 2)
  const status = await askStatus(address.origin, address.nsid, timeoutMs, signal)
  const plain = await askHost(address.url.replace(/^ws/, 'http'), timeoutMs, signal)

  const visits = { current, replay, future, old, malformed }
  const shardCount = shardCountOf({ ...common, visits, status, nowMs: 0 })
  if (shardCount === undefined || !isPowerOfTwo(shardCount) || shardCount < 2) {
    return { ...common, plain, status, visits, nowMs: Date.now() }
  }
  const last = String(shardCount - 1)
  const shard = await go({ shard: last, shardCount: String(shardCount) }, undefined, isAny)
  const badShard = await go({ shard: '3', shardCount: '3' }, undefined, isAny)
  return {
    ...common,
    plain,
    status,
    visits: { ...visits, shard, badShard },
    nowMs: Date.now(),
  }
}

/** All visits that were made, with their names. */
export function visitsOf({ visits, others = [] }: Evidence): readonly (readonly [string, Visit])[] {
  const { current, replay, future, old, malformed, shard, badShard } = visits
  const named = Object.entries({
    'without cursor': current,
    'with cursor 0': replay,
    'with a future cursor': future,
    'with an old cursor': old,
    'with a malformed cursor': malformed,
    'with a shard': shard,
    'with a shard that cannot be': badShard,
  }).flatMap(([name, seen]) => (seen === undefined ? [] : [[name, seen] as const]))
  return [...named, ...others]
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
