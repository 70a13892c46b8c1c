import type { StreamSource } from '../../templates/server/stream-source.js'
import { changedSource } from './changed-source.js'
import { Deferred } from './deferred.js'

/** Holds up whoever reads a log beyond some point, until a test has done what it wants to. */
export class ReadGate {
  readonly source: StreamSource
  /** Resolves once someone waits. */
  readonly reached: Promise<void>
  readonly #opened = new Deferred<void>()
  #open = false

  /** @param from reads after this seq have to wait */
  constructor(log: StreamSource, from: number) {
    const reached = new Deferred<void>()
    this.reached = reached.promise
    this.source = changedSource(log, {
      read: async (request) => {
        if (request.after >= from && !this.#open) {
          reached.resolve()
          await this.#opened.promise
        }
        return log.read(request)
      },
      ...(log.pending === undefined ? {} : { pending: (after) => log.pending?.(after) }),
    })
  }

  /** Lets everyone go on. */
  open(): void {
    this.#open = true
    this.#opened.resolve()
  }
}
