import type { StreamSource } from '../../templates/server/stream-source.js'

/** A log as a store that does some things in another way. */
export function changedSource(log: StreamSource, changes: Partial<StreamSource>): StreamSource {
  return {
    seqScheme: log.seqScheme,
    sequenceId: log.sequenceId,
    slots: log.slots,
    position: () => log.position(),
    read: (request) => log.read(request),
    subscribe: (listener) => log.subscribe(listener),
    ...changes,
  }
}
