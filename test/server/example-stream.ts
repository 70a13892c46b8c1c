import { readCborMap, writeCborMap } from '../../templates/cbor/cbor-value.js'
import { DecodeError, ParamsError } from '../../templates/errors.js'
import { v0CborCodec } from '../../templates/frame/v0-cbor.js'
import { v1CborCodec } from '../../templates/frame/v1-cbor.js'
import { v1JsonCodec } from '../../templates/frame/v1-json.js'
import { readJsonMap, writeJsonMap } from '../../templates/json/json-value.js'
import type { MessageDescriptor, StreamDescriptor } from '../../templates/stream/descriptor.js'
import type { LexMap } from '../../templates/values/lex-value.js'

/** A stream of notes, made by hand: what the generator would make of a lexicon, as little as needed. */
export const nsid = 'org.example.subscribeNotes'

export type Note = {
  readonly $type: 'org.example.subscribeNotes#note'
  readonly seq: number
  readonly did: string
  readonly text: string
}
export type Info = {
  readonly $type: 'org.example.subscribeNotes#info'
  readonly name: string
  readonly message?: string
}
export type Cursor = {
  readonly $type: 'org.example.subscribeNotes#cursor'
  readonly cursor: number
  readonly highestSeq: number
  readonly live: boolean
  readonly lowestSeq?: number
  readonly seqScheme?: string
  readonly sequenceId?: string
  readonly shardCount?: number
  readonly pendingMessages?: number
  readonly pendingBytes?: number
  readonly messagesPerMinute?: number
  readonly time?: string
}
export type Message = Note | Info | Cursor

export interface Params {
  readonly cursor?: number
  readonly shard?: number
  readonly shardCount?: number
}

const messages: readonly MessageDescriptor[] = [
  { $type: `${nsid}#note`, t: '#note', sequenced: true, shardKey: 'did' },
  { $type: `${nsid}#info`, t: '#info', sequenced: false, shardKey: undefined },
  { $type: `${nsid}#cursor`, t: '#cursor', sequenced: false, shardKey: undefined },
]

const cborPayloads = {
  read: (reader: Parameters<typeof readCborMap>[0], index: number) =>
    messageOf(index, readCborMap(reader)),
  write: (writer: Parameters<typeof writeCborMap>[0], message: Message, typed: boolean) => {
    const { $type, ...fields } = message
    writeCborMap(writer, typed ? { $type, ...fields } : fields)
  },
}
const types = { nsid, messages }

export const stream: StreamDescriptor<Params, Message, 'FutureCursor' | 'ConsumerTooSlow'> = {
  nsid,
  defaultSubprotocol: 'xrpc.v0.cbor',
  params: {
    parse: (query) => ({
      ...integer(query, 'cursor'),
      ...integer(query, 'shard'),
      ...integer(query, 'shardCount'),
    }),
    serialize: (params) =>
      new URLSearchParams(Object.entries(params).map(([name, value]) => [name, String(value)])),
  },
  messages,
  errors: ['FutureCursor', 'ConsumerTooSlow'],
  codecs: {
    'xrpc.v0.cbor': v0CborCodec<Message>(types, cborPayloads),
    'xrpc.v1.cbor': v1CborCodec<Message>(types, cborPayloads),
    'xrpc.v1.json': v1JsonCodec<Message>(types, {
      read: (reader, index) => messageOf(index, readJsonMap(reader)),
      write: (writer, message) => writeJsonMap(writer, { ...message }),
    }),
  },
}

/** The same stream, as a host serves it that knows nothing of `#cursor`. */
export const streamWithoutCursor: typeof stream = {
  ...stream,
  messages: messages.filter(({ t }) => t !== '#cursor'),
}

/** A note's frame in `xrpc.v0.cbor`. */
export function noteFrame(seq: number, text = `note ${seq}`, did = 'did:example:a'): Uint8Array {
  return stream.codecs['xrpc.v0.cbor'].encode({ $type: `${nsid}#note`, seq, did, text })
}

function messageOf(index: number, map: LexMap): Message {
  if (index === 0) {
    return {
      $type: `${nsid}#note`,
      seq: required(map, 'seq', isNumber),
      did: required(map, 'did', isString),
      text: required(map, 'text', isString),
    }
  }
  if (index === 1) {
    return {
      $type: `${nsid}#info`,
      name: required(map, 'name', isString),
      ...optional('message', map, isString),
    }
  }
  return {
    $type: `${nsid}#cursor`,
    cursor: required(map, 'cursor', isNumber),
    highestSeq: required(map, 'highestSeq', isNumber),
    live: required(map, 'live', isBoolean),
    ...optional('lowestSeq', map, isNumber),
    ...optional('seqScheme', map, isString),
    ...optional('sequenceId', map, isString),
    ...optional('shardCount', map, isNumber),
    ...optional('pendingMessages', map, isNumber),
    ...optional('pendingBytes', map, isNumber),
    ...optional('messagesPerMinute', map, isNumber),
    ...optional('time', map, isString),
  }
}

function required<T>(map: LexMap, name: string, is: (value: unknown) => value is T): T {
  const value = map[name]
  if (!is(value)) throw new DecodeError('wrong-type', 'unexpected value', 0, `payload.${name}`)
  return value
}

function optional<K extends string, T>(
  name: K,
  map: LexMap,
  is: (value: unknown) => value is T,
): Partial<Record<K, T>> {
  const value = map[name]
  const fields: Partial<Record<string, T>> = is(value) ? { [name]: value } : {}
  return fields
}

function integer<K extends string>(query: URLSearchParams, name: K): Partial<Record<K, number>> {
  const text = query.get(name) ?? ''
  if (text === '') return {}
  if (!/^-?\d+$/.test(text)) throw new ParamsError(name, `"${text}" is not an integer`)
  const fields: Partial<Record<string, number>> = { [name]: Number(text) }
  return fields
}

const isNumber = (value: unknown): value is number => typeof value === 'number'
const isString = (value: unknown): value is string => typeof value === 'string'
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean'
