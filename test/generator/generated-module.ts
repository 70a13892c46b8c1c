import type { QueryDescriptor } from '../../templates/query/descriptor.js'
import type { StreamDescriptor, TypedMessage } from '../../templates/stream/descriptor.js'

/** A stream of which nothing is known at compile time: it takes whatever says a `$type`. */
export type AnyStream = StreamDescriptor<object, TypedMessage>
export type AnyQuery = QueryDescriptor<object, object>

/** The descriptor that the module of a subscription exports. */
export function streamOf(module: object): AnyStream {
  if (!hasStream(module)) throw new Error('the module exports no stream')
  return module.stream
}

/** The descriptor that the module of a query exports. */
export function queryOf(module: object): AnyQuery {
  if (!hasQuery(module)) throw new Error('the module exports no query')
  return module.query
}

function hasStream(module: object): module is { readonly stream: AnyStream } {
  return 'stream' in module && typeof module.stream === 'object'
}

function hasQuery(module: object): module is { readonly query: AnyQuery } {
  return 'query' in module && typeof module.query === 'object'
}
