import { call } from '../../bench/server/processes/call.js'
import {
  listOf,
  nothing,
  number,
  object,
  text,
} from '../../bench/server/processes/message-shape.js'
import { bytes } from '../bytes-shape.js'
import { tallied } from './tally.js'

/** Starts every `of`-th subscriber, from the one numbered `first` on. */
export const startCall = call(
  'start',
  object({
    port: number,
    seed: number,
    windowFrames: number,
    subscribers: number,
    first: number,
    of: number,
    /** What messages are made after, in `xrpc.v0.cbor`. */
    frames: listOf(bytes),
  }),
  nothing,
)

/** How many problems there are so far. */
export const progressCall = call('progress', nothing, object({ problems: number }))

/** Has everyone leave who has got all that was published; answered with what they have seen. */
export const leaveCall = call(
  'leave',
  object({ lastSeq: number }),
  object({ tallies: listOf(tallied), problems: listOf(text) }),
)
