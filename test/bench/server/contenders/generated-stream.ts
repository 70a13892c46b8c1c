import { createServer } from 'node:http'

import { stream } from '../../../../generated/com.atproto.sync.subscribeRepos.js'
import { MemoryLog, Publisher, StreamServer } from '../../../../generated/runtime/server/index.js'
import type { Contender } from './contender.js'
import { listening } from './listening.js'

/** Ours as a relay uses it: ready frames are published into a log in memory, options as they are. */
export async function generatedStream(): Promise<Contender> {
  let failure: unknown
  const log = new MemoryLog()
  const publisher = new Publisher(stream, log)
  const streams = new StreamServer({
    // All subscribers have the same address here.
    maxConnectionsPerAddress: 20_000,
    onError: (error) => {
      failure ??= error
    },
  })
  const mount = streams.mount(stream, { source: log })
  const http = createServer()
  streams.attach(http)
  const port = await listening(http)
  let prepared: readonly Buffer[] = []
  return {
    port,
    subscriberCount: () => mount.connectionCount,
    prepare: (frames) => {
      prepared = frames
    },
    publish: async (index) => {
      const frame = prepared[index]
      if (frame === undefined) throw new RangeError(`nothing is prepared at ${index}`)
      await publisher.publishFrame(frame)
      if (failure !== undefined) throw failure
    },
  }
}
