import { useBetween, type ResourceUse } from '../../server/resource-use.js'
import type { HelperProcess } from '../../server/processes/helper-process.js'
import { closeCall, receiveCall, subscribeCall } from '../contenders/client-calls.js'

/** How a client got through a whole log. */
export interface Replay {
  readonly perSecond: number
  /** Microseconds of the client's CPU for each message. */
  readonly clientMicros: number
  /** The same of the server's. */
  readonly serverMicros: number
  /** Which part of the time the client was at work, its other threads counted too. */
  readonly clientBusy: number
  readonly serverBusy: number
}

/** What there is to replay. */
export interface Log {
  readonly port: number
  readonly firstSeq: number
  readonly messages: number
}

/**
 * Has a client replay a log from its beginning.
 *
 * @param serverUse what the server's process has used so far
 */
export async function replay(
  client: HelperProcess,
  { port, firstSeq, messages }: Log,
  serverUse: () => Promise<ResourceUse>,
): Promise<Replay> {
  await client.call(subscribeCall, { port, cursor: 0, firstSeq })
  const before = await serverUse()
  const { wallMs, cpuMicros } = await client.call(receiveCall, { messages })
  const used = useBetween(before, await serverUse())
  await client.call(closeCall, undefined)
  return {
    perSecond: (messages / wallMs) * 1000,
    clientMicros: cpuMicros / messages,
    serverMicros: used.cpuMicros / messages,
    clientBusy: cpuMicros / 1000 / wallMs,
    serverBusy: used.cpuMicros / 1000 / wallMs,
  }
}
