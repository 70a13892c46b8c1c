import { again, client, cursorMessage, event, events, first, goesOn, goesOnBy } from './script.js'
import { outdated, prints, publish, send, sendAll, sendError, telling } from './script.js'
import type { Transcript } from './transcript.js'

// Connections on which the server tells where it stands.

const v0 = 'xrpc.v0.cbor'

const cursor = (...told: Parameters<typeof cursorMessage>) => send(v0, cursorMessage(...told))

/** In which a message of the year 2026 was published, in microseconds, and so many seconds later. */
const micros = (seconds: number) => 1_767_323_040_000_000 + seconds * 1_000_000

export const cursorTranscripts: readonly Transcript[] = [
  {
    name: 'cursor-live',
    title: 'Without a cursor, the connection is live at once.',
    level: 'cursor',
    sides: ['server', 'client'],
    server: telling(events(1, 2)),
    client: client(null),
    connections: [first(null, [cursor(2, 2, true), publish(event(3)), send(v0, event(3))])],
    prints: prints([event(3)]),
    outcome: goesOn,
  },
  {
    name: 'cursor-backfill',
    title: 'All that is stored comes, then the cutover, then what is new.',
    level: 'cursor',
    sides: ['server', 'client'],
    server: telling(events(1, 3)),
    client: client(0),
    connections: [
      first(0, [
        cursor(0, 3, false),
        ...sendAll(v0, events(1, 3)),
        cursor(3, 3, true),
        publish(event(4)),
        send(v0, event(4)),
      ]),
    ],
    prints: prints(events(1, 4)),
    outcome: goesOn,
  },
  {
    name: 'cursor-replay',
    title: 'A replay from the middle of the window.',
    level: 'cursor',
    sides: ['server', 'client'],
    server: telling(events(1, 4)),
    client: client(2),
    connections: [
      first(2, [
        cursor(2, 4, false),
        ...sendAll(v0, events(3, 4)),
        cursor(4, 4, true),
        publish(event(5)),
        send(v0, event(5)),
      ]),
    ],
    prints: prints(events(3, 5)),
    outcome: goesOn,
  },
  {
    name: 'cursor-at-end',
    title: 'The saved cursor is the highest seq: there is nothing to replay.',
    level: 'cursor',
    sides: ['server', 'client'],
    server: telling(events(1, 3)),
    client: client(3),
    connections: [first(3, [cursor(3, 3, true), publish(event(4)), send(v0, event(4))])],
    prints: prints([event(4)]),
    outcome: goesOn,
  },
  {
    name: 'cursor-empty',
    title: 'Nothing was ever published.',
    level: 'cursor',
    sides: ['server', 'client'],
    server: telling([]),
    client: client(0),
    connections: [first(0, [cursor(0, 0, true), publish(event(1)), send(v0, event(1))])],
    prints: prints([event(1)]),
    outcome: goesOn,
  },
  {
    name: 'cursor-outdated',
    title: 'The saved cursor is older than what is retained.',
    level: 'cursor',
    sides: ['server', 'client'],
    server: telling(events(1, 6), { retain: 2 }),
    client: client(2),
    connections: [
      first(2, [
        cursor(4, 6, false, { lowestSeq: 5 }),
        send(v0, outdated),
        ...sendAll(v0, events(5, 6)),
        cursor(6, 6, true, { lowestSeq: 5 }),
        publish(event(7)),
        send(v0, event(7)),
      ]),
    ],
    prints: prints(events(5, 7), 'client-outdated'),
    outcome: goesOnBy('client-outdated'),
  },
  {
    name: 'cursor-future',
    title: 'The saved cursor is ahead of the stream, which says first where it is.',
    level: 'cursor',
    sides: ['server', 'client'],
    server: telling(events(1, 3)),
    client: client(1000),
    connections: [
      first(1000, [
        cursor(3, 3, false),
        sendError(v0, 'FutureCursor', 'cursor 1000 is ahead of the stream, which is at 3'),
        { do: 'close', code: 1008, reason: 'FutureCursor' },
      ]),
    ],
    prints: prints([]),
    outcome: { is: 'ends', rule: 'client-future-cursor' },
  },
  {
    name: 'cursor-idle',
    title: 'No message comes, and still there is a position to go on from.',
    level: 'cursor',
    sides: ['server', 'client'],
    server: telling(events(1, 2)),
    client: client(null),
    connections: [
      first(null, [
        cursor(2, 2, true),
        { do: 'wait' },
        cursor(2, 2, true),
        { do: 'lose' },
        publish(event(3)),
      ]),
      again(
        2,
        [
          cursor(2, 3, false),
          send(v0, event(3)),
          cursor(3, 3, true),
          publish(event(4)),
          send(v0, event(4)),
        ],
        'client-cursor-position',
      ),
    ],
    prints: prints(events(3, 4)),
    outcome: goesOn,
  },
  {
    name: 'cursor-ahead',
    title: 'A connection breaks off during a replay, far from the highest seq.',
    level: 'cursor',
    sides: ['client'],
    server: telling(events(1, 5)),
    client: client(0),
    connections: [
      first(0, [cursor(0, 5, false), ...sendAll(v0, events(1, 2)), { do: 'lose' }]),
      again(
        2,
        [cursor(2, 5, false), ...sendAll(v0, events(3, 5)), cursor(5, 5, true)],
        'client-cursor-ahead',
      ),
    ],
    prints: prints(events(1, 5)),
    outcome: goesOn,
  },
  {
    name: 'sequence-changed',
    title: 'The same address numbers its messages anew: a counter that has started over.',
    level: 'cursor',
    sides: ['client'],
    server: telling(events(1, 2)),
    client: client(0),
    connections: [
      first(0, [
        cursor(0, 2, false, { seqScheme: 'counter', sequenceId: 'first' }),
        ...sendAll(v0, events(1, 2)),
        cursor(2, 2, true, { seqScheme: 'counter', sequenceId: 'first' }),
        { do: 'lose' },
      ]),
      again(2, [
        cursor(2, 9, false, { seqScheme: 'counter', sequenceId: 'second' }),
        send(v0, event(3)),
      ]),
      // Who tries to go on by the time learns that these numbers do not tell it.
      again(
        { atMost: Number.MAX_SAFE_INTEGER },
        [
          cursor(9, 9, false, { seqScheme: 'counter', sequenceId: 'second' }),
          sendError(v0, 'FutureCursor', 'the cursor is ahead of the stream, which is at 9'),
          { do: 'close', code: 1008, reason: 'FutureCursor' },
        ],
        'client-sequence-changed',
      ),
    ],
    prints: prints(events(1, 2), 'client-sequence-changed'),
    outcome: { is: 'ends', rule: 'client-sequence-changed' },
  },
  {
    name: 'failover',
    title: 'The same address is served by another host, whose numbers tell the time.',
    level: 'time',
    sides: ['client'],
    server: { ...telling([event(1, micros(1)), event(2, micros(2))]), seqScheme: 'unix-micros' },
    client: client(micros(0)),
    connections: [
      first(micros(0), [
        cursor(micros(0), micros(2), false, { seqScheme: 'unix-micros', sequenceId: 'first' }),
        ...sendAll(v0, [event(1, micros(1)), event(2, micros(2))]),
        { do: 'lose' },
      ]),
      again(micros(2), [
        cursor(micros(2), micros(3) + 7, false, {
          seqScheme: 'unix-micros',
          sequenceId: 'second',
        }),
        { do: 'client-closes', rule: 'client-rollback' },
      ]),
      {
        ...again(
          { atMost: micros(1) },
          [
            cursor(micros(1) - 60_000_000, micros(3) + 7, false, {
              seqScheme: 'unix-micros',
              sequenceId: 'second',
            }),
            ...sendAll(v0, [
              event(1, micros(1) + 7),
              event(2, micros(2) + 7),
              event(3, micros(3) + 7),
            ]),
          ],
          'client-rollback',
        ),
      },
    ],
    prints: prints(
      [event(1, micros(1)), event(2, micros(2)), event(3, micros(3) + 7)],
      'client-rollback',
    ),
    outcome: { is: 'either', rule: 'client-rollback' },
  },
]
