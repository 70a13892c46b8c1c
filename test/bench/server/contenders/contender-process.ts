// A contender and the one who publishes, in a process of their own. The contender's name is the
// argument.
import { setTimeout } from 'node:timers/promises'

import { stream } from '../../../../generated/com.atproto.sync.subscribeRepos.js'
import { Transcoder, type Subprotocol } from '../../../../generated/runtime/index.js'
import { loadCorpus } from '../../corpus.js'
import { FrameSeries } from '../frame-series.js'
import { linkToParent } from '../processes/child-side.js'
import { currentUse, useBetween } from '../resource-use.js'
import { monotonicMs } from '../monotonic-ms.js'
import { isContenderName, startContender } from './all-contenders.js'
import {
  deliveredNote,
  listenCall,
  memoryCall,
  paceCall,
  prepareCall,
  publishCall,
  subscribersCall,
  useCall,
} from './contender-calls.js'
import { Publishing } from './publishing.js'

const [name, corpusName] = process.argv.slice(2)
if (!isContenderName(name)) throw new Error(`there is no contender ${name}`)

const link = linkToParent()
const contender = await startContender(name)
const publishing = new Publishing(contender)
const series = new FrameSeries(await loadCorpus(corpusName === 'synthetic'), 'real')

link.answer(listenCall, () => ({ port: contender.port }))
link.answer(subscribersCall, () => ({ count: contender.subscriberCount() }))
link.answer(useCall, currentUse)

link.answer(prepareCall, ({ messages }) => {
  const firstSeq = series.nextSeq
  const frames = series.take(messages)
  publishing.prepare(frames)
  return {
    firstSeq,
    bytes: {
      'xrpc.v0.cbor': bytesOf(frames, 'xrpc.v0.cbor'),
      'xrpc.v1.cbor': bytesOf(frames, 'xrpc.v1.cbor'),
      'xrpc.v1.json': bytesOf(frames, 'xrpc.v1.json'),
    },
  }
})

function bytesOf(frames: readonly Buffer[], subprotocol: Subprotocol): number {
  const transcoder = new Transcoder(stream.nsid)
  return frames.reduce(
    (sum, frame) => sum + transcoder.transcode(frame, 'xrpc.v0.cbor', subprotocol).length,
    0,
  )
}

link.answer(publishCall, async ({ messages, window }) => {
  globalThis.gc?.()
  const startMs = monotonicMs()
  const before = currentUse()
  await publishing.publish(messages, window)
  return { wallMs: monotonicMs() - startMs, use: useBetween(before, currentUse()) }
})

link.hear(deliveredNote, ({ messages }) => publishing.delivered(messages))

link.answer(paceCall, ({ messages, perSecond }) => publishing.pace(messages, perSecond))

link.answer(memoryCall, async () => {
  // What finalizers free needs a turn, and another collection.
  for (let turn = 0; turn < 4; turn++) {
    globalThis.gc?.()
    await setTimeout(50)
  }
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage()
  return { heapUsed, external, arrayBuffers, rss }
})
