// The subscribers of a benchmark: as many connections as asked for, in a process of their own.
import { monotonicMs } from '../monotonic-ms.js'
import { linkToParent } from '../processes/child-side.js'
import {
  arrivedCall,
  closeCall,
  connectCall,
  dropCall,
  expectCall,
  progressNote,
  timesCall,
} from './subscriber-calls.js'
import { Subscribers } from './subscribers.js'

const link = linkToParent()
const subscribers = new Subscribers((messages) => link.tell(progressNote, { messages }))

link.answer(connectCall, ({ port, target, subprotocol, connections, firstSeq }) =>
  subscribers.connect({ port, target }, subprotocol, connections, firstSeq),
)
link.answer(expectCall, (coming) => subscribers.expect(coming))
link.answer(arrivedCall, async () => {
  await subscribers.arrived()
  return { atMs: monotonicMs() }
})
link.answer(timesCall, () => subscribers.times())
link.answer(closeCall, () => subscribers.close())
link.answer(dropCall, () => subscribers.drop())
