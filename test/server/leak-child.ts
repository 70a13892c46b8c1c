// Serves the notes on a free port, and says what it holds whenever it is asked. Run with --expose-gc.
import { createServer } from 'node:http'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { StreamServer } from '../../templates/server/stream-server.js'
import { noteFrame, stream } from './example-stream.js'

/** What a process holds, and what its streams have counted. */
export interface Holdings {
  readonly heapBytes: number
  /** Timers, sockets and everything else that Node keeps for the process, by kind. */
  readonly resources: Readonly<Record<string, number>>
  readonly connections: number
  readonly bufferedBytes: number
}

const log = new MemoryLog({ slots: 4 })
for (let seq = 1; seq <= 20; seq++) log.append([{ seq, slot: seq % 4, bytes: noteFrame(seq) }])
const streams = new StreamServer({
  maxConnections: 200,
  maxConnectionsPerAddress: 200,
  onError: (error) => {
    throw error
  },
})
streams.mount(stream, { source: log, cursorIntervalMs: 5 })
const http = createServer()
streams.attach(http)
http.listen(0, '127.0.0.1', () => {
  const address = http.address()
  if (typeof address === 'object') process.send?.({ port: address?.port })
})

process.on('message', () => void tell())
process.on('disconnect', () => process.exit())

async function tell(): Promise<void> {
  // What has closed is let go of over some turns of the event loop.
  for (let turn = 0; turn < 5; turn++) {
    await new Promise<void>((resolve) => void setImmediate(resolve))
    globalThis.gc?.()
  }
  const resources: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) {
    // One-shot timers and turns that were asked for come and go by themselves.
    if (kind !== 'Immediate') resources[kind] = (resources[kind] ?? 0) + 1
  }
  const holdings: Holdings = {
    heapBytes: process.memoryUsage().heapUsed,
    resources,
    connections: streams.connectionCount,
    bufferedBytes: (await streams.stats()).bufferedBytes,
  }
  process.send?.(holdings)
}
