/**
 * What `work` resolves to, or undefined as soon as the signal is aborted: `work` is then not begun, or
 * goes on unheard, whatever comes of it.
 */
export async function unlessAborted<T>(
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  if (signal === undefined) return await work()
  if (signal.aborted) return undefined
  const settled = new AbortController()
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { signal: settled.signal })
  })
  try {
    return await Promise.race([work(), aborted])
  } finally {
    settled.abort()
  }
}
