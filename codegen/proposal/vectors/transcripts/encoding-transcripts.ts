import { again, client, event, events, first, goesOnBy, plain } from './script.js'
import { cursorMessage, prints, publish, send, sendAll, telling } from './script.js'
import { inWrongKind } from './frame-transcripts.js'
import type { ConnectionScript, Transcript } from './transcript.js'

// Negotiation, and the encodings of proposal 0015.

const v0 = 'xrpc.v0.cbor'
const v1Cbor = 'xrpc.v1.cbor'
const v1Json = 'xrpc.v1.json'

/** The first connection of a client that offers one thing and gets another. */
function offered(
  offers: readonly string[],
  selects: string | null,
  connection: ConnectionScript,
): ConnectionScript {
  const request = { ...connection.request, offers, rule: 'client-saved-cursor' } as const
  return { ...connection, request, selects }
}

export const encodingTranscripts: readonly Transcript[] = [
  ...([v0, v1Cbor, v1Json] as const).map((encoding): Transcript => ({
    name: `negotiated-${encoding.slice('xrpc.'.length).replace('.', '-')}`,
    title: `The client offers ${encoding}, and the server selects it.`,
    level: 'encodings',
    // Who wants nothing but the default may as well not ask for it.
    sides: encoding === v0 ? ['server'] : ['server', 'client'],
    server: telling(events(1, 3)),
    client: client(0, encoding),
    connections: [
      offered(
        [encoding],
        encoding,
        first(
          0,
          [
            send(encoding, cursorMessage(0, 3, false)),
            ...sendAll(encoding, events(1, 3)),
            send(encoding, cursorMessage(3, 3, true)),
            publish(event(4)),
            send(encoding, event(4)),
          ],
          encoding,
        ),
      ),
    ],
    prints: prints(events(1, 4), 'client-encoding'),
    outcome: goesOnBy('client-encoding'),
  })),
  {
    name: 'preference',
    title: 'The client offers two encodings, and the server knows only the second.',
    level: 'encodings',
    sides: ['client'],
    server: plain(events(1, 2)),
    client: client(0, v1Json, v1Cbor),
    connections: [
      offered([v1Json, v1Cbor], v1Cbor, first(0, sendAll(v1Cbor, events(1, 2)), v1Cbor)),
    ],
    prints: prints(events(1, 2), 'client-encoding'),
    outcome: goesOnBy('client-encoding'),
  },
  {
    name: 'redial',
    title: 'The server knows nothing of subprotocols, and speaks the default.',
    level: 'encodings',
    sides: ['client'],
    server: plain(events(1, 2)),
    client: client(0, v1Json),
    connections: [
      { ...offered([v1Json], null, first(0, sendAll(v0, events(1, 2)))), mayRedial: true },
    ],
    prints: prints(events(1, 2), 'client-redials'),
    outcome: goesOnBy('client-redials'),
  },
  {
    name: 'wrong-token',
    title: 'The server selects what the client has not offered.',
    level: 'encodings',
    sides: ['client'],
    server: plain([event(1)]),
    client: client(0, v1Json),
    connections: [
      {
        ...offered([v1Json], v1Cbor, first(0, [], v1Cbor)),
        steps: [send(v1Cbor, event(9)), { do: 'client-closes', rule: 'client-wrong-token' }],
      },
    ],
    prints: prints([], 'client-wrong-token'),
    outcome: { is: 'either', rule: 'client-wrong-token' },
  },
  {
    name: 'wrong-kind',
    title: 'A binary message comes on a connection that speaks JSON.',
    level: 'encodings',
    sides: ['client'],
    server: plain([event(1)]),
    client: client(0, v1Json),
    connections: [
      first(
        0,
        [send(v1Json, event(1)), inWrongKind(), { do: 'client-closes', rule: 'client-wrong-kind' }],
        v1Json,
      ),
      offered([v1Json], v1Json, { ...again(1, [send(v1Json, event(2))]), encoding: v1Json }),
    ],
    prints: prints(events(1, 2), 'client-wrong-kind'),
    outcome: { is: 'either', rule: 'client-wrong-kind' },
  },
]
