// Serves a log in memory with shards. Where frames are from is the argument.
import { createServer } from 'node:http'

import { stream } from '../../../../generated/com.atproto.sync.subscribeRepos.js'
import { MemoryLog, Publisher, StreamServer } from '../../../../generated/runtime/server/index.js'
import { loadCorpus } from '../../corpus.js'
import { listening } from '../../server/contenders/listening.js'
import { FrameSeries } from '../../server/frame-series.js'
import { linkToParent } from '../../server/processes/child-side.js'
import { currentUse } from '../../server/resource-use.js'
import { serveCall, useCall } from './shard-server-calls.js'

const [corpusName] = process.argv.slice(2)
/** How many shards there can be. */
const slots = 4

const link = linkToParent()
const corpus = await loadCorpus(corpusName === 'synthetic')

link.answer(serveCall, async ({ messages }) => {
  const log = new MemoryLog({ slots, maxFrames: messages, maxBytes: Infinity })
  const publisher = new Publisher(stream, log)
  const series = new FrameSeries(corpus, 'real')
  const firstSeq = series.nextSeq
  for (const frame of series.take(messages)) await publisher.publishFrame(frame)
  const streams = new StreamServer({
    onError: (error) => {
      // Ends the process, and with it the run.
      throw error
    },
  })
  streams.mount(stream, { source: log })
  const http = createServer()
  streams.attach(http)
  return { port: await listening(http), firstSeq }
})

link.answer(useCall, currentUse)
