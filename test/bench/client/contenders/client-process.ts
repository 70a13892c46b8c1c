// A client in a process of its own. The contender's name is the argument.
import { setTimeout } from 'node:timers/promises'

import { monotonicMs } from '../../server/monotonic-ms.js'
import { linkToParent } from '../../server/processes/child-side.js'
import { isContenderName, loadContender } from './all-contenders.js'
import { closeCall, memoryCall, receiveCall, subscribeCall } from './client-calls.js'
import type { Receiver } from './receiver.js'

const [name] = process.argv.slice(2)
if (!isContenderName(name)) throw new Error(`there is no contender ${name}`)

const link = linkToParent()
const subscribe = await loadContender(name)
let receiver: Receiver | undefined

link.answer(subscribeCall, ({ port, cursor, firstSeq }) => {
  receiver = subscribe({ port, cursor, firstSeq })
  return undefined
})

link.answer(receiveCall, async ({ messages }) => {
  globalThis.gc?.()
  const startMs = monotonicMs()
  const before = process.cpuUsage()
  await receiver?.receive(messages)
  const { user, system } = process.cpuUsage(before)
  return { wallMs: monotonicMs() - startMs, cpuMicros: user + system }
})

link.answer(closeCall, async () => {
  await receiver?.close()
  receiver = undefined
  return undefined
})

link.answer(memoryCall, async () => {
  // What finalizers free needs a turn, and another collection.
  for (let turn = 0; turn < 4; turn++) {
    globalThis.gc?.()
    await setTimeout(50)
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heapUsed, external, rss }
})
