import { subprotocols, type Subprotocol } from '../../../templates/frame/subprotocol.js'
import { isPowerOfTwo } from '../../../templates/stream/shard.js'
import { cursorsOf, seqsOf, shardCountOf, type Evidence } from '../../streams/probe/evidence.js'
import type { SeenFrame } from '../../streams/probe/seen-frame.js'
import { askStream, type HostAnswer } from '../../streams/plain-request.js'
import type { Level } from '../rules/level.js'
import { talkTo, type Host, type Query } from './host.js'
import { lookBack, type SeenTalk } from './seen-talk.js'

/** A handshake in which several tokens were offered. */
export interface Handshake {
  readonly offers: readonly string[]
  readonly seen: SeenTalk
}

/** Connections beyond those of a probe, which any server can be asked for; absent where not made. */
export interface FurtherTalks {
  /** What a POST request is answered. */
  readonly post?: HostAnswer
  /** With a parameter that no lexicon has. */
  readonly parameter?: SeenTalk
  /** On which the client has sent what servers ignore, and whether its ping was answered. */
  readonly incoming?: { readonly seen: SeenTalk; readonly answered: boolean }
  /** From the middle of what a replay from 0 has shown: the seqs that have to come, and what did. */
  readonly resumed?: {
    readonly after: number
    readonly due: readonly number[]
    readonly seen: SeenTalk
  }
  readonly handshakes: readonly Handshake[]
  /** The beginning of the window, in each encoding that is spoken. */
  readonly encodings: ReadonlyMap<Subprotocol, SeenTalk>
  /** With a cursor some seconds ahead of the server's clock, and a day ahead. */
  readonly ahead?: SeenTalk
  readonly beyond?: SeenTalk
  /** The beginning of the window whole, and by shards of a count. */
  readonly shards?: Shards
  /** With one shard parameter, without the other. */
  readonly halves: readonly SeenTalk[]
}

export interface Shards {
  readonly count: number
  readonly whole: SeenTalk
  readonly parts: readonly SeenTalk[]
}

/** So much of a window is looked at. */
const enoughMessages = 40
/** So many shards are looked at, of more that there may be. */
const mostShards = 4

/** Makes them, one after the other. */
export async function talkFurther(
  host: Host,
  evidence: Evidence,
  levels: ReadonlySet<Level>,
): Promise<FurtherTalks> {
  const { address, timeoutMs, signal, withoutCursor } = host
  const none: FurtherTalks = { handshakes: [], encodings: new Map(), halves: [] }
  if (!evidence.visits.current.opened) return none
  const hasCursor = withoutCursor === undefined
  return {
    ...none,
    ...(levels.has('core')
      ? {
          post: await askStream(address, timeoutMs, signal, 'POST'),
          parameter: await see(
            host,
            { lexstreamConformance: 'yes', ...oldest(host) },
            undefined,
            isAny,
          ),
          incoming: await sendWhatIsIgnored(host),
          ...(await resume(host, evidence)),
        }
      : {}),
    ...(levels.has('encodings')
      ? { handshakes: await offerInTurn(host), encodings: await replayInEach(host) }
      : {}),
    ...(levels.has('time') && hasCursor ? await aheadOfTime(host, evidence) : {}),
    ...(levels.has('shards') ? await shardByShard(host, evidence) : {}),
  }
}

/** Makes a connection, and looks until there is enough to see, or the time is over. */
async function see(
  host: Host,
  query: Query,
  offer: Subprotocol | undefined,
  enough: (frames: readonly SeenFrame[]) => boolean,
): Promise<SeenTalk> {
  const talk = talkTo(host, query, offer === undefined ? [] : [offer], enough)
  await talk.until(() => talk.full, host.timeoutMs)
  return lookBack(talk, host, offer, !talk.full)
}

async function sendWhatIsIgnored(host: Host): Promise<FurtherTalks['incoming'] & object> {
  const talk = talkTo(host, oldest(host))
  let answered = false
  if (await talk.until(() => talk.opened, host.timeoutMs)) {
    talk.send('{"$type":"nothing that servers know"}')
    talk.send(Uint8Array.of(0xff, 0xfe))
    answered = await talk.settles(host.timeoutMs)
  }
  return { seen: lookBack(talk, host, undefined, false), answered }
}

/** Goes on from the middle of what a replay has shown. */
async function resume(host: Host, evidence: Evidence): Promise<Pick<FurtherTalks, 'resumed'>> {
  const seqs = seqsOf(evidence.visits.replay)
  const after = seqs[Math.floor((seqs.length - 1) / 2)]
  if (after === undefined || seqs.length < 3) return {}
  const due = seqs.filter((seq) => seq > after)
  const last = due.at(-1) ?? 0
  const seen = await see(host, { cursor: String(after) }, undefined, (frames) =>
    frames.some((frame) => frame.kind === 'message' && (frame.seq ?? 0) >= last),
  )
  return { resumed: { after, due, seen } }
}

async function offerInTurn(host: Host): Promise<readonly Handshake[]> {
  const [v0, v1Cbor, v1Json] = subprotocols
  const offered = [
    [v1Json, v1Cbor, v0],
    [v0, v1Json, v1Cbor],
    ['xrpc.v99.future', v1Cbor, v1Json],
    ['XRPC.V1.JSON', 'graphql-ws'],
  ]
  const handshakes: Handshake[] = []
  for (const offers of offered) {
    const talk = talkTo(host, {}, offers)
    await talk.until(() => talk.opened, host.timeoutMs)
    handshakes.push({ offers, seen: lookBack(talk, host, undefined, false) })
  }
  return handshakes
}

async function replayInEach(host: Host): Promise<FurtherTalks['encodings']> {
  const seen = new Map<Subprotocol, SeenTalk>()
  for (const token of subprotocols) {
    seen.set(token, await see(host, oldest(host), token, isBeginning(5)))
  }
  return seen
}

async function aheadOfTime(
  host: Host,
  { visits }: Evidence,
): Promise<Pick<FurtherTalks, 'ahead' | 'beyond'>> {
  const [told] = cursorsOf(visits.current)
  if (told?.seqScheme !== 'unix-micros') return {}
  const clockMs = Date.parse(told.time ?? '')
  const micros = (Number.isNaN(clockMs) ? Date.now() : clockMs) * 1000
  const after = (seconds: number) => ({ cursor: String(micros + seconds * 1_000_000) })
  return {
    ahead: await see(host, after(20), undefined, isAny),
    beyond: await see(host, after(86_400), undefined, (frames) => frames.length > 2),
  }
}

async function shardByShard(
  host: Host,
  evidence: Evidence,
): Promise<Pick<FurtherTalks, 'shards' | 'halves'>> {
  const most = shardCountOf(evidence)
  if (most === undefined || !isPowerOfTwo(most) || most < 2) return { halves: [] }
  const count = Math.min(most, mostShards)
  const halves = [
    await see(host, { shard: '0' }, undefined, isAny),
    await see(host, { shardCount: String(count) }, undefined, isAny),
  ]
  if (host.withoutCursor !== undefined) return { halves }
  const whole = await see(host, oldest(host), undefined, isBeginning(enoughMessages))
  const last = whole.frames.findLast(({ seq }) => seq !== undefined)?.seq ?? 0
  const parts: SeenTalk[] = []
  for (let shard = 0; shard < count; shard++) {
    const query = { ...oldest(host), shard: String(shard), shardCount: String(count) }
    parts.push(
      await see(host, query, undefined, (frames) => isLive(frames) || isPast(frames, last)),
    )
  }
  return { shards: { count, whole, parts }, halves }
}

/** What asks for everything that is retained, where the stream takes numbers for cursors. */
function oldest({ withoutCursor }: Host): Query {
  return withoutCursor === undefined ? { cursor: '0' } : {}
}

function isAny(frames: readonly SeenFrame[]): boolean {
  return frames.length > 0
}

function isBeginning(messages: number) {
  return (frames: readonly SeenFrame[]) =>
    isLive(frames) || frames.filter(({ kind }) => kind === 'message').length >= messages
}

function isLive(frames: readonly SeenFrame[]): boolean {
  const frame = frames.at(-1)
  return frame?.kind === 'cursor' && frame.cursor.live
}

function isPast(frames: readonly SeenFrame[], seq: number): boolean {
  const frame = frames.at(-1)
  return frame?.kind === 'message' && (frame.seq ?? 0) > seq
}

/** Every connection of these, with its name, of which the rules about connections hold. */
export function talksOf(further: FurtherTalks): readonly (readonly [string, SeenTalk])[] {
  const { parameter, incoming, resumed, encodings, ahead, beyond, shards, halves } = further
  const named: readonly (readonly [string, SeenTalk | undefined])[] = [
    ['with a parameter of its own', parameter],
    ['with incoming messages', incoming?.seen],
    ['from the middle of the window', resumed?.seen],
    ...[...encodings].map(([token, seen]) => [`in ${token}`, seen] as const),
    ['with a cursor ahead of the stream', ahead],
    ['with a cursor beyond the clock', beyond],
    ...(shards?.parts ?? []).map((seen, index) => [`of shard ${index}`, seen] as const),
    ...halves.map((seen) => ['with half a shard', seen] as const),
  ]
  return named.flatMap(([name, seen]) => (seen === undefined ? [] : [[name, seen] as const]))
}
