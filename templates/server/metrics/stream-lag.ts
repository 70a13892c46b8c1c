import type { StreamSource } from '../stream-source.js'
import type { StreamStats } from './stream-meter.js'

/** How far the slowest of some connections is behind a source. */
export async function streamLag(
  source: StreamSource,
  cursors: () => readonly number[],
  onError: (error: unknown) => void,
): Promise<Pick<StreamStats, 'highestSeq' | 'lagSeqs' | 'lagSeconds'>> {
  try {
    const { highestSeq } = await source.position()
    const slowest = cursors().reduce((least, cursor) => Math.min(least, cursor), highestSeq)
    const lagSeqs = highestSeq - slowest
    const tellsTime = source.seqScheme === 'unix-micros'
    return { highestSeq, lagSeqs, lagSeconds: tellsTime ? lagSeqs / 1e6 : undefined }
  } catch (error) {
    onError(error)
    return { highestSeq: undefined, lagSeqs: undefined, lagSeconds: undefined }
  }
}
