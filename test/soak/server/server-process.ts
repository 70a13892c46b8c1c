// The server and the one who publishes.
import { createServer } from 'node:http'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { stream } from '../../../generated/com.atproto.sync.subscribeRepos.js'
import { Publisher } from '../../../templates/server/publisher.js'
import { SqliteLog } from '../../../templates/server/sqlite/index.js'
import { StreamServer } from '../../../templates/server/stream-server.js'
import { listening } from '../../bench/server/contenders/listening.js'
import { linkToParent } from '../../bench/server/processes/child-side.js'
import { seededRandom } from '../../torture/random.js'
import { Accounts } from '../accounts.js'
import { SoakMessages } from '../soak-messages.js'
import { collectedMemory, resourceLine } from './holdings.js'
import { Measurement } from './measurement.js'
import { ObservedSource } from './observed-source.js'
import { Publishing } from './publishing.js'
import {
  glanceCall,
  holdingsCall,
  publishCall,
  serveCall,
  stopCall,
  summaryCall,
} from './server-calls.js'
import { TransactionClock } from './transaction-clock.js'

/** For about how long the log retains what is published, in seconds. */
const windowSeconds = 12
const leastWindowFrames = 200
const cacheBytes = 4 * 1024 * 1024

const link = linkToParent()

link.answer(serveCall, async ({ folder, seed, rate, frames }) => {
  const errors: string[] = []
  const onError = (error: unknown) => {
    if (errors.length < 20) errors.push(error instanceof Error ? error.message : String(error))
  }
  const clock = new TransactionClock()
  const messages = new SoakMessages(frames, new Accounts(seed))
  const windowFrames = Math.max(leastWindowFrames, Math.ceil(rate * windowSeconds))
  const log = new SqliteLog(join(folder, 'log.db'), {
    slots: 32,
    cacheBytes,
    // Frames differ in size: now this limit is the one that counts, now the other.
    maxFrames: windowFrames,
    maxBytes: Math.ceil(windowFrames * messages.meanBytes),
  })
  const source = new ObservedSource(log)
  const publishing = new Publishing(
    new Publisher(stream, log),
    messages,
    seededRandom(seed),
    onError,
  )
  const streams = new StreamServer({
    // All subscribers have the same address here.
    maxConnectionsPerAddress: 20_000,
    onError,
  })
  const mount = streams.mount(stream, {
    source,
    // So small that slow ones are moved back to the log soon.
    highWaterBytes: 256 * 1024,
    cursorEvery: 250,
    cursorIntervalMs: 500,
  })
  const http = createServer()
  streams.attach(http)
  const port = await listening(http)
  const bufferedBytes = async () => (await streams.stats()).bufferedBytes
  let measurement: Measurement | undefined

  link.answer(publishCall, ({ perSecond, sampleEveryMs }) => {
    measurement = new Measurement(clock, source, bufferedBytes, publishing.lastSeq, sampleEveryMs)
    publishing.start(perSecond)
    return undefined
  })
  link.answer(glanceCall, () => ({
    lastSeq: publishing.lastSeq,
    connections: mount.connectionCount,
  }))
  link.answer(stopCall, async () => {
    await publishing.stop()
    if (measurement === undefined) throw new Error('nothing was published')
    return measurement.end(publishing.lastSeq)
  })
  link.answer(holdingsCall, async () => {
    // What has closed is let go of over some turns of the event loop.
    for (let turn = 0; turn < 5; turn++) {
      await setImmediate()
      globalThis.gc?.()
    }
    return {
      memory: collectedMemory(),
      resources: resourceLine(),
      connections: streams.connectionCount,
      bufferedBytes: await bufferedBytes(),
    }
  })
  link.answer(summaryCall, async () => {
    const { drops, encodedMessages } = await mount.stats()
    return {
      drops: Object.entries(drops).flatMap(([why, count]) => (count > 0 ? `${count} ${why}` : [])),
      tooLate: source.tooLate,
      encodedCbor: encodedMessages['xrpc.v1.cbor'],
      encodedJson: encodedMessages['xrpc.v1.json'],
      errors,
    }
  })
  return { port, windowFrames }
})
