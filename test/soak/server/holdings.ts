import { number, object, text, type ShapeOf } from '../../bench/server/processes/message-shape.js'

/** What the process holds once garbage is collected, in bytes. */
export const memory = object({
  heapBytes: number,
  /** What typed arrays hold, which is not in the heap: frames, for the most part. */
  arrayBytes: number,
  rssBytes: number,
})

export type Memory = ShapeOf<typeof memory>

/** What the process holds while nobody is connected. */
export const holdings = object({
  memory,
  /** Sockets, timers and what else Node keeps for the process, as one line. */
  resources: text,
  connections: number,
  bufferedBytes: number,
})

export type Holdings = ShapeOf<typeof holdings>

/** Collects garbage, and says what is left. */
export function collectedMemory(): Memory {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage()
  return { heapBytes: heapUsed, arrayBytes: arrayBuffers, rssBytes: rss }
}

/** What Node keeps for the process, by kind: `2 TCPServerWrap, 1 Timeout`. */
export function resourceLine(): string {
  const counts = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) {
    // Turns of the event loop that were asked for come and go by themselves.
    if (kind !== 'Immediate') counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const parts = [...counts].map(([kind, count]) => `${count} ${kind}`)
  return parts.toSorted().join(', ')
}
