import { createServer, type Server } from 'node:http'
import { onTestFinished } from 'vitest'
import type { StreamServer } from '../../templates/server/stream-server.js'
import { listen } from './harness.js'

/** Serves mounted streams on the loopback interface until the test ends. */
export async function serve(streams: StreamServer, http: Server = createServer()): Promise<string> {
  streams.attach(http)
  const authority = await listen(http)
  onTestFinished(() => streams.close({ deadlineMs: 0 }))
  return authority
}

/** Resolves once something holds that others bring about; a test that waits in vain times out. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => void setTimeout(resolve, 2))
}
