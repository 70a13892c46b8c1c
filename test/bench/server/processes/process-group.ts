import { HelperProcess } from './helper-process.js'

/** Processes that end together. */
export class ProcessGroup {
  readonly #processes: HelperProcess[] = []
  readonly #signal: AbortSignal

  private constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  /** Starts a process; see {@link HelperProcess}. */
  start(name: string, program: string, args: readonly string[] = []): HelperProcess {
    this.#signal.throwIfAborted()
    const started = new HelperProcess(name, program, args)
    this.#processes.push(started)
    return started
  }

  /**
   * Runs `work`, and ends the processes that it started when it is done, has failed or is aborted.
   *
   * @throws what `work` throws
   */
  static async run<T>(signal: AbortSignal, work: (group: ProcessGroup) => Promise<T>): Promise<T> {
    const group = new ProcessGroup(signal)
    const abandon = () => {
      for (const started of group.#processes) started.abandon(new Error('interrupted'))
    }
    signal.addEventListener('abort', abandon)
    try {
      return await work(group)
    } finally {
      signal.removeEventListener('abort', abandon)
      await Promise.all(group.#processes.map((started) => started.end()))
    }
  }
}
