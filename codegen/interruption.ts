/** The user or the system asked the program to stop. The reason of an aborted interrupt signal. */
export class Interruption extends Error {
  override readonly name = 'Interruption'
  /** 128 and the signal's number, as shells report it. */
  readonly exitCode: number

  constructor(exitCode: number) {
    super('interrupted')
    this.exitCode = exitCode
  }
}

/** Follows a promise until the signal is aborted, then rejects with the signal's reason at once. */
export function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
