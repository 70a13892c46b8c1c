// Serves a log in SQLite. Where frames are from is the argument.
import { createServer } from 'node:http'
import { setImmediate } from 'node:timers/promises'

import { stream } from '../../../../generated/com.atproto.sync.subscribeRepos.js'
import { Transcoder } from '../../../../generated/runtime/index.js'
import { StreamServer, type StoredFrame } from '../../../../generated/runtime/server/index.js'
import { SqliteLog } from '../../../../generated/runtime/server/sqlite/index.js'
import { loadCorpus } from '../../corpus.js'
import { listening } from '../contenders/listening.js'
import { FrameSeries } from '../frame-series.js'
import { monotonicMs } from '../monotonic-ms.js'
import { linkToParent } from '../processes/child-side.js'
import { currentUse, useBetween } from '../resource-use.js'
import { fillCall, readAllCall, serveCall, useCall } from './backfill-calls.js'

const [corpusName] = process.argv.slice(2)
/** Frames of one transaction, when the log is made. */
const filledAtOnce = 2000

const link = linkToParent()
const corpus = await loadCorpus(corpusName === 'synthetic')
let stop: (() => Promise<void>) | undefined

link.answer(fillCall, async ({ path, messages, size }) => {
  const series = new FrameSeries(corpus, size)
  const transcoder = new Transcoder(stream.nsid)
  const firstSeq = series.nextSeq
  let v0Bytes = 0
  let v1CborBytes = 0
  const log = new SqliteLog(path, { synchronous: 'normal' })
  for (let filled = 0; filled < messages; filled += filledAtOnce) {
    const frames: StoredFrame[] = []
    while (frames.length < Math.min(filledAtOnce, messages - filled)) {
      const seq = series.nextSeq
      const bytes = series.next()
      frames.push({ seq, slot: undefined, bytes })
      v0Bytes += bytes.length
      v1CborBytes += transcoder.transcode(bytes, 'xrpc.v0.cbor', 'xrpc.v1.cbor').length
    }
    await log.append(frames)
  }
  await log.close()
  return { firstSeq, v0Bytes, v1CborBytes }
})

link.answer(serveCall, async ({ path }) => {
  await stop?.()
  const log = new SqliteLog(path)
  const streams = new StreamServer({
    onError: (error) => {
      // Ends the process, and with it the run.
      throw error
    },
  })
  streams.mount(stream, { source: log })
  const http = createServer()
  streams.attach(http)
  const port = await listening(http)
  stop = async () => {
    await streams.close()
    http.close()
    await log.close()
  }
  globalThis.gc?.()
  return { port }
})

link.answer(useCall, currentUse)

link.answer(readAllCall, async ({ path }) => {
  const log = new SqliteLog(path)
  globalThis.gc?.()
  const startMs = monotonicMs()
  const before = currentUse()
  let messages = 0
  for (let after = 0; ;) {
    const { frames } = log.read({ after, limit: 256, maxBytes: 512 * 1024 })
    const last = frames.at(-1)
    if (last === undefined) break
    messages += frames.length
    after = last.seq
    // The process answers others meanwhile, as a server does.
    await setImmediate()
  }
  const wallMs = monotonicMs() - startMs
  const use = useBetween(before, currentUse())
  await log.close()
  return { messages, wallMs, use }
})
