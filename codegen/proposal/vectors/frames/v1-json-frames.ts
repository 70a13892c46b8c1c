import { jsonText, v1JsonEnvelope } from '../encode/frames.js'
import { membersOf } from '../encode/json.js'
import { around } from '../encode/parts.js'
import { invalidJson } from '../invalid/invalid-json.js'
import { fewOfEach, slug, type Reason } from '../invalid/refusal.js'
import { drislCid } from '../messages/samples.js'
import type { BaseMessage } from './base-message.js'
import { close, type FrameCase, type Outcome } from './frame-case.js'

/** Whole frames of `xrpc.v1.json`, good and bad. */
export function v1JsonFrames(base: BaseMessage): readonly FrameCase[] {
  return [
    ...forms(base),
    ...messages(base),
    ...envelopes(base),
    ...errorFrames(),
    ...brokenItems(base),
  ]
}

function frame(
  title: string,
  text: string,
  outcome: Outcome,
  offset?: number,
  path = '',
): FrameCase {
  return {
    id: `v1json/${slug(title)}`,
    description: `${title}.`,
    subprotocol: 'xrpc.v1.json',
    text,
    layer: 'frame',
    outcome,
    ...(offset === undefined ? {} : { offset, path }),
  }
}

function bad(
  title: string,
  text: string,
  reason: Reason,
  offset?: number,
  path?: string,
): FrameCase {
  return frame(title, text, close(reason), offset, path)
}

function badEnvelope(
  title: string,
  text: string,
  reason: Reason,
  offset?: number,
  path?: string,
): FrameCase {
  return bad(`An envelope ${title}`, text, reason, offset, path)
}

function ignored(title: string, payload: string, name: string | null): FrameCase {
  return frame(title, v1JsonEnvelope(payload), { receiver: 'ignore', what: 'type', name })
}

function goodError(title: string, text: string, error: string, message?: string): FrameCase {
  const outcome: Outcome = { receiver: 'error', error }
  return frame(title, text, message === undefined ? outcome : { ...outcome, message })
}

function badError(
  title: string,
  text: string,
  reason: Reason,
  offset: number,
  path?: string,
): FrameCase {
  return bad(`An error ${title}`, text, reason, offset, path)
}

/** A text with all of its small letters escaped. */
function escaped(text: string): string {
  return text.replaceAll(/[a-z]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)
}

/** A text with all of its integers written in another way. */
function withIntegers(json: string, end: string): string {
  return json.replaceAll(/(?<=":)-?\d+(?=[,}])/g, (digits) => digits + end)
}

/** The texts that a base message is put together from. */
function piecesOf({ type, value }: BaseMessage) {
  const typeMember = `"$type":${JSON.stringify(type)}`
  const list = membersOf(value)
    .filter(([name]) => name !== '$type')
    .map(([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`)
  const members = list.join()
  return { typeMember, list, members, payload: `{${typeMember},${members}}` }
}

/** Many texts of one message. */
function forms(base: BaseMessage): readonly FrameCase[] {
  const { typeMember, list, members, payload } = piecesOf(base)
  const { type, value } = base
  const deliver = (title: string, text: string): FrameCase =>
    frame(title, text, { receiver: 'deliver', value })
  const [first = '', ...rest] = list
  const spaced = list.map((member) => member.replace('":', '" :\t')).join(' ,\r\n')
  return [
    deliver('A message', v1JsonEnvelope(payload)),
    deliver(
      'White space everywhere',
      ` {\n"$type" : "message" ,\t"payload" :\r{ ${typeMember} , ${spaced} } } `,
    ),
    deliver('The $type of the payload last', v1JsonEnvelope(`{${members},${typeMember}}`)),
    deliver(
      'The $type of the payload between',
      v1JsonEnvelope(`{${[first, typeMember, ...rest].join()}}`),
    ),
    deliver('The payload first', `{"payload":${payload},"$type":"message"}`),
    deliver(
      'The payload first and its $type last',
      `{"payload":{${members},${typeMember}},"$type":"message"}`,
    ),
    deliver(
      'Members in the opposite order',
      v1JsonEnvelope(`{${list.toReversed().join()},${typeMember}}`),
    ),
    deliver(
      'Names with escapes',
      `{"\\u0024type":"message","p\\u0061yload":{"\\u0024type":"${type}",${members}}}`,
    ),
    deliver(
      'Texts with escapes',
      `{"$type":"\\u006dessage","payload":{"$type":"${escaped(type)}",${members}}}`,
    ),
    deliver('Integers with a fraction of zero', v1JsonEnvelope(withIntegers(payload, '.0'))),
    deliver('Integers with an exponent', v1JsonEnvelope(withIntegers(payload, '0e-1'))),
    deliver(
      'More in the envelope',
      `{"a":[{}],"$type":"message","error":"x","payload":${payload},"b":null}`,
    ),
    deliver(
      'Properties that the lexicon does not name',
      v1JsonEnvelope(
        `{"a":{"$type":"x","seq":9},${typeMember},"b":[1,{"c":2}],${members},"d":{"$bytes":"AA"}}`,
      ),
    ),
    deliver(
      'Names of the prototype',
      v1JsonEnvelope(`{"__proto__":{"seq":9},"constructor":1,${typeMember},${members}}`),
    ),
  ]
}

function messages(base: BaseMessage): readonly FrameCase[] {
  const { typeMember, list, members, payload } = piecesOf(base)
  const { type, nsid, t } = base
  const whole = v1JsonEnvelope(payload)
  const [first = ''] = list
  return [
    bad('Nothing at all', '', 'truncated', 0),
    bad('A message that is cut', whole.slice(0, -1), 'truncated', whole.length - 1),
    bad('A letter after the message', `${whole} x`, 'trailing-data', whole.length + 1),
    bad('A second message', whole + whole, 'trailing-data', whole.length),
    bad('A byte order mark before the message', `\uFEFF${whole}`, 'json-syntax', 0),
    bad('A member twice', v1JsonEnvelope(`{${typeMember},${members},${first}}`), 'key-twice'),
    bad(
      'The $type of the payload twice',
      v1JsonEnvelope(`{${typeMember},${members},${typeMember}}`),
      'key-twice',
    ),
    bad(
      'The $type of the payload twice with another type',
      v1JsonEnvelope(`{${typeMember},${members},"$type":"a"}`),
      'key-twice',
    ),
    bad(
      'The $type of the payload twice and once with an escape',
      v1JsonEnvelope(`{${typeMember},${members},"\\u0024type":"a"}`),
      'key-twice',
    ),
    bad(
      'The payload twice',
      `{"$type":"message","payload":${payload},"payload":${payload}}`,
      'key-twice',
    ),
    bad(
      'The $type of the envelope twice',
      `{"$type":"message","payload":${payload},"$type":"message"}`,
      'key-twice',
    ),
    bad('A payload that is an array', v1JsonEnvelope('[]'), 'type', 29),
    bad('A payload that is null', v1JsonEnvelope('null'), 'type', 29),
    bad('A payload that is a text', v1JsonEnvelope('""'), 'type', 29),
    bad('A payload that is not there', v1JsonEnvelope(''), 'json-syntax', 29),
    bad('A payload that is bytes', v1JsonEnvelope('{"$bytes":"AA"}'), 'type', 29, 'payload'),
    bad(
      'A payload that is a link',
      v1JsonEnvelope(jsonText({ $link: drislCid('c0') })),
      'type',
      29,
      'payload',
    ),
    bad(
      'A payload of an unknown type with a fraction in it',
      v1JsonEnvelope('{"$type":"a","b":[1.5]}'),
      'fraction',
      47,
      'payload.b[0]',
    ),
    ignored('A payload without $type', `{${members}}`, null),
    ignored('A payload without anything', '{}', null),
    ignored('A payload whose $type is a number', `{"$type":1,${members}}`, null),
    ignored('A payload whose $type is null', '{"$type":null}', null),
    ignored(
      'A payload of an unknown type',
      `{"$type":"${nsid}#other",${members}}`,
      `${nsid}#other`,
    ),
    ignored('A payload with the short type', `{"$type":"${t}",${members}}`, t),
    ignored('A payload with an empty type', '{"$type":""}', ''),
    ignored(
      'A payload of a type that a known one starts',
      `{${members},"$type":"${type}2"}`,
      `${type}2`,
    ),
    ignored('A payload of a type with escapes', '{"$type":"\\u00e9\\n"}', 'é\n'),
  ]
}

function envelopes(base: BaseMessage): readonly FrameCase[] {
  const { payload } = piecesOf(base)
  return [
    badEnvelope('without anything', '{}', 'missing', 0),
    badEnvelope('without $type', `{"payload":${payload}}`, 'missing', 0),
    badEnvelope('without payload', '{"$type":"message"}', 'missing', 0),
    badEnvelope('with a number as $type', '{"$type":1}', 'type', 9, '$type'),
    badEnvelope(
      'with null as payload before its $type',
      '{"payload":null,"$type":"message"}',
      'type',
      11,
      'payload',
    ),
    badEnvelope('with null as $type', `{"$type":null,"payload":${payload}}`, 'type', 9, '$type'),
    badEnvelope('without $type and with null as payload', '{"payload":null}', 'missing', 0),
    badEnvelope(
      'with a fraction as error',
      `{"$type":"message","error":1.5,"payload":${payload}}`,
      'fraction',
      27,
      'error',
    ),
    badEnvelope('with a fraction in it', '{"$type":"message","a":1.5}', 'fraction', 23, 'a'),
    badEnvelope(
      'with a name twice deep inside',
      '{"$type":"message","a":{"b":1,"b":2}}',
      'key-twice',
      30,
      'a',
    ),
    badEnvelope('that is an array', '[]', 'type', 0),
    badEnvelope('that is null', 'null', 'type', 0),
    badEnvelope('that is a number', '1', 'type', 0),
    badEnvelope('that is no JSON', 'x', 'json-syntax', 0),
    ...['info', 'Message', '', 'messages'].map((name) =>
      frame(
        `An envelope of the kind ${name === '' ? 'empty' : name}`,
        `{"$type":"${name}","payload":${payload}}`,
        { receiver: 'ignore', what: 'kind', name },
      ),
    ),
    ...(
      [
        ['a number as error', `{"$type":"message","error":1,"payload":${payload}}`],
        ['null as error', `{"$type":"message","error":null,"payload":${payload}}`],
        ['an array as message', `{"$type":"message","message":[null],"payload":${payload}}`],
        ['null as error before its $type', `{"error":null,"payload":${payload},"$type":"message"}`],
      ] as const
    ).map(([title, text]) =>
      frame(`An envelope with ${title}`, text, { receiver: 'deliver', value: base.value }),
    ),
    ...(
      [
        ['', '{"$type":"info","error":null,"message":1,"payload":"payload"}'],
        [' before its $type', '{"payload":[],"message":{},"error":1,"$type":"info"}'],
      ] as const
    ).map(([where, text]) =>
      frame(
        `An envelope of an unknown kind with error message and payload of other types${where}`,
        text,
        { receiver: 'ignore', what: 'kind', name: 'info' },
      ),
    ),
    frame('An envelope of an unknown kind without payload', '{"$type":"info"}', {
      receiver: 'ignore',
      what: 'kind',
      name: 'info',
    }),
  ]
}

function errorFrames(): readonly FrameCase[] {
  return [
    goodError(
      'An error with a message',
      '{"$type":"error","error":"FutureCursor","message":"é\\n"}',
      'FutureCursor',
      'é\n',
    ),
    goodError('An error without a message', '{"$type":"error","error":"A"}', 'A'),
    goodError(
      'An error with more in it',
      '{"message":"m","a":{},"error":"E","payload":{},"$type":"error"}',
      'E',
      'm',
    ),
    goodError(
      'An error with a number as payload',
      '{"payload":1,"$type":"error","error":"E"}',
      'E',
    ),
    badError('without a name', '{"$type":"error","message":"a"}', 'missing', 0),
    badError('with null as name', '{"error":null,"$type":"error"}', 'type', 9, 'error'),
    badError('with a number as name', '{"$type":"error","error":1}', 'type', 25, 'error'),
    badError(
      'with null as message',
      '{"$type":"error","error":"a","message":null}',
      'type',
      39,
      'message',
    ),
    badError('with its name twice', '{"$type":"error","error":"a","error":"b"}', 'key-twice', 29),
    badError('that is cut', '{"$type":"error","error":"a"', 'truncated', 28),
  ]
}

/** Two of the invalid texts for each reason, as a property of the payload. */
function brokenItems(base: BaseMessage): readonly FrameCase[] {
  const { typeMember, members } = piecesOf(base)
  const before = v1JsonEnvelope(`{${typeMember},${members},"zzzzzz":`).slice(0, -1)
  return fewOfEach(invalidJson, 2).map(({ id, description, json, reason }) => ({
    id: `v1json/item/${id}`,
    description: `In a property that the lexicon does not name: ${description}`,
    subprotocol: 'xrpc.v1.json' as const,
    text: around(before, json, '}}'),
    layer: 'encoding' as const,
    outcome: close(reason),
  }))
}
