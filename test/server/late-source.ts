import type { StreamSource } from '../../templates/server/stream-source.js'
import { changedSource } from './changed-source.js'
import type { Rhythm } from './pauses.js'

/** A store that is slow to read and slow to answer: by then more has been published than it says. */
export function lateSource(log: StreamSource, rhythm: Rhythm): StreamSource {
  const late = async <T>(ask: () => T | Promise<T>): Promise<T> => {
    await rhythm.next()
    const answer = await ask()
    await rhythm.next()
    return answer
  }
  return changedSource(log, {
    position: () => late(() => log.position()),
    read: (request) => late(() => log.read(request)),
  })
}
