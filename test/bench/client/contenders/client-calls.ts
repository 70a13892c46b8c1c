import { call } from '../../server/processes/call.js'
import { nothing, number, object, optional } from '../../server/processes/message-shape.js'

/** Subscribes to what there is at a port. */
export const subscribeCall = call(
  'subscribe',
  object({
    port: number,
    /** Absent for new messages only. */
    cursor: optional(number),
    firstSeq: number,
  }),
  nothing,
)

/** Receives the next messages, having connected first if need be. */
export const receiveCall = call(
  'receive',
  object({ messages: number }),
  object({
    wallMs: number,
    /** Of all threads of the process, in its own code and in the system's. */
    cpuMicros: number,
  }),
)

/** Ends the subscription. */
export const closeCall = call('close', nothing, nothing)

/** What the process holds, all garbage collected, in bytes; `external` counts array buffers too. */
export const memoryCall = call(
  'memory',
  nothing,
  object({ heapUsed: number, external: number, rss: number }),
)
