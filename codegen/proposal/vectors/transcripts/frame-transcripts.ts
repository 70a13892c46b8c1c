import type { Subprotocol } from '../../../../templates/frame/subprotocol.js'
import type { Level } from '../../../conformance/rules/level.js'
import { drisl, integer, map, text } from '../encode/drisl.js'
import { jsonText } from '../encode/frames.js'
import { again, client, event, events, first, frameOf, goesOnBy } from './script.js'
import { nsid, plain, prints, send, sendAll } from './script.js'
import type { SendStep, Transcript } from './transcript.js'

// Frames that a client of today has not seen yet, and such as nobody may send.

/** The encodings in which clients are tried, and whether one of proposal 0015 is needed for that. */
const tried = [
  ['v0-cbor', 'xrpc.v0.cbor', 'core'],
  ['v1-cbor', 'xrpc.v1.cbor', 'encodings'],
  ['v1-json', 'xrpc.v1.json', 'encodings'],
] as const

/** Not even a lenient decoder gets anything out of them. */
const brokenFrames: Readonly<Record<Subprotocol, readonly [SendStep['frame'], string]>> = {
  'xrpc.v0.cbor': [
    { binary: `${map(['t', text('#account')], ['op', integer(1)])}a1ff` },
    'a key of the payload is not a string',
  ],
  'xrpc.v1.cbor': [{ binary: 'a1ff' }, 'a key is not a string'],
  'xrpc.v1.json': [{ text: '{"$type":"message",' }, 'the text breaks off'],
}

export const frameTranscripts: readonly Transcript[] = tried.flatMap(([name, encoding, level]) => [
  unknownMessage(name, encoding, level),
  unknownOp(name, encoding, level),
  unknownField(name, encoding, level),
  brokenFrame(name, encoding, level),
])

function unknownMessage(name: string, encoding: Subprotocol, level: Level): Transcript {
  const novelty = { $type: `${nsid}#novelty`, seq: 2, what: ['is', { this: null }] }
  const frame: SendStep = {
    ...send(encoding, novelty),
    means: { unknown: 'a message of a type that the lexicon does not have' },
  }
  return {
    ...common(`unknown-message-${name}`, encoding, level),
    title: `A message of an unknown type stands between two others, in ${encoding}.`,
    connections: [first(0, [send(encoding, event(1)), frame, send(encoding, event(3))], encoding)],
    prints: prints([event(1), event(3)], 'client-unknown-message'),
    outcome: goesOnBy('client-unknown-message'),
  }
}

function unknownOp(name: string, encoding: Subprotocol, level: Level): Transcript {
  const envelope = { $type: 'novelty', what: 1 }
  const frames: Readonly<Record<Subprotocol, SendStep['frame']>> = {
    'xrpc.v0.cbor': { binary: map(['op', integer(2)]) + drisl({ what: 1 }) },
    'xrpc.v1.cbor': { binary: drisl(envelope) },
    'xrpc.v1.json': { text: jsonText(envelope) },
  }
  const frame: SendStep = {
    do: 'send',
    frame: frames[encoding],
    means: { unknown: 'a frame that is neither a message nor an error' },
  }
  return {
    ...common(`unknown-op-${name}`, encoding, level),
    title: `A frame of an unknown kind stands between two others, in ${encoding}.`,
    connections: [first(0, [send(encoding, event(1)), frame, send(encoding, event(3))], encoding)],
    prints: prints([event(1), event(3)], 'client-unknown-op'),
    outcome: goesOnBy('client-unknown-op'),
  }
}

function unknownField(name: string, encoding: Subprotocol, level: Level): Transcript {
  const wide = { ...event(1), aNovelty: { of: [1, 'kind'] } }
  return {
    ...common(`unknown-field-${name}`, encoding, level),
    title: `A message has a field that its lexicon does not have, in ${encoding}.`,
    connections: [first(0, [send(encoding, wide), send(encoding, event(2))], encoding)],
    prints: prints(events(1, 2), 'client-unknown-field'),
    outcome: goesOnBy('client-unknown-field'),
  }
}

function brokenFrame(name: string, encoding: Subprotocol, level: Level): Transcript {
  const [frame, broken] = brokenFrames[encoding]
  const next = {
    ...again(1, sendAll(encoding, [event(2)])),
    selects: encoding === 'xrpc.v0.cbor' ? null : encoding,
    encoding,
  }
  return {
    ...common(`broken-frame-${name}`, encoding, level),
    title: `A malformed frame stands between two others, in ${encoding}.`,
    connections: [
      first(
        0,
        [
          send(encoding, event(1)),
          { do: 'send', frame, means: { broken } },
          send(encoding, event(9)),
          { do: 'client-closes', rule: 'client-broken-frame' },
        ],
        encoding,
      ),
      {
        ...next,
        request: { ...next.request, offers: encoding === 'xrpc.v0.cbor' ? [] : [encoding] },
      },
    ],
    prints: prints(events(1, 2), 'client-broken-frame'),
    outcome: { is: 'either', rule: 'client-broken-frame' },
  }
}

function common(name: string, encoding: Subprotocol, level: Level) {
  return {
    name,
    level,
    sides: ['client'] as const,
    server: plain([]),
    client: encoding === 'xrpc.v0.cbor' ? client(0) : client(0, encoding),
  }
}

/** The same frame in an encoding that was not agreed on. */
export function inWrongKind(): SendStep {
  return {
    do: 'send',
    frame: frameOf('xrpc.v1.cbor', event(9)),
    means: { broken: 'a binary message where text ones belong' },
  }
}
