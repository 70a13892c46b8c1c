import { call } from '../processes/call.js'
import { nothing, number, object, oneOf, text } from '../processes/message-shape.js'
import { resourceUse } from '../resource-use.js'

export const frameSize = oneOf('real', 'small')

/** Makes a log of so many events; answered with what a subscriber gets of it. */
export const fillCall = call(
  'fill',
  object({ path: text, messages: number, size: frameSize }),
  object({
    firstSeq: number,
    /** The bytes of all frames in `xrpc.v0.cbor` and in `xrpc.v1.cbor`. */
    v0Bytes: number,
    v1CborBytes: number,
  }),
)

/** Opens the log and serves it, in place of the one that was served before. */
export const serveCall = call('serve', object({ path: text }), object({ port: number }))

/** What the process has used since it started. */
export const useCall = call('use', nothing, resourceUse)

/** Reads the whole log as a server does, 256 frames at a time, and does nothing with it. */
export const readAllCall = call(
  'read all',
  object({ path: text }),
  object({ messages: number, wallMs: number, use: resourceUse }),
)
