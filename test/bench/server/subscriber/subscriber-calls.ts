import { call, note } from '../processes/call.js'
import {
  flag,
  floats,
  listOf,
  nothing,
  number,
  object,
  oneOf,
  text,
} from '../processes/message-shape.js'

const subprotocol = oneOf('xrpc.v0.cbor', 'xrpc.v1.cbor', 'xrpc.v1.json')

/** Opens connections, all in one subprotocol; answered once the server has taken them. */
export const connectCall = call(
  'connect',
  object({
    port: number,
    /** Path and query. */
    target: text,
    subprotocol,
    connections: number,
    /** The seq of the first message that each will get; each further one is one higher. */
    firstSeq: number,
  }),
  nothing,
)

/** Says what is about to come on every connection; answered at once. */
export const expectCall = call(
  'expect',
  object({
    /** How many messages, besides those that were expected before. */
    messages: number,
    /** Whether the seq of each is read; otherwise they are counted, and all of them compared in size. */
    checkEach: flag,
    /** Whether the time is kept at which each arrives. */
    keepTimes: flag,
    /** After how many messages on the slowest connection a {@link progressNote} goes out. */
    reportEvery: number,
  }),
  nothing,
)

/** How many messages of those expected last have arrived on the slowest connection. */
export const progressNote = note('progress', object({ messages: number }))

/** Answered with the time of the monotonic clock once all that is expected has arrived. */
export const arrivedCall = call('arrived', nothing, object({ atMs: number }))

/** When each message arrived whose time was kept, connection by connection. */
export const timesCall = call('times', nothing, floats)

/** Closes all connections; answered with what each has received from its start to its end. */
export const closeCall = call(
  'close',
  nothing,
  listOf(object({ subprotocol, messages: number, bytes: number, notices: number })),
)

/** Ends all connections at once. */
export const dropCall = call('drop', nothing, nothing)
