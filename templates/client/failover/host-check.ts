import { statusOfHost } from '../host-status.js'

/** What a host says of a stream, as far as a choice between hosts depends on it. */
export interface HostStanding {
  /** The highest seq that the stream has assigned, 0 when it never had a message. */
  readonly highestSeq: number
  readonly seqScheme?: string
  readonly sequenceId?: string
}

/**
 * Asks a host where a stream stands. A host that answers undefined, or not within 5 seconds, or
 * whose check throws or rejects, has not said: that proves nothing against it.
 *
 * @param url the address of the stream on that host
 * @param signal aborted when the answer is no longer wanted
 */
export type HostCheck = (
  url: string,
  nsid: string,
  signal: AbortSignal,
) => Promise<HostStanding | undefined>

/** Asks by `com.atproto.stream.getStatus`. */
export const checkByStatus: HostCheck = async (url, nsid, signal) => {
  const status = await statusOfHost(url, nsid, signal)
  if (status === undefined) return undefined
  const highestSeq: unknown = Reflect.get(status, 'highestSeq')
  if (typeof highestSeq !== 'number') return undefined
  const seqScheme: unknown = Reflect.get(status, 'seqScheme')
  const sequenceId: unknown = Reflect.get(status, 'sequenceId')
  return {
    highestSeq,
    ...(typeof seqScheme === 'string' ? { seqScheme } : {}),
    ...(typeof sequenceId === 'string' ? { sequenceId } : {}),
  }
}
