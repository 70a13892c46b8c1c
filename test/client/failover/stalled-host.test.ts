import { subscribe as listen, unsubscribe } from 'node:diagnostics_channel'
import { IncomingMessage } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import type { Failover } from '../../../templates/client/failover/failover-options.js'
import { subscribe } from '../../../templates/client/node/subscribe.js'
import { MemoryLog } from '../../../templates/server/memory-log.js'
import type { StreamLog } from '../../../templates/server/stream-source.js'
import { unixMicrosSequencer } from '../../../templates/stream/sequencer.js'
import { noteFrame, nsid, stream } from '../../server/example-stream.js'
import { startHost } from '../../server/harness.js'
import { logPath, openSqlite } from '../../server/log-folder.js'

const seqScheme = 'unix-micros'
const logs = {
  memory: () => new MemoryLog({ seqScheme }),
  sqlite: () => openSqlite(logPath(), { seqScheme }),
}

/** A host that numbers for itself what happens in three repositories. */
async function startRelay(log: StreamLog) {
  const { authority, errors } = await startHost({
    source: () => log,
    mount: { cursorIntervalMs: 10 },
  })
  const sequencer = unixMicrosSequencer()
  // What reaches back for ten minutes can be gone on with.
  const oldest = (Date.now() - 600_000) * 1000
  return {
    authority,
    errors,
    publish: async (event: number) => {
      const seq = event === 0 ? oldest : sequencer.next()
      const bytes = noteFrame(seq, `event ${event}`, `did:x:${event % 3}`)
      await log.append([{ seq, slot: undefined, bytes }])
    },
  }
}

/** The plain requests that are answered until the test ends, as `host/path`. */
function requests(): ReadonlySet<string> {
  const seen = new Set<string>()
  const onRequest = (event: unknown) => {
    if (typeof event !== 'object' || event === null || !('request' in event)) return
    const { request } = event
    if (request instanceof IncomingMessage) seen.add(`${request.headers.host}${request.url}`)
  }
  listen('http.server.request.start', onRequest)
  onTestFinished(() => void unsubscribe('http.server.request.start', onRequest))
  return seen
}

it.each([
  ['memory', 'sqlite'],
  ['sqlite', 'memory'],
] as const)('a host that stands still (%s) is left for one that does not (%s)', async (a, b) => {
  const one = await startRelay(logs[a]())
  const two = await startRelay(logs[b]())
  const before = 30
  for (let event = 0; event < before; event++) {
    await one.publish(event)
    await two.publish(event)
  }
  const asked = requests()
  const failovers: Failover[] = []
  const reconnections: unknown[] = []
  const subscription = subscribe(stream, {
    hosts: [`ws://${one.authority}`, `ws://${two.authority}`],
    cursor: 'oldest',
    onReconnect: (reconnection) => reconnections.push(reconnection),
    failover: { checkIntervalMs: 20, onFailover: (failover) => failovers.push(failover) },
  })
  onTestFinished(() => void subscription.return())
  let count = before
  const got: string[] = []
  for await (const message of subscription) {
    if ('text' in message) got.push(message.text)
    else if (failovers.length === 0 && subscription.live === true) {
      // The first one says that it is there, and is cut off from where events come from.
      expect(subscription.position.host).toBe(one.authority)
      await two.publish(count++)
    }
    if (failovers.length > 0 && got.length === count) break
  }
  expect(got).toEqual(Array.from({ length: count }, (_, event) => `event ${event}`))
  expect(count).toBeGreaterThan(before)
  expect(failovers).toMatchObject([
    { reason: 'stalled', from: one.authority, to: two.authority, error: undefined },
  ])
  expect(subscription.position.host).toBe(two.authority)
  expect(reconnections).toEqual([])
  expect([...asked][0]).toBe(`${two.authority}/xrpc/com.atproto.stream.getStatus?stream=${nsid}`)
  expect([...one.errors, ...two.errors]).toEqual([])
})
