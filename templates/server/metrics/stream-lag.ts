import type { StreamPosition } from '../../stream/position.js'
import type { StreamSource } from '../stream-source.js'
import type { StreamStats } from './stream-meter.js'

/** So long a source may take to say where it stands: whoever asks for metrics waits for 10 s at most. */
const patienceMs = 2000

/**
 * How far the slowest of some connections is behind a source; unknown where the source fails, or
 * takes longer than two seconds, of which `onError` is told.
 *
 * @param cursors the positions of those connections, asked for once the source has answered
 */
export async function streamLag(
  source: StreamSource,
  cursors: () => readonly number[],
  onError: (error: unknown) => void,
): Promise<Pick<StreamStats, 'highestSeq' | 'lagSeqs' | 'lagSeconds'>> {
  try {
    const { highestSeq } = await soon(source.position())
    const slowest = cursors().reduce((least, cursor) => Math.min(least, cursor), highestSeq)
    const lagSeqs = highestSeq - slowest
    const tellsTime = source.seqScheme === 'unix-micros'
    return { highestSeq, lagSeqs, lagSeconds: tellsTime ? lagSeqs / 1e6 : undefined }
  } catch (error) {
    onError(error)
    return { highestSeq: undefined, lagSeqs: undefined, lagSeconds: undefined }
  }
}

async function soon(position: StreamPosition | Promise<StreamPosition>): Promise<StreamPosition> {
  if (!(position instanceof Promise)) return position
  return new Promise<StreamPosition>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`the source did not say where it stands within ${patienceMs} ms`))
    }, patienceMs)
    position.finally(() => clearTimeout(timer)).then(resolve, reject)
  })
}
