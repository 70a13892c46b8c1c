import { call } from '../processes/call.js'
import { number, object, oneOf, text } from '../processes/message-shape.js'
import { frameSize } from './backfill-calls.js'

const synchronous = oneOf('full', 'normal')

/** What both contenders do, and what they tell of it. */
const request = {
  /** Of a file that is not there yet; it is removed afterwards. */
  path: text,
  messages: number,
  size: frameSize,
  synchronous,
}

/** Publishes to an `SqliteLog`, so many at a time as asked. */
export const publishToLogCall = call(
  'publish to a log',
  object({ ...request, inFlight: number }),
  object({
    wallMs: number,
    cpuMicros: number,
    /** Frames that became readable together, which is to say by one transaction, on the average. */
    batch: number,
  }),
)

/** Inserts the same frames with nothing but `node:sqlite`, so many in a transaction as asked. */
export const insertCall = call(
  'insert',
  object({ ...request, batch: number }),
  object({ wallMs: number, cpuMicros: number }),
)

/** How long writing a little to a file and syncing it takes, the median of some times. */
export const syncCall = call('sync', object({ path: text }), object({ medianMs: number }))
