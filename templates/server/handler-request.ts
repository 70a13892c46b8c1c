import type { Subprotocol } from '../frame/subprotocol.js'
import type { TypedMessage } from '../stream/descriptor.js'
import type { HandlerConnection } from './delivery/handler-connection.js'
import type { HandlerContext } from './handler-options.js'
import { cursorOf } from './request-parser.js'
import { StreamError } from './stream-error.js'

/** What a client asked a handler for, apart from the types of its parameters. */
export interface AdmittedHandler<M extends TypedMessage> {
  /** The `cursor` parameter, where the lexicon has an integer of that name. */
  readonly cursor: number | undefined
  /** Calls the handler for a connection. */
  start(connection: HandlerConnection<M>, subprotocol: Subprotocol): AsyncIterable<M>
}

/** What a client asked a handler for, and who it is. */
export class HandlerRequest<
  P,
  M extends TypedMessage,
  E extends string,
  A,
> implements AdmittedHandler<M> {
  readonly #handlers: { handler(context: HandlerContext<P, M, E, A>): AsyncIterable<M> }
  readonly #params: P
  readonly #auth: A

  constructor(
    handlers: { handler(context: HandlerContext<P, M, E, A>): AsyncIterable<M> },
    params: P,
    auth: A,
  ) {
    this.#handlers = handlers
    this.#params = params
    this.#auth = auth
  }

  get cursor(): number | undefined {
    return cursorOf(this.#params)
  }

  start(connection: HandlerConnection<M>, subprotocol: Subprotocol): AsyncIterable<M> {
    return this.#handlers.handler({
      params: this.#params,
      auth: this.#auth,
      subprotocol,
      signal: connection.signal,
      send: (message) => connection.send(message),
      sendCursor: (cursor) => connection.sendCursor(cursor),
      error: (name, message) => new StreamError(name, message),
    })
  }
}
