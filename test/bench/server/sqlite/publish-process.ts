// Publishes to databases. Where frames are from is the argument.
import { fdatasyncSync, openSync, closeSync, writeSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'

import { stream } from '../../../../generated/com.atproto.sync.subscribeRepos.js'
import { Publisher } from '../../../../generated/runtime/server/index.js'
import { SqliteLog } from '../../../../generated/runtime/server/sqlite/index.js'
import { loadCorpus } from '../../corpus.js'
import { median } from '../../measure.js'
import { FrameSeries } from '../frame-series.js'
import { monotonicMs } from '../monotonic-ms.js'
import { linkToParent } from '../processes/child-side.js'
import { insertCall, publishToLogCall, syncCall } from './publish-calls.js'

const [corpusName] = process.argv.slice(2)
/** As large as those of an `SqliteLog`. */
const pageBytes = 16_384
const syncs = 50

const link = linkToParent()
const corpus = await loadCorpus(corpusName === 'synthetic')

link.answer(publishToLogCall, async ({ path, messages, size, synchronous, inFlight }) => {
  const frames = new FrameSeries(corpus, size).take(messages)
  const log = new SqliteLog(path, { synchronous })
  let transactions = 0
  log.subscribe(() => {
    transactions++
  })
  const publisher = new Publisher(stream, log)
  let next = 0
  const publishing = async () => {
    for (let frame = frames[next++]; frame !== undefined; frame = frames[next++]) {
      await publisher.publishFrame(frame)
    }
  }
  const measured = await measure(() => Promise.all(Array.from({ length: inFlight }, publishing)))
  const inLog = log.pending(0).messages
  await log.close()
  await rm(path)
  if (inLog !== messages) throw new Error(`the log has ${inLog} frames, not ${messages}`)
  return { ...measured, batch: messages / transactions }
})

link.answer(insertCall, async ({ path, messages, size, synchronous, batch }) => {
  const frames = new FrameSeries(corpus, size).take(messages)
  const database = new DatabaseSync(path)
  database.exec(`PRAGMA page_size = ${pageBytes}`)
  database.exec('PRAGMA journal_mode = WAL')
  database.exec(`PRAGMA synchronous = ${synchronous}`)
  database.exec('CREATE TABLE frame (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT')
  const insert = database.prepare('INSERT INTO frame (seq, bytes) VALUES (?, ?)')
  const measured = await measure(() => {
    for (let start = 0; start < messages; start += batch) {
      database.exec('BEGIN IMMEDIATE')
      for (let seq = start; seq < Math.min(start + batch, messages); seq++) {
        insert.run(seq, frames[seq] ?? null)
      }
      database.exec('COMMIT')
    }
  })
  const inDatabase = Number(
    database.prepare('SELECT count(*) AS frames FROM frame').get()?.['frames'],
  )
  database.close()
  await rm(path)
  if (inDatabase !== messages) throw new Error(`the table has ${inDatabase} rows, not ${messages}`)
  return measured
})

async function measure(work: () => unknown): Promise<{ wallMs: number; cpuMicros: number }> {
  globalThis.gc?.()
  const startMs = monotonicMs()
  const before = process.cpuUsage()
  await work()
  const wallMs = monotonicMs() - startMs
  const { user, system } = process.cpuUsage(before)
  return { wallMs, cpuMicros: user + system }
}

link.answer(syncCall, async ({ path }) => {
  const file = openSync(path, 'w')
  const bytes = Buffer.alloc(4096)
  const times = Array.from({ length: syncs }, () => {
    const startMs = monotonicMs()
    writeSync(file, bytes)
    fdatasyncSync(file)
    return monotonicMs() - startMs
  })
  closeSync(file)
  await rm(path)
  return { medianMs: median(times) }
})
