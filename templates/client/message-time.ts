import type { TypedMessage } from '../stream/descriptor.js'
import { seqOf } from '../stream/message.js'
import { isTimeLike } from '../stream/time-like-seq.js'

/** When a message was made, in milliseconds since the UNIX epoch, where it tells. */
export function timeOf(message: TypedMessage): number | undefined {
  const seq = seqOf(message)
  if (seq !== undefined && isTimeLike(seq)) return seq / 1000
  const time: unknown = 'time' in message ? message.time : undefined
  if (typeof time !== 'string') return undefined
  const ms = Date.parse(time)
  return Number.isNaN(ms) ? undefined : ms
}
