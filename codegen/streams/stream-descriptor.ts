import type { Subprotocol } from '../../templates/frame/subprotocol.js'
import type { StreamDescriptor } from '../../templates/stream/descriptor.js'
import { anyCodecs } from './any-codecs.js'
import type { AnyMessage } from './any-message.js'

/** Parameters as they stand in a query string. */
export type AnyParams = Readonly<Record<string, string>>

/** A stream as a client needs it that takes messages as they come. */
export function anyStream(
  nsid: string,
  defaultSubprotocol: Subprotocol,
): StreamDescriptor<AnyParams, AnyMessage> {
  return {
    nsid,
    defaultSubprotocol,
    params: {
      parse: (query) => Object.fromEntries(query),
      serialize: (params) => new URLSearchParams(params),
    },
    messages: [],
    errors: [],
    codecs: anyCodecs(nsid),
  }
}
