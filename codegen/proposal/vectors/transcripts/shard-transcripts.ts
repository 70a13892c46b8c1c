import { again, client, cursorMessage, event, events, first, goesOn } from './script.js'
import { prints, publish, send, sendAll, telling } from './script.js'
import type { ConnectionScript, ShardParameters, Transcript } from './transcript.js'

// Connections that get one shard. Of 4 slots the messages 1, 2 and 4 have the slot 2, 10 has 3, and
// 3, 5, 6 and 8 have 1: of two shards those are the second, the second and the first.

const v0 = 'xrpc.v0.cbor'

const secondOfTwo: ShardParameters = { shard: 1, shardCount: 2 }

const cursor = (position: number, highestSeq: number, live: boolean) =>
  send(v0, cursorMessage(position, highestSeq, live, { shardCount: 4 }))

/** A connection that asks for a shard. */
function ofShard(shard: ShardParameters, connection: ConnectionScript): ConnectionScript {
  return { ...connection, request: { ...connection.request, ...shard } }
}

/**
 * Transcripts of shards. They stand apart since a client can be held to them only where it can be
 * told which shard to take.
 */
export const shardTranscripts: readonly Transcript[] = [
  {
    name: 'shard-backfill',
    title: 'Of what is stored and of what is new only the messages of the shard come.',
    level: 'shards',
    sides: ['server', 'client'],
    server: telling(events(1, 6), { shardCount: 4 }),
    client: { ...client(0), ...secondOfTwo },
    connections: [
      ofShard(
        secondOfTwo,
        first(0, [
          cursor(0, 6, false),
          ...sendAll(v0, [event(1), event(2), event(4)]),
          cursor(6, 6, true),
          publish(event(8), event(10)),
          send(v0, event(10)),
        ]),
      ),
    ],
    prints: prints([event(1), event(2), event(4), event(10)]),
    outcome: goesOn,
  },
  {
    name: 'shard-idle',
    title: 'Only other shards get messages, and still the position goes on.',
    level: 'shards',
    sides: ['server', 'client'],
    server: telling(events(1, 2), { shardCount: 4 }),
    client: { ...client(null), ...secondOfTwo },
    connections: [
      ofShard(
        secondOfTwo,
        first(null, [
          cursor(2, 2, true),
          publish(event(3), event(5), event(6)),
          { do: 'wait' },
          cursor(6, 6, true),
          { do: 'lose' },
          publish(event(8), event(10)),
        ]),
      ),
      ofShard(
        secondOfTwo,
        again(
          6,
          [cursor(6, 10, false), send(v0, event(10)), cursor(10, 10, true)],
          'client-cursor-position',
        ),
      ),
    ],
    prints: prints([event(10)]),
    outcome: goesOn,
  },
  {
    name: 'shard-count-doubled',
    title: 'A shard is split in two, and both halves go on from its cursor.',
    level: 'shards',
    sides: ['server'],
    server: telling(events(1, 6), { shardCount: 4 }),
    client: { ...client(0), ...secondOfTwo },
    connections: [
      ofShard(
        secondOfTwo,
        first(0, [
          cursor(0, 6, false),
          ...sendAll(v0, [event(1), event(2), event(4)]),
          cursor(6, 6, true),
          { do: 'lose' },
          publish(event(8), event(10), event(11), event(12)),
        ]),
      ),
      ofShard(
        { shard: 2, shardCount: 4 },
        again(6, [cursor(6, 12, false), ...sendAll(v0, events(11, 12)), cursor(12, 12, true)]),
      ),
      ofShard(
        { shard: 3, shardCount: 4 },
        again(6, [cursor(6, 12, false), send(v0, event(10)), cursor(12, 12, true)]),
      ),
    ],
    prints: prints([event(1), event(2), event(4), event(10), event(11), event(12)]),
    outcome: goesOn,
  },
]
