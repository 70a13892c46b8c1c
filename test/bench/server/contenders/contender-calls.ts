import { call, note } from '../processes/call.js'
import { floats, nothing, number, object } from '../processes/message-shape.js'
import { resourceUse } from '../resource-use.js'

/** Starts the server; answered with where it listens. */
export const listenCall = call('listen', nothing, object({ port: number }))

export const subscribersCall = call('subscribers', nothing, object({ count: number }))

/** Makes messages ready in place of those that were; answered with what every subscriber has to get. */
export const prepareCall = call(
  'prepare',
  object({ messages: number }),
  object({
    /** The seq of the first; each further one is one higher. */
    firstSeq: number,
    /** The bytes of all of them in each encoding, WebSocket headers not counted. */
    bytes: object({ 'xrpc.v0.cbor': number, 'xrpc.v1.cbor': number, 'xrpc.v1.json': number }),
  }),
)

/**
 * Publishes the next of the prepared messages, as fast as the slowest subscriber takes them; answered
 * when it has them all.
 */
export const publishCall = call(
  'publish',
  object({
    messages: number,
    /** How many messages may be on their way to the slowest subscriber. */
    window: number,
  }),
  object({ wallMs: number, use: resourceUse }),
)

/** How many of the messages that are published right now have reached the slowest subscriber. */
export const deliveredNote = note('delivered', object({ messages: number }))

/** Publishes the next of the prepared messages at a steady rate; answered after the last one. */
export const paceCall = call(
  'pace',
  object({ messages: number, perSecond: number }),
  object({
    /** When each was due, in milliseconds of the system's monotonic clock. */
    dueAtMs: floats,
    /** When it was published. */
    publishedAtMs: floats,
  }),
)

/** What the process has used since it started. */
export const useCall = call('use', nothing, resourceUse)

/** What the process holds, all garbage collected, in bytes. */
export const memoryCall = call(
  'memory',
  nothing,
  object({ heapUsed: number, external: number, arrayBuffers: number, rss: number }),
)
