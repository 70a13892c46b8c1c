import { decodeDrisl, encodeDrisl } from '../../generated/runtime/cbor/drisl.js'
import type { FrameCodec } from '../../generated/runtime/frame/frame-codec.js'
import type { Subprotocol } from '../../generated/runtime/frame/subprotocol.js'
import { encodeLexJson } from '../../generated/runtime/json/lex-json.js'
import { isCid } from '../../generated/runtime/values/cid-link.js'
import { isArray } from '../../generated/runtime/values/lex-map.js'
import type { LexMap, LexValue } from '../../generated/runtime/values/lex-value.js'
import * as cbor from './build-cbor.js'
import { joined } from './hex.js'
import {
  account,
  commit,
  cursor,
  identity,
  info,
  labels,
  labelStream,
  repos,
  sync,
} from './sample-messages.js'

/** An object of the data model, as messages are before a lexicon says what they are. */
export function asMap(value: LexValue | undefined): LexMap {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) {
    throw new Error('not an object')
  }
  if (isArray(value) || isCid(value)) throw new Error('not an object')
  return value
}

function untyped<M>(codec: FrameCodec<M>, message: M): LexMap {
  return asMap(asMap(decodeDrisl(codec.encode(message)))['payload'])
}

const repoCodec = repos.codecs['xrpc.v1.cbor']

/** A valid message of each type, `$type` included. */
export const valid = {
  commit: untyped(repoCodec, commit),
  sync: untyped(repoCodec, sync),
  identity: untyped(repoCodec, identity),
  account: untyped(repoCodec, account),
  info: untyped(repoCodec, info),
  cursor: untyped(repoCodec, cursor),
  labels: untyped(labelStream.codecs['xrpc.v1.cbor'], labels),
} as const

/** An object without one of its properties. */
export function without(map: LexMap, name: string): LexMap {
  return { ...map, [name]: undefined }
}

/** The items of one of an object's arrays. */
export function itemsOf(map: LexMap, name: string): readonly LexValue[] {
  const items = map[name]
  if (typeof items !== 'object' || items === null || !isArray(items)) {
    throw new Error(`${name} is no array`)
  }
  return items
}

/** The message with another first item in an array of objects. */
export function withFirst(map: LexMap, name: string, change: (item: LexMap) => LexMap): LexMap {
  const [first, ...rest] = itemsOf(map, name)
  return { ...map, [name]: [change(asMap(first)), ...rest] }
}

function typeOf({ $type }: LexMap): string {
  if (typeof $type !== 'string') throw new Error('a message without $type')
  return $type
}

/** The frame of a message that need not be valid, in each encoding. */
export function frameOf(message: LexMap, subprotocol: Subprotocol): Uint8Array {
  const envelope = { $type: 'message', payload: message }
  if (subprotocol === 'xrpc.v1.json') return encodeLexJson(envelope)
  if (subprotocol === 'xrpc.v1.cbor') return encodeDrisl(envelope)
  const t = `#${typeOf(message).split('#')[1]}`
  const header = cbor.map(['t', cbor.text(t)], ['op', cbor.int(1)])
  return joined(header, encodeDrisl(without(message, '$type')))
}

/** Decodes a frame with the codec of the stream that its message is of. */
export function decodeAny(
  message: LexMap,
  subprotocol: Subprotocol,
  method: 'decode' | 'decodeWithoutFormats' = 'decode',
): unknown {
  const { codecs } = typeOf(message).startsWith(repos.nsid) ? repos : labelStream
  return codecs[subprotocol][method](frameOf(message, subprotocol))
}
