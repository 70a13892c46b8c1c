import { event, events, outdated, first, again, goesOnBy } from './script.js'
import { client, goesOn, plain, prints, publish, send, sendAll, sendError } from './script.js'
import type { Transcript } from './transcript.js'

// Connections as they are today, without `#cursor`.

const v0 = 'xrpc.v0.cbor'

export const coreTranscripts: readonly Transcript[] = [
  {
    name: 'live',
    title: 'Without a cursor, only what is new comes.',
    level: 'core',
    sides: ['server', 'client'],
    server: plain(events(1, 3)),
    client: client(null),
    connections: [
      first(null, [publish(event(4)), send(v0, event(4)), publish(event(5)), send(v0, event(5))]),
    ],
    prints: prints(events(4, 5)),
    outcome: goesOn,
  },
  {
    name: 'backfill',
    title: 'From cursor 0 on, all that is stored comes, then what is new.',
    level: 'core',
    sides: ['server', 'client'],
    server: plain(events(1, 3)),
    client: client(0),
    connections: [
      first(0, [
        ...sendAll(v0, events(1, 3)),
        publish(event(4), event(5)),
        ...sendAll(v0, events(4, 5)),
      ]),
    ],
    prints: prints(events(1, 5)),
    outcome: goesOn,
  },
  {
    name: 'replay',
    title: 'From a saved cursor on, what follows it comes.',
    level: 'core',
    sides: ['server', 'client'],
    server: plain(events(1, 4)),
    client: client(2),
    connections: [first(2, [...sendAll(v0, events(3, 4)), publish(event(5)), send(v0, event(5))])],
    prints: prints(events(3, 5)),
    outcome: goesOn,
  },
  {
    name: 'outdated',
    title: 'The saved cursor is older than what is retained: all of that comes, after a notice.',
    level: 'core',
    sides: ['server', 'client'],
    server: { ...plain(events(1, 6)), retain: 2 },
    client: client(2),
    connections: [
      first(2, [
        send(v0, outdated),
        ...sendAll(v0, events(5, 6)),
        publish(event(7)),
        send(v0, event(7)),
      ]),
    ],
    prints: prints(events(5, 7), 'client-outdated'),
    outcome: goesOnBy('client-outdated'),
  },
  {
    name: 'future',
    title: 'The saved cursor is ahead of the stream: an error, and the end.',
    level: 'core',
    sides: ['server', 'client'],
    server: plain(events(1, 3)),
    client: client(1000),
    connections: [
      first(1000, [
        sendError(v0, 'FutureCursor', 'cursor 1000 is ahead of the stream'),
        { do: 'close', code: 1008, reason: 'FutureCursor' },
      ]),
    ],
    prints: prints([]),
    outcome: { is: 'ends', rule: 'client-future-cursor' },
  },
  {
    name: 'resume',
    title: 'A connection breaks off, and the next one goes on where it ended.',
    level: 'core',
    sides: ['server', 'client'],
    server: plain(events(1, 3)),
    client: client(0),
    connections: [
      first(0, [...sendAll(v0, events(1, 3)), { do: 'lose' }, publish(event(4))]),
      again(3, [send(v0, event(4)), publish(event(5)), send(v0, event(5))]),
    ],
    prints: prints(events(1, 5)),
    outcome: goesOn,
  },
  ...[1001, 1011, 1012].map((code): Transcript => ({
    name: `closed-${code}`,
    title: `The server closes with ${code}, and the client comes back.`,
    level: 'core',
    sides: ['client'],
    server: plain(events(1, 2)),
    client: client(0),
    connections: [
      first(0, [...sendAll(v0, events(1, 2)), { do: 'close', code, reason: '' }]),
      again(2, [publish(event(3)), send(v0, event(3))]),
    ],
    prints: prints(events(1, 3)),
    outcome: goesOn,
  })),
  {
    name: 'repeats',
    title: 'A server that takes cursors for inclusive repeats the last message.',
    level: 'core',
    sides: ['client'],
    server: plain(events(1, 2)),
    client: client(0),
    connections: [
      first(0, [...sendAll(v0, events(1, 2)), { do: 'lose' }]),
      again(2, [send(v0, event(2)), publish(event(3)), send(v0, event(3))]),
    ],
    prints: prints(events(1, 3), 'client-drops-repeats'),
    outcome: goesOnBy('client-drops-repeats'),
  },
  {
    name: 'error',
    title: 'An error that the client does not know, and frames that must not follow it.',
    level: 'core',
    sides: ['client'],
    server: plain([event(1)]),
    client: client(0),
    connections: [
      first(0, [
        send(v0, event(1)),
        sendError(v0, 'SomethingElse', 'it cannot go on'),
        send(v0, event(9)),
        { do: 'close', code: 1008, reason: 'SomethingElse' },
      ]),
      again(1, [send(v0, event(2))]),
    ],
    prints: prints(events(1, 2), 'client-error-ends'),
    outcome: { is: 'either', rule: 'client-error-ends' },
  },
]
