import { subprotocols, type Subprotocol } from '../../../templates/frame/subprotocol.js'
import { isPowerOfTwo } from '../../../templates/stream/shard.js'
import { cursorsOf, seqsOf, shardCountOf, type Evidence } from '../../streams/probe/evidence.js'
import { refusalAt } from '../../streams/probe/limits.js'
import { refusalIn } from '../../streams/probe/read-refusal.js'
import type { SeenFrame } from '../../streams/probe/seen-frame.js'
import { askStream, type HostAnswer } from '../../streams/plain-request.js'
import type { Level } from '../rules/level.js'
import { open, talkTo, type Host, type Query } from './host.js'
import { lookBack, type SeenTalk } from './seen-talk.js'

/** A handshake in which several tokens were offered. */
export interface Handshake {
  readonly offers: readonly string[]
  readonly seen: SeenTalk
}

/**
 * Connections beyond those of a probe, which any server can be asked for; absent where not made. Of
 * those that are looked at together there are all or none.
 */
export interface FurtherTalks {
  /** What a POST request is answered. */
  readonly post?: HostAnswer | undefined
  /** With a parameter that no lexicon has. */
  readonly parameter?: SeenTalk | undefined
  /** On which the client has sent what servers ignore, and whether its ping was answered. */
  readonly incoming?: { readonly seen: SeenTalk; readonly answered: boolean } | undefined
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
  readonly ahead?: SeenTalk | undefined
  readonly beyond?: SeenTalk | undefined
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

/** What each connection is, to those who read of it. */
const talkNames = {
  parameter: 'with a parameter of its own',
  incoming: 'with incoming messages',
  resumed: 'from the middle of the window',
  encoding: (token: Subprotocol) => `in ${token}`,
  ahead: 'with a cursor ahead of the stream',
  beyond: 'with a cursor beyond the clock',
  part: (shard: number) => `of shard ${shard}`,
  half: 'with half a shard',
}

/** So much of a window is looked at. */
const enoughMessages = 40
/** So many shards are looked at, of more that there may be. */
const mostShards = 4

/** Makes them, one after the other, until the server has been asked too often. */
export async function talkFurther(
  host: Host,
  evidence: Evidence,
  levels: ReadonlySet<Level>,
): Promise<FurtherTalks> {
  const none: FurtherTalks = { handshakes: [], encodings: new Map(), halves: [] }
  if (!evidence.visits.current.opened) return none
  const hasCursor = host.withoutCursor === undefined
  return {
    ...none,
    ...(levels.has('core')
      ? {
          post: await post(host),
          parameter: await see(talkNames.parameter, host, {
            query: { lexstreamConformance: 'yes', ...oldest(host) },
            enough: isAny,
          }),
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

function post({ address, timeoutMs, signal, limits }: Host): Promise<HostAnswer | undefined> {
  return limits.ask('with POST', () => askStream(address, timeoutMs, signal, 'POST'), refusalIn)
}

/** A connection to make. */
interface Sight {
  readonly query: Query
  /** Absent for none. */
  readonly offer?: Subprotocol
  readonly enough: (frames: readonly SeenFrame[]) => boolean
}

/** Makes a connection, and looks until there is enough to see, or the time is over. */
function see(
  name: string,
  host: Host,
  { query, offer, enough }: Sight,
): Promise<SeenTalk | undefined> {
  const make = async () => {
    const talk = talkTo(host, query, offer === undefined ? [] : [offer], enough)
    await talk.until(() => talk.full, host.timeoutMs)
    return lookBack(talk, host, offer, !talk.full)
  }
  return host.limits.ask(name, make, ({ visit }) => refusalAt(visit.end))
}

/** Makes something of each item; nothing of any, where the server has been asked too often for one. */
async function allOf<Item, Made>(
  items: readonly Item[],
  make: (item: Item) => Promise<Made | undefined>,
): Promise<readonly Made[]> {
  const all: Made[] = []
  for (const item of items) {
    const made = await make(item)
    if (made === undefined) return []
    all.push(made)
  }
  return all
}

async function sendWhatIsIgnored(host: Host): Promise<FurtherTalks['incoming']> {
  const talk = await open(talkNames.incoming, host, oldest(host))
  if (talk === undefined) return undefined
  let answered = false
  if (talk.opened) {
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
  const seen = await see(talkNames.resumed, host, {
    query: { cursor: String(after) },
    enough: (frames) =>
      frames.some((frame) => frame.kind === 'message' && (frame.seq ?? 0) >= last),
  })
  return seen === undefined ? {} : { resumed: { after, due, seen } }
}

async function offerInTurn(host: Host): Promise<readonly Handshake[]> {
  const [v0, v1Cbor, v1Json] = subprotocols
  const offered = [
    [v1Json, v1Cbor, v0],
    [v0, v1Json, v1Cbor],
    ['xrpc.v99.future', v1Cbor, v1Json],
    ['XRPC.V1.JSON', 'graphql-ws'],
  ]
  return await allOf(offered, async (offers) => {
    const talk = await open(`offering ${offers.join(', ')}`, host, {}, offers)
    return talk && { offers, seen: lookBack(talk, host, undefined, false) }
  })
}

async function replayInEach(host: Host): Promise<FurtherTalks['encodings']> {
  const enough = isBeginning(5)
  const seen = await allOf(subprotocols, async (offer) => {
    const talk = await see(talkNames.encoding(offer), host, { query: oldest(host), offer, enough })
    return talk && ([offer, talk] as const)
  })
  return new Map(seen)
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
    ahead: await see(talkNames.ahead, host, { query: after(20), enough: isAny }),
    beyond: await see(talkNames.beyond, host, {
      query: after(86_400),
      enough: (frames) => frames.length > 2,
    }),
  }
}

async function shardByShard(
  host: Host,
  evidence: Evidence,
): Promise<Pick<FurtherTalks, 'shards' | 'halves'>> {
  const most = shardCountOf(evidence)
  if (most === undefined || !isPowerOfTwo(most) || most < 2) return { halves: [] }
  const count = Math.min(most, mostShards)
  const halves = await allOf([{ shard: '0' }, { shardCount: String(count) }], (query: Query) =>
    see(talkNames.half, host, { query, enough: isAny }),
  )
  if (host.withoutCursor !== undefined) return { halves }
  const whole = await see('with all shards', host, {
    query: oldest(host),
    enough: isBeginning(enoughMessages),
  })
  if (whole === undefined) return { halves }
  const last = whole.frames.findLast(({ seq }) => seq !== undefined)?.seq ?? 0
  const parts = await allOf([...Array(count).keys()], (shard) =>
    see(talkNames.part(shard), host, {
      query: { ...oldest(host), shard: String(shard), shardCount: String(count) },
      enough: (frames) => isLive(frames) || isPast(frames, last),
    }),
  )
  return parts.length === 0 ? { halves } : { shards: { count, whole, parts }, halves }
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
    [talkNames.parameter, parameter],
    [talkNames.incoming, incoming?.seen],
    [talkNames.resumed, resumed?.seen],
    ...[...encodings].map(([token, seen]) => [talkNames.encoding(token), seen] as const),
    [talkNames.ahead, ahead],
    [talkNames.beyond, beyond],
    ...(shards?.parts ?? []).map((seen, index) => [talkNames.part(index), seen] as const),
    ...halves.map((seen) => [talkNames.half, seen] as const),
  ]
  return named.flatMap(([name, seen]) => (seen === undefined ? [] : [[name, seen] as const]))
}
