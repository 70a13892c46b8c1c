import { readCborMap, writeCborMap } from '../../templates/cbor/cbor-value.js'
import { v0CborCodec } from '../../templates/frame/v0-cbor.js'
import { v1CborCodec } from '../../templates/frame/v1-cbor.js'
import { v1JsonCodec } from '../../templates/frame/v1-json.js'
import { readJsonMap, writeJsonMap } from '../../templates/json/json-value.js'
import { ParamsReader } from '../../templates/params/params-reader.js'
import { ParamsWriter } from '../../templates/params/params-writer.js'
import { readInteger } from '../../templates/params/read-param.js'
import type { MessageDescriptor, StreamDescriptor } from '../../templates/stream/descriptor.js'
import type { LexMap, LexValue } from '../../templates/values/lex-value.js'

export const nsid = 'org.example.ticker.subscribePrices'

/** What is published. */
type TickerEvent = {
  readonly $type: string
  readonly seq: number
  readonly symbol?: string
  readonly cents?: number
  readonly market?: string
}
/** A message of any type, of which nothing is checked. */
type TickerMessage =
  TickerEvent | ({ readonly $type: string } & { readonly [name: string]: LexValue | undefined })

interface Params {
  readonly cursor?: number
  readonly shard?: number
  readonly shardCount?: number
}

const messages: readonly MessageDescriptor[] = [
  { $type: `${nsid}#price`, t: '#price', sequenced: true, shardKey: 'symbol' },
  { $type: `${nsid}#halt`, t: '#halt', sequenced: true, shardKey: undefined },
  { $type: `${nsid}#cursor`, t: '#cursor', sequenced: false, shardKey: undefined },
]

const names = ['cursor', 'shard', 'shardCount'] as const

/**
 * A stream whose messages go by something else than a DID, or by nothing, as a server has it that is
 * made by hand: what is in its messages is its own affair.
 */
export const stream: StreamDescriptor<Params, TickerMessage, 'FutureCursor'> = {
  nsid,
  defaultSubprotocol: 'xrpc.v0.cbor',
  params: {
    parse: (query) => {
      const reader = new ParamsReader(query)
      return Object.fromEntries(
        names.flatMap((name) => {
          const value = reader.optional(name, readInteger)
          return value === undefined ? [] : [[name, value]]
        }),
      )
    },
    serialize: (params) => {
      const writer = new ParamsWriter()
      for (const name of names) writer.write(name, params[name])
      return writer.query
    },
  },
  messages,
  errors: ['FutureCursor'],
  codecs: codecsOf(messages),
}

/** The same, by a server that has its own idea of which messages go by what. */
export function keyedBy(t: string, shardKey: string | undefined): typeof stream {
  const changed = messages.map((message) => (message.t === t ? { ...message, shardKey } : message))
  return { ...stream, messages: changed, codecs: codecsOf(changed) }
}

function codecsOf(described: readonly MessageDescriptor[]): (typeof stream)['codecs'] {
  const types = { nsid, messages: described }
  const typed = (index: number, map: LexMap): TickerMessage => ({
    ...map,
    $type: described[index]?.$type ?? '',
  })
  const cbor = {
    read: (reader: Parameters<typeof readCborMap>[0], index: number) =>
      typed(index, readCborMap(reader)),
    write: (
      writer: Parameters<typeof writeCborMap>[0],
      { $type, ...fields }: TickerMessage,
      isTyped: boolean,
    ) => writeCborMap(writer, present(isTyped ? { $type, ...fields } : fields)),
  }
  return {
    'xrpc.v0.cbor': v0CborCodec<TickerMessage>(types, cbor),
    'xrpc.v1.cbor': v1CborCodec<TickerMessage>(types, cbor),
    'xrpc.v1.json': v1JsonCodec<TickerMessage>(types, {
      read: (reader, index) => typed(index, readJsonMap(reader)),
      write: (writer, message) => writeJsonMap(writer, present(message)),
    }),
  }
}

function present(fields: Readonly<Record<string, LexValue | undefined>>): LexMap {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

/** The lexicon, as somebody writes it who has not heard of `#cursor` and shards. */
export const lexicon = {
  lexicon: 1,
  id: nsid,
  defs: {
    main: {
      type: 'subscription',
      parameters: { type: 'params', properties: { cursor: { type: 'integer' } } },
      message: { schema: { type: 'union', refs: ['#price', '#halt'] } },
    },
    price: {
      type: 'object',
      required: ['seq', 'symbol', 'cents'],
      properties: {
        seq: { type: 'integer' },
        symbol: { type: 'string' },
        cents: { type: 'integer' },
      },
    },
    halt: {
      type: 'object',
      description: 'All trade has halted.',
      required: ['seq', 'market'],
      properties: { seq: { type: 'integer' }, market: { type: 'string' } },
    },
  },
}
