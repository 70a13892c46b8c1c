import { array, drisl, integer, map, nil, text } from '../encode/drisl.js'
import { v1CborEnvelope } from '../encode/frames.js'
import { around } from '../encode/parts.js'
import { invalidCbor } from '../invalid/invalid-cbor.js'
import { fewOfEach, slug, type Reason } from '../invalid/refusal.js'
import type { BaseMessage, Pair } from './base-message.js'
import { close, type FrameCase, type Outcome } from './frame-case.js'

const messageKind: Pair = ['$type', text('message')]
const errorKind: Pair = ['$type', text('error')]

/** Whole frames of `xrpc.v1.cbor`, good and bad. */
export function v1CborFrames(base: BaseMessage): readonly FrameCase[] {
  return [...messages(base), ...envelopes(base), ...errorFrames(base), ...brokenItems(base)]
}

function frame(
  title: string,
  hex: string,
  outcome: Outcome,
  offset?: number,
  path = '',
): FrameCase {
  return {
    id: `v1cbor/${slug(title)}`,
    description: `${title}.`,
    subprotocol: 'xrpc.v1.cbor',
    hex: hex.replaceAll(' ', ''),
    layer: 'frame',
    outcome,
    ...(offset === undefined ? {} : { offset, path }),
  }
}

function messages(base: BaseMessage): readonly FrameCase[] {
  const { pairs, type, value, nsid } = base
  const typePair: Pair = ['$type', text(type)]
  const payload = drisl(value)
  const whole = v1CborEnvelope(payload)
  const end = whole.length / 2
  const payloadAt = v1CborEnvelope('').length / 2
  const nested = map(['b', map(['z', integer(1)])], ['c', array(nil)])
  const deliver: Outcome = { receiver: 'deliver', value }
  const bad = (title: string, hex: string, reason: Reason, ...place: [number?, string?]) =>
    frame(title, hex, close(reason), ...place)
  const badPayload = (title: string, wrong: string, reason: Reason) =>
    bad(title, v1CborEnvelope(wrong), reason)
  const ignored = (title: string, unknown: string, name: string | null) =>
    frame(title, v1CborEnvelope(unknown), { receiver: 'ignore', what: 'type', name })
  const short = pairs.filter(([name]) => Buffer.byteLength(name) < 5)
  const long = pairs.filter(([name]) => Buffer.byteLength(name) >= 5 && name > '$type')
  return [
    frame('A message', whole, deliver),
    bad('Nothing at all', '', 'truncated', 0),
    bad('A message that is cut', whole.slice(0, -2), 'truncated'),
    bad('A byte after the message', `${whole}00`, 'trailing-data', end),
    bad('A second message', whole + whole, 'trailing-data', end),
    frame(
      'Properties that the lexicon does not name',
      v1CborEnvelope(
        map(
          ['', nested],
          ...short,
          ['$abcd', nested],
          ['$typd', nested],
          typePair,
          ['$typf', nested],
          ...long,
          ['zzzzzzzzzzzz', nested],
        ),
      ),
      deliver,
    ),
    badPayload(
      'The $type of a payload before its other members',
      map(typePair, ...pairs),
      'key-order',
    ),
    badPayload(
      'The $type of a payload with its length in two bytes',
      map(
        ...short,
        [
          '$type',
          `79${type.length.toString(16).padStart(4, '0')}${Buffer.from(type).toString('hex')}`,
        ],
        ...long,
      ),
      'not-shortest',
    ),
    badPayload(
      'The $type of a payload twice',
      map(...short, typePair, typePair, ...long),
      'key-twice',
    ),
    badPayload(
      'The $type of a payload twice with another type',
      map(...short, typePair, ['$type', text('a')], ...long),
      'key-twice',
    ),
    badPayload(
      'The $type of a payload after a longer key',
      map(...pairs, ['zzzzzzzzzzzz', nil], typePair),
      'key-order',
    ),
    bad('A payload that is an array', v1CborEnvelope('80'), 'type', payloadAt, 'payload'),
    bad('A payload that is null', v1CborEnvelope('f6'), 'type', payloadAt, 'payload'),
    bad('A payload that is a text', v1CborEnvelope('60'), 'type', payloadAt, 'payload'),
    badPayload(
      'A payload of an unknown type with its keys out of order',
      map(['b', nil], ['a', nil], ['$type', text('a')]),
      'key-order',
    ),
    ignored('A payload without $type', map(...pairs), null),
    ignored('A payload without anything', map(), null),
    ignored('A payload whose $type is a number', map(['$type', integer(1)]), null),
    ignored('A payload whose $type is null', map(['$type', nil]), null),
    ignored(
      'A payload of an unknown type',
      drisl({ ...value, $type: `${nsid}#other` }),
      `${nsid}#other`,
    ),
    ignored('A payload with the short type', drisl({ ...value, $type: base.t }), base.t),
    ignored('A payload with an empty type', drisl({ $type: '' }), ''),
    ignored(
      'A payload of a type that a known one starts',
      drisl({ ...value, $type: `${type}2` }),
      `${type}2`,
    ),
    ignored('A payload of a type that is not ASCII', drisl({ $abcd: null, $type: 'é' }), 'é'),
  ]
}

function envelopes(base: BaseMessage): readonly FrameCase[] {
  const payloadPair: Pair = ['payload', drisl(base.value)]
  const deliver: Outcome = { receiver: 'deliver', value: base.value }
  const bad = (title: string, hex: string, reason: Reason, offset?: number, path?: string) =>
    frame(`An envelope ${title}`, hex, close(reason), offset, path)
  const good = (title: string, hex: string) => frame(`An envelope ${title}`, hex, deliver)
  const kind = (name: string) =>
    frame(
      `An envelope of the kind ${name === '' ? 'empty' : name.replace('#', 'hash ')}`,
      map(['$type', text(name)], payloadPair),
      {
        receiver: 'ignore',
        what: 'kind',
        name,
      },
    )
  return [
    bad('without anything', map(), 'missing', 0),
    bad('without $type', map(payloadPair), 'missing', 0),
    bad('without payload', map(messageKind), 'missing', 0),
    bad('with a number as $type', map(['$type', integer(1)]), 'type', 7, '$type'),
    bad('with null as $type', map(['$type', nil], payloadPair), 'type', 7, '$type'),
    bad('with payload before $type', map(payloadPair, messageKind), 'key-order'),
    bad('with $type twice', map(messageKind, messageKind, payloadPair), 'key-twice', 15),
    bad('with payload twice', map(messageKind, payloadPair, payloadPair), 'key-twice'),
    bad('of indefinite length', `bf${map(messageKind, payloadPair).slice(2)}ff`, 'no-length', 0),
    bad('that is an array', array(), 'type', 0),
    bad('that is a text', text('message'), 'type', 0),
    bad('that is an integer', integer(1), 'type', 0),
    bad('that is the header of v0 alone', map(['op', integer(1)]), 'missing', 0),
    bad('that is a v0 header', base.header + base.payload, 'trailing-data'),
    frame(
      'An envelope with more in it',
      map(['a', nil], messageKind, ['error', text('x')], payloadPair, ['payload2', map()]),
      deliver,
    ),
    good('with a number as error', map(messageKind, ['error', integer(1)], payloadPair)),
    good('with null as error', map(messageKind, ['error', nil], payloadPair)),
    good('with an array as message', map(messageKind, ['message', array(nil)], payloadPair)),
    bad(
      'with undefined as error',
      map(messageKind, ['error', 'f7'], payloadPair),
      'simple-value',
      21,
      'error',
    ),
    bad('without $type and with null as payload', map(['payload', nil]), 'missing', 0),
    ...['info', 'Message', '', 'messages', '#message'].map(kind),
    frame(
      'An envelope of an unknown kind with error message and payload of other types',
      map(
        ['$type', text('info')],
        ['error', nil],
        ['message', integer(1)],
        ['payload', text('payload')],
      ),
      { receiver: 'ignore', what: 'kind', name: 'info' },
    ),
    frame('An envelope of an unknown kind without payload', map(['$type', text('info')]), {
      receiver: 'ignore',
      what: 'kind',
      name: 'info',
    }),
  ]
}

function errorFrames(base: BaseMessage): readonly FrameCase[] {
  const bad = (title: string, hex: string, reason: Reason, offset?: number, path?: string) =>
    frame(`An error ${title}`, hex, close(reason), offset, path)
  const full = map(errorKind, ['error', text('FutureCursor')], ['message', text('é')])
  return [
    frame('An error with a message', full, {
      receiver: 'error',
      error: 'FutureCursor',
      message: 'é',
    }),
    frame('An error without a message', map(errorKind, ['error', text('A')]), {
      receiver: 'error',
      error: 'A',
    }),
    frame(
      'An error with a payload',
      map(['a', nil], errorKind, ['error', text('E')], ['payload', drisl(base.value)]),
      { receiver: 'error', error: 'E' },
    ),
    frame(
      'An error with a number as payload',
      map(errorKind, ['error', text('E')], ['payload', integer(1)]),
      { receiver: 'error', error: 'E' },
    ),
    bad('without a name', map(errorKind, ['message', text('a')]), 'missing', 0),
    bad('with null as name', map(errorKind, ['error', nil]), 'type', 19, 'error'),
    bad('with a number as name', map(errorKind, ['error', integer(1)]), 'type', 19, 'error'),
    bad(
      'with null as message',
      map(errorKind, ['error', text('a')], ['message', nil]),
      'type',
      29,
      'message',
    ),
    bad(
      'with its name twice',
      map(errorKind, ['error', text('a')], ['error', text('b')]),
      'key-twice',
    ),
    bad('that is cut', full.slice(0, -2), 'truncated'),
    bad('with trailing data', `${full}00`, 'trailing-data'),
  ]
}

/** One of the invalid items for each reason, as a property of the payload and of the envelope. */
function brokenItems(base: BaseMessage): readonly FrameCase[] {
  return fewOfEach(invalidCbor, 1).flatMap(({ id, description, cbor, reason }) => {
    const mark = 'zzzzzzzzzzzz'
    const inPayload = v1CborEnvelope(drisl({ ...base.value, [mark]: null }))
    const inEnvelope = map(messageKind, ['payload', drisl(base.value)], [mark, nil])
    return [
      ['payload', inPayload],
      ['envelope', inEnvelope],
    ].map(([place = '', frameHex = '']): FrameCase => {
      const cut = text(mark) + nil
      const at = frameHex.lastIndexOf(cut)
      return {
        id: `v1cbor/${place}/${id}`,
        description: `In a property of the ${place} that nobody knows: ${description}`,
        subprotocol: 'xrpc.v1.cbor',
        hex: around(frameHex.slice(0, at) + text(mark), cbor, frameHex.slice(at + cut.length)),
        layer: 'encoding',
        outcome: close(reason),
      }
    })
  })
}
