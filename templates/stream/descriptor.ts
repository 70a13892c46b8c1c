import type { FrameCodecs } from '../frame/frame-codec.js'
import type { Subprotocol } from '../frame/subprotocol.js'

/** What every message has in common: its full type, `<nsid>#<fragment>`. */
export interface TypedMessage {
  readonly $type: string
}

/** A message type of a stream, as its lexicon defines it. */
export interface MessageDescriptor {
  /** The full type, `<nsid>#<fragment>`. */
  readonly $type: string
  /** The header's `t` in `xrpc.v0.cbor`: `#<fragment>`, or the full type where it is of another document. */
  readonly t: string
  /** Whether the message has a `seq`, so that it is part of the sequence and is persisted. */
  readonly sequenced: boolean
  /** The property whose value decides the message's shard; absent where it goes to every shard. */
  readonly shardKey: string | undefined
}

/** Reads and writes the query string of an endpoint. */
export interface ParamsCodec<P> {
  /**
   * Coerces and validates a query string. An empty value is absent; unknown names are ignored;
   * defaults are filled in; a name given twice is an error unless its type is an array.
   *
   * @throws ParamsError whose message is fit for an `InvalidRequest` answer
   */
  parse(query: URLSearchParams): P
  /** The query string for these parameters, names in lexicon order, absent ones left out. */
  serialize(params: P): URLSearchParams
}

/**
 * A stream as its lexicon describes it: everything that a server and a client need to know, and
 * what they are typed from. `P` are its parameters, `M` is the union of its messages, `E` the union
 * of its error names.
 */
export interface StreamDescriptor<P, M extends TypedMessage, E extends string = string> {
  readonly nsid: string
  /** The wire format where client and server negotiate nothing. */
  readonly defaultSubprotocol: Subprotocol
  readonly params: ParamsCodec<P>
  readonly messages: readonly MessageDescriptor[]
  readonly errors: readonly E[]
  readonly codecs: FrameCodecs<M>
}

/** The message union of a stream descriptor. */
export type MessageOf<D> = D extends StreamDescriptor<infer _P, infer M, infer _E> ? M : never

/** The parameters of a stream descriptor. */
export type ParamsOf<D> = D extends StreamDescriptor<infer P, infer _M, infer _E> ? P : never
