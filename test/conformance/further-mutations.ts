import { frameOf, nsid } from '../../codegen/proposal/vectors/transcripts/script.js'
import type { BrokenServer } from './broken-server.js'
import {
  highest,
  isCursor,
  isLive,
  seqOf,
  numberIn,
  withFields,
  isFirst,
  isQuarter,
  deleteShard,
  isObject,
  late,
  inStatus,
} from './changed-item.js'

/** In microseconds. */
const twoHours = 2 * 3_600_000_000

/** Servers that break a rule of the levels beyond today's specification. */
export const brokenBeyondCore: readonly BrokenServer[] = [
  {
    rule: 'subprotocol-offered',
    what: 'speaks JSON to those who offer nothing',
    select: (selected, offers) => (offers.length === 0 ? 'xrpc.v1.json' : selected),
  },
  {
    rule: 'subprotocol-spoken',
    what: 'speaks the default whatever it selects',
    speak: 'xrpc.v0.cbor',
  },
  {
    rule: 'subprotocol-preferred',
    what: 'selects what the client wants least',
    select: (selected, offers) => (selected === undefined ? undefined : offers.at(-1)),
  },
  {
    rule: 'subprotocol-exact',
    what: 'selects what it does not know',
    select: (selected, offers) => selected ?? offers[0],
  },
  {
    rule: 'encodings-agree',
    what: 'tells another time in JSON',
    send: (item, { selected }) => [
      selected === 'xrpc.v1.json' && seqOf(item) !== undefined
        ? withFields(item, { time: '2001-02-03T04:05:06.000Z' })
        : item,
    ],
  },
  {
    rule: 'status-subprotocols',
    what: 'says that JSON is the default',
    answer: inStatus({ subprotocols: ['xrpc.v1.json', 'xrpc.v0.cbor'] }),
  },
  {
    rule: 'cursor-first',
    what: 'says something else first',
    send: (item, { sent, selected }) => {
      const hello = frameOf('xrpc.v0.cbor', { $type: `${nsid}#hello` })
      return sent.length === 0 && selected === undefined ? [{ frame: hello }, item] : [item]
    },
  },
  {
    rule: 'cursor-fields',
    what: 'says that the oldest seq is 0',
    send: (item, { asked }) => [
      isCursor(item) && asked === null ? withFields(item, { lowestSeq: 0 }) : item,
    ],
  },
  {
    rule: 'cursor-monotonic',
    what: 'begins with a highestSeq that is too high',
    setup: false,
    send: (item, { asked, sent }) => [
      isCursor(item) && asked === '0' && sent.length === 0
        ? withFields(item, { highestSeq: numberIn(item, 'highestSeq') + 5 })
        : item,
    ],
  },
  {
    rule: 'cursor-covers',
    what: 'says of what is to come that it was sent',
    setup: false,
    send: (item, { asked, sent }) => [
      isCursor(item) && asked === '0' && sent.length === 0
        ? withFields(item, { cursor: numberIn(item, 'lowestSeq') })
        : item,
    ],
  },
  {
    rule: 'cursor-live',
    what: 'is never live from the start',
    setup: false,
    send: (item, { asked, sent }) => [
      isCursor(item) && asked === null && sent.length === 0
        ? withFields(item, { live: false })
        : item,
    ],
  },
  {
    rule: 'cursor-start',
    what: 'says that it starts before the cursor',
    send: (item, { asked, sent }) => [
      isCursor(item) && asked === '2' && sent.length === 0
        ? withFields(item, { cursor: Math.min(1, numberIn(item, 'cursor')) })
        : item,
    ],
  },
  {
    rule: 'cursor-replaying',
    silent: true,
    what: 'is live while it replays',
    send: (item, { asked, sent }) => [
      isCursor(item) && asked === '2' && sent.length === 0
        ? withFields(item, { live: true })
        : item,
    ],
  },
  {
    rule: 'cursor-cutover',
    silent: true,
    what: 'does not say where a replay ends',
    send: (item, { asked, sent }) =>
      isLive(item) && asked === '2' && sent.length > 0 ? [] : [item],
  },
  {
    rule: 'cursor-idle',
    silent: true,
    what: 'says nothing on an idle stream',
    send: (item, { sent }) => (isLive(item) && sent.some(isLive) ? [] : [item]),
  },
  {
    rule: 'replay-exclusive',
    // The connection that goes on from the middle of a replay is made there.
    levels: 'core,cursor',
    what: 'takes cursors for inclusive',
    setup: false,
    ask: (query) => {
      const cursor = Number(query.get('cursor'))
      if (cursor > 1e15 && cursor < Date.now() * 1000) query.set('cursor', String(cursor - 1))
      return undefined
    },
  },
  {
    rule: 'sequence-id',
    what: 'names its sequence anew each time',
    send: (item, { asked }) => [
      isCursor(item) ? withFields(item, { sequenceId: `for ${asked}` }) : item,
    ],
  },
  {
    rule: 'status-fields',
    what: 'tells the status of another stream',
    answer: inStatus({ stream: 'org.example.other' }),
  },
  {
    rule: 'status-agrees',
    what: 'tells another scheme in its status',
    answer: inStatus({ seqScheme: 'counter' }),
  },
  {
    rule: 'seq-scheme',
    what: 'is two hours ahead of its clock',
    setup: false,
    send: (item) => {
      const seq = seqOf(item)
      if (seq !== undefined) return [withFields(item, { seq: seq + twoHours })]
      if (!isCursor(item)) return [item]
      return [withFields(item, { highestSeq: numberIn(item, 'highestSeq') + twoHours })]
    },
  },
  {
    rule: 'seq-scheme',
    what: 'counts again after it has told the time',
    setup: false,
    send: (item, { sent }) => {
      const isTime = sent.every((each) => seqOf(each) === undefined)
      return [isTime || seqOf(item) === undefined ? item : withFields(item, { seq: sent.length })]
    },
  },
  {
    rule: 'seq-now',
    what: 'numbers by a clock that is an hour late',
    answer: (path, _method, code, body) => {
      const seqs = path === '/control' && isObject(body) ? body['seqs'] : undefined
      if (!Array.isArray(seqs)) return [code, body]
      return [code, { seqs: seqs.map(late) }]
    },
  },
  {
    rule: 'time-cursor',
    what: 'takes every cursor above the highest seq for one from the future',
    ask: (query) => {
      if (Number(query.get('cursor')) > Date.now() * 1000) query.set('cursor', highest)
      return undefined
    },
  },
  {
    rule: 'time-future',
    silent: true,
    what: 'takes tomorrow for now',
    ask: (query) => {
      const cursor = query.get('cursor') ?? ''
      if (cursor !== highest && Number(cursor) > Date.now() * 1000) query.delete('cursor')
      return undefined
    },
  },
  {
    rule: 'shard-count',
    what: 'has six shards',
    send: (item) => [isCursor(item) ? withFields(item, { shardCount: 6 }) : item],
    answer: inStatus({ shardCount: 6 }),
    setup: false,
  },
  {
    rule: 'shard-count',
    what: 'says that it has one shard',
    send: (item) => [isCursor(item) ? withFields(item, { shardCount: 1 }) : item],
    answer: inStatus({ shardCount: 1 }),
    setup: false,
  },
  {
    rule: 'shard-accepted',
    what: 'refuses its last shard',
    ask: (query) => (query.get('shard') === '7' ? 'InvalidShard' : undefined),
  },
  {
    rule: 'shard-refused',
    what: 'takes any count of shards',
    ask: (query) => {
      if (query.get('shardCount') === '3') deleteShard(query)
      return undefined
    },
  },
  {
    rule: 'shard-alone',
    what: 'takes half a shard',
    ask: (query) => {
      if (query.has('shard') !== query.has('shardCount')) deleteShard(query)
      return undefined
    },
  },
  {
    rule: 'shard-complete',
    what: 'sends everything to everyone',
    ask: (query) => {
      if (isQuarter(query)) query.set('shard', '0')
      return undefined
    },
    send: (item, { query }) => (query.get('shardCount') === '4' && isFirst(item) ? [] : [item]),
  },
  {
    rule: 'shard-assigned',
    what: 'counts its shards from the end',
    ask: (query) => {
      if (isQuarter(query)) query.set('shard', String(3 - Number(query.get('shard'))))
      return undefined
    },
  },
  {
    rule: 'shard-slot-bits',
    what: 'has something else in the lowest bits',
    send: (item) => {
      const seq = seqOf(item)
      return [
        seq === undefined ? item : withFields(item, { seq: seq - (seq % 8) + ((seq + 1) % 8) }),
      ]
    },
  },
]
