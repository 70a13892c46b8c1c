import type { JsonObject } from '../encode/json.js'

const all = ['xrpc.v0.cbor', 'xrpc.v1.cbor', 'xrpc.v1.json'] as const
const v0 = 'xrpc.v0.cbor'
const v1Cbor = 'xrpc.v1.cbor'
const v1Json = 'xrpc.v1.json'

const headers: readonly (readonly [
  id: string,
  description: string,
  header: string | null,
  tokens: readonly string[],
])[] = [
  ['no-header', 'A client that offers nothing.', null, []],
  ['empty', 'An empty header offers nothing.', '', []],
  ['one', 'One token.', v1Json, [v1Json]],
  ['white-space', 'White space around tokens is dropped.', 'a, b,c ,\td', ['a', 'b', 'c', 'd']],
  ['empty-elements', 'Empty elements are dropped.', ', ,a,,', ['a']],
  ['case', 'Tokens keep their case.', 'XRPC.v1.json', ['XRPC.v1.json']],
]

/** What a server answers to offers; `null` is an answer without `Sec-WebSocket-Protocol`. */
const selections: readonly (readonly [
  id: string,
  description: string,
  offers: readonly string[],
  lexiconDefault: string,
  supported: readonly string[],
  selected: string | null,
])[] = [
  [
    'nothing-offered',
    'Nothing offered, nothing selected: the default is spoken.',
    [],
    v0,
    all,
    null,
  ],
  [
    'nothing-offered-json',
    'The same where the lexicon declares another default.',
    [],
    v1Json,
    all,
    null,
  ],
  [
    'client-order-json',
    'The first of the offers that the server supports.',
    [v1Json, v1Cbor],
    v0,
    all,
    v1Json,
  ],
  ['client-order-cbor', 'It is the client whose order counts.', [v1Cbor, v1Json], v0, all, v1Cbor],
  [
    'client-order-over-default',
    'The default has no precedence over other offers.',
    [v1Json, v0],
    v0,
    all,
    v1Json,
  ],
  ['default-offered', 'The default may be offered, and is selected then.', [v0], v0, all, v0],
  ['unknown-first', 'Unknown tokens are passed over.', ['mqtt', v0], v0, all, v0],
  [
    'unsupported-first',
    'So are those that the server does not support.',
    [v1Json, v0],
    v0,
    [v0],
    v0,
  ],
  [
    'none-known',
    'Nothing that the server knows: it selects none, and speaks the default.',
    ['mqtt', 'xrpc.v2.cbor'],
    v0,
    all,
    null,
  ],
  [
    'none-supported',
    'Nothing that the server supports: the same.',
    [v1Cbor],
    v0,
    [v0, v1Json],
    null,
  ],
  ['none-supported-json', 'The same with another default.', [v0, v1Cbor], v1Json, [v1Json], null],
  ['case', 'Tokens are compared exactly.', ['XRPC.V1.JSON', 'Xrpc.v0.cbor'], v0, all, null],
  ['prefix', 'A part of a token is none.', ['xrpc.v1', 'xrpc.v1.json.x'], v0, all, null],
  [
    'object-names',
    "The names of an object's own machinery are no tokens.",
    ['constructor', '__proto__'],
    v0,
    all,
    null,
  ],
  ['twice', 'A token that is offered twice counts once.', [v1Json, v1Json], v0, all, v1Json],
]

type Handshake =
  | { readonly opened: true; readonly selected: string | null }
  | {
      readonly opened: false
      readonly told: 'no-subprotocol' | 'wrong-subprotocol' | 'other' | 'nothing'
    }

type Step =
  | { readonly does: 'speak'; readonly subprotocol: string }
  | { readonly does: 'dial-again-without-offers' }
  | { readonly does: 'give-up' }
  | { readonly does: 'close'; readonly code: 1002 }

const speak = (subprotocol: string): Step => ({ does: 'speak', subprotocol })
const again: Step = { does: 'dial-again-without-offers' }
const giveUp: Step = { does: 'give-up' }
const opened = (selected: string | null): Handshake => ({ opened: true, selected })

const clients: readonly (readonly [
  id: string,
  description: string,
  offers: readonly string[],
  lexiconDefault: string,
  handshake: Handshake,
  client: Step,
])[] = [
  ['selected', 'What was selected is spoken.', [v1Json], v0, opened(v1Json), speak(v1Json)],
  [
    'second-selected',
    'Whichever of the offers that is.',
    [v1Json, v1Cbor],
    v0,
    opened(v1Cbor),
    speak(v1Cbor),
  ],
  [
    'nothing-offered',
    'Nothing offered and nothing selected: the default.',
    [],
    v0,
    opened(null),
    speak(v0),
  ],
  [
    'nothing-offered-json',
    'The same where the lexicon declares another default.',
    [],
    v1Json,
    opened(null),
    speak(v1Json),
  ],
  [
    'none-selected',
    'A server that knows nothing of subprotocols, on a platform that lets it pass.',
    [v1Json],
    v0,
    opened(null),
    speak(v0),
  ],
  [
    'failed-without-token',
    'The same on a platform that fails the connection and says why.',
    [v1Json],
    v0,
    { opened: false, told: 'no-subprotocol' },
    again,
  ],
  [
    'failed-untold',
    'The same on a platform that does not say why, such as a browser.',
    [v1Json],
    v0,
    { opened: false, told: 'nothing' },
    again,
  ],
  [
    'failed-otherwise',
    'The connection failed for another reason, such as an HTTP status.',
    [v1Json],
    v0,
    { opened: false, told: 'other' },
    giveUp,
  ],
  [
    'failed-after-fallback',
    'It failed with nothing offered: there is nothing left to try.',
    [],
    v0,
    { opened: false, told: 'nothing' },
    giveUp,
  ],
  [
    'not-offered',
    'The server selected what was not offered.',
    [v1Json],
    v0,
    opened(v1Cbor),
    { does: 'close', code: 1002 },
  ],
  [
    'not-offered-at-all',
    'The server selected something though nothing was offered.',
    [],
    v0,
    opened(v1Json),
    { does: 'close', code: 1002 },
  ],
  [
    'other-case',
    'The server answered in other letters.',
    [v1Json],
    v0,
    opened('XRPC.v1.json'),
    { does: 'close', code: 1002 },
  ],
  [
    'failed-not-offered',
    'A platform that fails such a connection: dialling again would not help.',
    [v1Json],
    v0,
    { opened: false, told: 'wrong-subprotocol' },
    giveUp,
  ],
]

/** What a server with 8 shard slots answers before it upgrades anything; 101 where it does. */
const requests: readonly (readonly [
  id: string,
  description: string,
  method: string,
  upgrade: string | null,
  query: string,
  status: number,
  error?: string,
])[] = [
  ['upgrade', 'A request for a WebSocket.', 'GET', 'websocket', '', 101],
  ['cursor', 'One with a cursor.', 'GET', 'websocket', 'cursor=0', 101],
  ['empty-cursor', 'An empty value counts as absent.', 'GET', 'websocket', 'cursor=', 101],
  ['unknown-parameter', 'Unknown parameters are ignored.', 'GET', 'websocket', 'what=ever', 101],
  [
    'shard',
    'A shard of a count that the server accepts.',
    'GET',
    'websocket',
    'shard=7&shardCount=8',
    101,
  ],
  ['post', 'Another method.', 'POST', 'websocket', '', 405, 'MethodNotAllowed'],
  ['plain-get', 'No request to upgrade.', 'GET', null, '', 426, 'UpgradeRequired'],
  [
    'other-upgrade',
    'A request to upgrade to something else.',
    'GET',
    'h2c',
    '',
    426,
    'UpgradeRequired',
  ],
  [
    'cursor-text',
    'A cursor that is no integer.',
    'GET',
    'websocket',
    'cursor=abc',
    400,
    'InvalidRequest',
  ],
  [
    'cursor-fraction',
    'A cursor with a fraction.',
    'GET',
    'websocket',
    'cursor=1.0',
    400,
    'InvalidRequest',
  ],
  [
    'cursor-exponent',
    'A cursor with an exponent.',
    'GET',
    'websocket',
    'cursor=1e3',
    400,
    'InvalidRequest',
  ],
  [
    'cursor-too-large',
    'A cursor of 2^53.',
    'GET',
    'websocket',
    'cursor=9007199254740992',
    400,
    'InvalidRequest',
  ],
  [
    'cursor-below-zero',
    'A cursor below 0.',
    'GET',
    'websocket',
    'cursor=-1',
    400,
    'InvalidRequest',
  ],
  ['cursor-twice', 'Two cursors.', 'GET', 'websocket', 'cursor=1&cursor=1', 400, 'InvalidRequest'],
  ['shard-alone', 'A shard without a count.', 'GET', 'websocket', 'shard=0', 400, 'InvalidShard'],
  [
    'shard-count-alone',
    'A count without a shard.',
    'GET',
    'websocket',
    'shardCount=2',
    400,
    'InvalidShard',
  ],
]

/** The vectors of the opening handshake. */
export function buildNegotiation(): JsonObject {
  return {
    $schema: 'schema/negotiation.schema.json',
    description:
      'The opening handshake: what a server reads from the offers, what it selects, and what a client does then.',
    headers: headers.map(([id, description, header, tokens]) => ({
      id,
      description,
      header,
      tokens,
    })),
    selections: selections.map(
      ([id, description, offers, lexiconDefault, supported, selected]) => ({
        id,
        description,
        offers,
        lexiconDefault,
        supported,
        selected,
        speaks: selected ?? lexiconDefault,
      }),
    ),
    clients: clients.map(([id, description, offers, lexiconDefault, handshake, client]) => ({
      id,
      description,
      offers,
      lexiconDefault,
      handshake,
      client,
    })),
    requests: requests.map(([id, description, method, upgrade, query, status, error]) => ({
      id,
      description,
      method,
      upgrade,
      query,
      status,
      error,
    })),
  }
}
