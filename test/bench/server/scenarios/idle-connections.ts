import type { Cell } from '../../table.js'
import type { ContenderName } from '../contenders/all-contenders.js'
import { target } from '../contenders/contender.js'
import { listenCall, memoryCall, subscribersCall } from '../contenders/contender-calls.js'
import { ProcessGroup } from '../processes/process-group.js'
import type { ShapeOf } from '../processes/message-shape.js'
import { amount, atMost, goalCells, goalColumns, type Section } from '../section.js'
import { Audience } from '../subscriber/audience.js'
import type { RunSettings, Scenario } from './scenario.js'

/** Connections that come and go first, so that what is made once is there. */
const warmUpConnections = 200
const goalKilobytes = 12

type Memory = ShapeOf<typeof memoryCall.answer>

/** What a server holds for each of many connections on which nothing happens. */
export function idleConnections(connections: number): Scenario {
  const name = 'idle connections'
  return {
    name,
    run: async (settings) => {
      const some = settings.quick ? connections / 10 : connections
      const ours = await memoryOf('lexstream', some, name, settings)
      const bare = await memoryOf('bare ws', some, name, settings)
      return sectionOf(name, some, ours, bare)
    },
  }
}

/** What a server holds more with the connections than without, for each of them. */
function memoryOf(
  contender: ContenderName,
  connections: number,
  name: string,
  { signal, progress, corpus }: RunSettings,
): Promise<Memory> {
  return ProcessGroup.run(signal, async (group) => {
    progress(`${name}: ${contender}`)
    const server = group.start(contender, 'contenders/contender-process.ts', [contender, corpus])
    const audience = new Audience(group, 2)
    const { port } = await server.call(listenCall, undefined)
    const connect = (count: number) =>
      audience.connect(port, target, [{ subprotocol: 'xrpc.v0.cbor', connections: count }], 1)
    await connect(warmUpConnections)
    await audience.close({ messages: 0, bytes: noBytes })
    const before = await server.call(memoryCall, undefined)
    await connect(connections)
    const { count: taken } = await server.call(subscribersCall, undefined)
    if (taken !== connections) {
      throw new Error(`${contender} serves ${taken} subscribers, not ${connections}`)
    }
    const after = await server.call(memoryCall, undefined)
    await audience.drop()
    return {
      heapUsed: (after.heapUsed - before.heapUsed) / connections,
      external: (after.external - before.external) / connections,
      arrayBuffers: (after.arrayBuffers - before.arrayBuffers) / connections,
      rss: (after.rss - before.rss) / connections,
    }
  })
}

const noBytes = { 'xrpc.v0.cbor': 0, 'xrpc.v1.cbor': 0, 'xrpc.v1.json': 0 }

function sectionOf(name: string, connections: number, ours: Memory, bare: Memory): Section {
  const difference: Memory = {
    heapUsed: ours.heapUsed - bare.heapUsed,
    external: ours.external - bare.external,
    arrayBuffers: ours.arrayBuffers - bare.arrayBuffers,
    rss: ours.rss - bare.rss,
  }
  const goal = atMost(goalKilobytes, difference.heapUsed / 1000, ' kB of heap')
  const cells = ({ heapUsed, external, arrayBuffers, rss }: Memory): Cell[] =>
    [heapUsed, external, arrayBuffers, rss].map((bytes) => ({ text: (bytes / 1000).toFixed(2) }))
  return {
    title: `${amount(connections)} idle connections`,
    columns: [
      { title: 'kB a connection', align: 'left' },
      { title: 'heap', align: 'right' },
      { title: 'external', align: 'right' },
      { title: 'array buffers', align: 'right' },
      { title: 'resident', align: 'right' },
      ...goalColumns,
    ],
    rows: [
      [{ text: 'lexstream' }, ...cells(ours), ...goalCells(undefined)],
      [{ text: 'bare ws' }, ...cells(bare), ...goalCells(undefined)],
      [{ text: 'beyond ws' }, ...cells(difference), ...goalCells(goal)],
    ],
    notes: `Of the server's process, garbage collected, less what it held before. External memory includes array
buffers. Bare ws has one listener each for messages, errors and the end.`,
    figures: [
      { name, measure: 'heap_bytes_per_connection', value: ours.heapUsed },
      { name: `${name}, bare ws`, measure: 'heap_bytes_per_connection', value: bare.heapUsed },
      {
        name,
        measure: 'heap_bytes_per_connection_beyond_ws',
        value: difference.heapUsed,
        goal,
      },
      { name, measure: 'resident_bytes_per_connection', value: ours.rss },
      { name: `${name}, bare ws`, measure: 'resident_bytes_per_connection', value: bare.rss },
    ],
  }
}
