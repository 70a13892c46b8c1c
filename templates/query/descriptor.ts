import type { ParamsCodec } from '../stream/descriptor.js'
import type { JsonCodec } from './json-codec.js'

/**
 * A query as its lexicon describes it. `P` are its parameters, `O` is its output (`undefined` where
 * that is not JSON), `E` the union of its error names.
 */
export interface QueryDescriptor<P, O, E extends string = string> {
  readonly nsid: string
  readonly params: ParamsCodec<P>
  readonly output: [O] extends [undefined] ? undefined : JsonCodec<O>
  readonly errors: readonly E[]
}
