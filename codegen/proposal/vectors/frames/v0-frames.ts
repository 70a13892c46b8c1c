import { array, drisl, head, integer, map, nil, text } from '../encode/drisl.js'
import { around } from '../encode/parts.js'
import { invalidCbor } from '../invalid/invalid-cbor.js'
import { fewOfEach, slug, type Reason } from '../invalid/refusal.js'
import type { BaseMessage, Pair } from './base-message.js'
import { close, type FrameCase, type Outcome } from './frame-case.js'

type Place = readonly [offset: number, path?: string]

/** Whole frames of `xrpc.v0.cbor`, good and bad. */
export function v0Frames(base: BaseMessage): readonly FrameCase[] {
  return [
    ...headers(base),
    ...payloads(base),
    ...errorFrames(base),
    ...unknownProperties(base),
    ...brokenItems(base),
  ]
}

function frame(
  title: string,
  hex: string,
  outcome: Outcome,
  [offset, path]: readonly [offset?: number | undefined, path?: string | undefined] = [],
): FrameCase {
  return {
    id: `v0/${slug(title)}`,
    description: `${title}.`,
    subprotocol: 'xrpc.v0.cbor',
    hex: hex.replaceAll(' ', ''),
    layer: 'frame',
    outcome,
    ...(offset === undefined ? {} : { offset, path: path ?? '' }),
  }
}

function headers(base: BaseMessage): readonly FrameCase[] {
  const { t, type, payload, value } = base
  const one: Pair = ['op', integer(1)]
  const named: Pair = ['t', text(t)]
  const bad = (title: string, header: string, reason: Reason, place: Place): FrameCase =>
    frame(`A header ${title}`, header + payload, close(reason), place)
  const odd = (title: string, header: string, outcome: Outcome): FrameCase =>
    frame(`A header ${title}`, header + payload, outcome)
  const ofType = (title: string, name: string, full: string): FrameCase =>
    odd(title, map(['t', text(name)], one), { receiver: 'ignore', what: 'type', name: full })
  const ofNoType = (title: string, header: string): FrameCase =>
    odd(title, header, { receiver: 'ignore', what: 'type', name: null })
  const ofKind = (op: number): FrameCase =>
    odd(`with the op ${op < 0 ? `minus ${-op}` : op}`, map(named, ['op', integer(op)]), {
      receiver: 'ignore',
      what: 'kind',
      name: op,
    })
  return [
    bad('without op', map(named), 'header', [0]),
    bad('without anything', map(), 'header', [0]),
    bad('with a text as op', map(['op', text('1')]), 'type', [4, 'op']),
    bad('with null as op', map(['op', nil]), 'type', [4, 'op']),
    bad('with a float as op', map(['op', 'fb3ff0000000000000']), 'float', [4, 'op']),
    bad('with undefined as t', map(['t', 'f7'], one), 'simple-value', [3, 't']),
    bad('with op before t', map(one, named), 'key-order', [5]),
    bad('with op twice', map(one, one), 'key-twice', [5]),
    bad('with another key too late', map(one, ['a', nil]), 'key-order', [5]),
    bad('with undefined in another key', map(one, ['op2', 'f7']), 'simple-value', [9, 'op2']),
    bad('that is an array', array(integer(1)), 'type', [0]),
    bad('that is an integer', integer(1), 'type', [0]),
    bad('with a count in two bytes', `b802${base.header.slice(2)}`, 'not-shortest', [0]),
    bad('of indefinite length', `bf${base.header.slice(2)}ff`, 'no-length', [0]),
    bad('with op in two bytes', 'a1626f701801', 'not-shortest', [4, 'op']),
    odd('with further keys', map(['a', nil], named, one, ['ver', map(['b', integer(1)])]), {
      receiver: 'deliver',
      value,
    }),
    odd('with the full type as t', map(['t', text(type)], one), { receiver: 'deliver', value }),
    ofType('with an unknown t', '#other', `${base.nsid}#other`),
    ofType('with an empty fragment as t', '#', `${base.nsid}#`),
    ofType('with an empty t', '', ''),
    ofType('with a t without its mark', t.slice(1), t.slice(1)),
    ofType('with the t of another document', `com.example.stream${t}`, `com.example.stream${t}`),
    ofType('with a t that a known one starts', `${t}2`, `${type}2`),
    ofType('with the t proto', '#__proto__', `${base.nsid}#__proto__`),
    ofNoType('without t', map(one)),
    ofNoType('with a number as t', map(['t', integer(1)], one)),
    ofNoType('with null as t', map(['t', nil], one)),
    ofNoType('with a map as t', map(['t', map(['t', text(t)])], one)),
    odd('with a number as t and an unknown op', map(['t', integer(1)], ['op', integer(2)]), {
      receiver: 'ignore',
      what: 'kind',
      name: 2,
    }),
    ...[0, 2, -2, 24, 1000, Number.MIN_SAFE_INTEGER].map(ofKind),
    frame(
      'An unknown t before a payload with trailing data',
      map(['t', text('#other')], one) + payload + payload,
      close('trailing-data'),
    ),
    frame(
      'An unknown t before a payload with undefined in it',
      `${map(['t', text('#other')], one)}a1617af7`,
      close('simple-value'),
    ),
    frame('An unknown op without a payload', map(named, ['op', integer(2)]), close('truncated')),
  ]
}

function payloads(base: BaseMessage): readonly FrameCase[] {
  const { header, payload, pairs, value, type } = base
  const size = header.length / 2
  const whole = header + payload
  const end = whole.length / 2
  const [first, second, ...rest] = pairs
  if (first === undefined || second === undefined) return []
  const late: Pair = [first[0].slice(0, -1), nil]
  const typed = (name: string): string => header + map(...pairs, ['$type', text(name)])
  const bad = (
    title: string,
    hex: string,
    reason: Reason,
    offset?: number,
    path?: string,
  ): FrameCase => frame(title, hex, close(reason), [offset, path])
  /** Where the item after these pairs stands. */
  const after = (...before: readonly Pair[]): number => (header + map(...before)).length / 2
  return [
    frame('A message', whole, { receiver: 'deliver', value }),
    bad('Nothing at all', '', 'truncated', 0),
    bad('A header without a payload', header, 'truncated', size),
    bad('A header that is cut', header.slice(0, 6), 'truncated', 3, 't'),
    bad(
      'A payload that is cut in a text',
      whole.slice(0, -2),
      'truncated',
      end - 1,
      pairs.at(-1)?.[0],
    ),
    bad(
      'A payload that is cut after its head',
      whole.slice(0, header.length + 2),
      'truncated',
      size + 1,
    ),
    bad('A byte after the payload', `${whole}00`, 'trailing-data', end),
    bad('A break after the payload', `${whole}ff`, 'trailing-data', end),
    bad('A second payload', whole + payload, 'trailing-data', end),
    bad('A second frame', whole + whole, 'trailing-data', end),
    bad('A payload that is an array', `${header}80`, 'type', size),
    bad('A payload that is null', `${header}f6`, 'type', size),
    bad('A payload that is a text', `${header}60`, 'type', size),
    bad('A payload that is bytes', `${header}40`, 'type', size),
    bad('A payload that is an integer', `${header}00`, 'type', size),
    bad('A payload in pieces', `${header}bf${payload.slice(2)}ff`, 'no-length', size),
    bad(
      'A payload with a count too high',
      header + head(5, pairs.length + 1) + payload.slice(2),
      'truncated',
      end,
    ),
    bad(
      'A payload with a count too low',
      header + head(5, pairs.length) + map(...pairs, ['zzzzzz', nil]).slice(2),
      'trailing-data',
    ),
    bad(
      'A payload of 2 53 less 1 members',
      `${header}bb001fffffffffffff${payload.slice(2)}`,
      'truncated',
    ),
    bad('Known keys swapped', header + map(second, first, ...rest), 'key-order', after(second)),
    bad(
      'A known key twice',
      header + map(first, first, second, ...rest),
      'key-twice',
      after(first),
    ),
    bad(
      'A known key twice and apart',
      header + map(first, second, first, ...rest),
      'key-order',
      after(first, second),
    ),
    bad(
      'An unknown key twice',
      header + map(...pairs, ['zzzzzz', nil], ['zzzzzz', nil]),
      'key-twice',
      after(...pairs, ['zzzzzz', nil]),
    ),
    bad('An unknown key too late', header + map(...pairs, late), 'key-order', after(...pairs)),
    frame('The type in the payload which counts for nothing', typed(type), {
      receiver: 'deliver',
      value,
    }),
    frame('Another type in the payload which counts for nothing', typed('com.example.other'), {
      receiver: 'deliver',
      value,
    }),
  ]
}

function unknownProperties(base: BaseMessage): readonly FrameCase[] {
  const { header, pairs, value } = base
  const unknown = map(['b', map(['z', integer(1)])], ['c', array(nil)])
  const more = map(
    ['', unknown],
    ...pairs,
    ['zzzzzz', unknown],
    ['zzzzzzz', unknown],
    ['__proto__', map(['seq', integer(9)])],
    ['constructor', nil],
  )
  return [
    frame('Properties that the lexicon does not name', header + more, {
      receiver: 'deliver',
      value,
    }),
  ]
}

function goodError(title: string, hex: string, error: string, message?: string): FrameCase {
  const outcome: Outcome = { receiver: 'error', error }
  return frame(title, hex, message === undefined ? outcome : { ...outcome, message })
}

function errorFrames(base: BaseMessage): readonly FrameCase[] {
  const errorHeader = map(['op', integer(-1)])
  const size = errorHeader.length / 2
  const body = map(['error', text('FutureCursor')], ['message', text('é')])
  const bad = (title: string, wrong: string, reason: Reason, place: Place): FrameCase =>
    frame(`An error ${title}`, errorHeader + wrong, close(reason), place)
  return [
    goodError('An error with a message', errorHeader + body, 'FutureCursor', 'é'),
    goodError('An error without a message', errorHeader + drisl({ error: 'A' }), 'A'),
    goodError(
      'An error of no lexicon with more in header and body',
      map(['t', text(base.t)], ['op', integer(-1)]) +
        map(['a', map(['b', nil])], ['error', text('New')], ['zzzzz', nil]),
      'New',
    ),
    goodError(
      'An error with a number as t',
      map(['t', integer(1)], ['op', integer(-1)]) + drisl({ error: 'A' }),
      'A',
    ),
    bad('without a name', drisl({ message: 'a' }), 'missing', [size]),
    bad('without anything', map(), 'missing', [size]),
    bad('with an integer as name', map(['error', integer(1)]), 'type', [12, 'error']),
    bad('with null as message', map(['error', text('a')], ['message', nil]), 'type', [
      22,
      'message',
    ]),
    bad('whose body is an array', array(), 'type', [size]),
    bad('with a third item', `${body}00`, 'trailing-data', [size + body.length / 2]),
    bad('without a body', '', 'truncated', [size]),
    bad('whose body is cut', body.slice(0, -2), 'truncated', [
      size + body.length / 2 - 1,
      'message',
    ]),
  ]
}

/** Three of the invalid items for each reason, as the value of a property that nobody knows. */
function brokenItems(base: BaseMessage): readonly FrameCase[] {
  const { header, pairs } = base
  const before = header + head(5, pairs.length + 1) + map(...pairs).slice(2) + text('zzzzzz')
  return fewOfEach(invalidCbor, 3).map(({ id, description, cbor, reason, offset }) => ({
    id: `v0/item/${id}`,
    description: `In a property that the lexicon does not name: ${description}`,
    subprotocol: 'xrpc.v0.cbor' as const,
    hex: around(before, cbor),
    layer: 'encoding' as const,
    outcome: close(reason),
    ...(offset === undefined ? {} : { offset: offset + before.length / 2 }),
  }))
}
