import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { noteFrame } from './example-stream.js'
import { Peer, startHost } from './harness.js'
import { until } from './serve.js'

const mebibyte = 1024 * 1024
const rounds = 300
/** How much a client asks for, most of which others asked for before. */
const overlap = 64
const text = 'x'.repeat(7 * 1024)

/** What typed arrays hold once garbage is collected, in bytes. */
async function arrayBytes(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('garbage cannot be collected')
  for (let turn = 0; turn < 5; turn++) {
    await new Promise<void>((resolve) => void setImmediate(resolve))
    Reflect.apply(collect, undefined, [])
  }
  return process.memoryUsage().arrayBuffers
}

// Whoever comes back now and then gets a batch in which little is new. Only that may be kept: what a
// frame is cut out of must not be kept along with it.
it('encoded frames keep no more memory than they may', { timeout: 60_000 }, async () => {
  const host = await startHost({
    log: { maxFrames: overlap },
    mount: { maxEncodedBytes: mebibyte },
  })
  const before = await arrayBytes()
  for (let seq = 1; seq <= rounds; seq++) {
    await host.publisher.publishFrame(noteFrame(seq, text))
    const cursor = Math.max(0, seq - overlap)
    const peer = new Peer(host.authority, `?cursor=${cursor}`, 'xrpc.v1.json')
    while ((await peer.brief()) !== `cursor ${seq}/${seq} live`);
    peer.webSocket.terminate()
    // Nobody is to be live when the next one is published.
    await until(() => host.streams.connectionCount === 0)
  }
  // Beside that: the log, what was read of it last, batches that went out last, and free memory.
  expect((await arrayBytes()) - before).toBeLessThan(40 * mebibyte)
  expect((await host.mount.stats()).encodedMessages['xrpc.v1.json']).toBe(rounds)
})
