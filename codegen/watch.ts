import { watch } from 'chokidar'

/** What happened to a file of a watched folder since the last run. */
export interface FileEvent {
  /** As shown to people: the folder as it was given, then the path below it, with forward slashes. */
  readonly file: string
  readonly what: 'added' | 'changed' | 'removed'
}

export interface WatchOptions {
  /** Need not exist, and may go away and come back. */
  readonly folder: string
  /**
   * Called once at the start, without events, and then after each burst of changes to `*.json`
   * files. Calls never overlap; what changes during one leads to another. An error that it throws
   * ends the watch.
   */
  readonly run: (events: readonly FileEvent[]) => Promise<void>
  /** Told where a part of the folder cannot be watched; the rest still is. */
  readonly onError: (error: Error) => void
  /** Ends the watch. */
  readonly signal: AbortSignal
}

/** How long the folder must have been still, in milliseconds, before a run begins. */
const quietPeriod = 100

/**
 * Watches the lexicon files of a folder until the signal is aborted.
 *
 * @throws Error where the system watches no further files, and whatever `run` throws
 */
export async function watchLexicons(options: WatchOptions): Promise<void> {
  const { folder, run, onError, signal } = options
  if (signal.aborted) return
  const burst = new Burst(signal)
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (path, stats) => stats?.isFile() === true && !path.endsWith('.json'),
  })
  const toFileEvent = (what: FileEvent['what']) => (path: string) =>
    burst.add({ file: path.replaceAll('\\', '/'), what })
  watcher
    .on('add', toFileEvent('added'))
    .on('change', toFileEvent('changed'))
    .on('unlink', toFileEvent('removed'))
    .on('error', (error) => {
      const failure = error instanceof Error ? error : new Error(String(error))
      if (isOutOfWatches(failure)) burst.fail(failure)
      else onError(failure)
    })
  try {
    await new Promise<void>((resolve) => {
      watcher.once('ready', resolve)
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    let events: readonly FileEvent[] | undefined = []
    while (events !== undefined && !signal.aborted) {
      await run(events)
      events = await burst.next()
    }
  } finally {
    await watcher.close()
  }
}

/** Collects events until they pause. */
class Burst {
  readonly #events = new Map<string, FileEvent>()
  readonly #signal: AbortSignal
  #failure: Error | undefined
  #timer: NodeJS.Timeout | undefined
  #settled = false
  #wake: () => void = () => undefined

  constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', () => this.#wake(), { once: true })
  }

  add(event: FileEvent): void {
    this.#events.set(event.file, event)
    this.#settled = false
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#settled = true
      this.#wake()
    }, quietPeriod)
  }

  fail(error: Error): void {
    this.#failure = error
    this.#wake()
  }

  /** Waits for the next events, sorted by file; undefined once the signal is aborted. */
  async next(): Promise<readonly FileEvent[] | undefined> {
    while (!this.#settled && !this.#signal.aborted && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    if (this.#failure !== undefined) throw this.#failure
    if (this.#signal.aborted) {
      clearTimeout(this.#timer)
      return undefined
    }
    const events = [...this.#events.values()].toSorted((a, b) => (a.file < b.file ? -1 : 1))
    this.#events.clear()
    this.#settled = false
    return events
  }
}

/** The system's limits on watches and on open files. */
function isOutOfWatches(error: Error): boolean {
  return 'code' in error && (error.code === 'ENOSPC' || error.code === 'EMFILE')
}
