import { setTimeout } from 'node:timers/promises'

import type { Subprotocol } from '../../../../generated/runtime/index.js'
import type { RunSettings, Scenario } from '../../scenario-run.js'
import type { HelperProcess } from '../../server/processes/helper-process.js'
import { ProcessGroup } from '../../server/processes/process-group.js'
import { atMost, goalCells, goalColumns, type Section } from '../../server/section.js'
import type { ContenderName } from '../contenders/all-contenders.js'
import { closeCall, memoryCall, receiveCall, subscribeCall } from '../contenders/client-calls.js'
import { startClient, startSource } from '../processes.js'
import { listenCall, playCall, prepareCall } from '../source/source-calls.js'

const goalMegabytes = 16
/** How often the memory is looked at in the time. */
const looks = 12
const warmUp = 10_000
/** More than all buffers between the two hold. */
const measured = 20_000

interface Entrant {
  readonly name: ContenderName
  readonly subprotocol: Subprotocol
}

const entrants: readonly Entrant[] = [
  { name: 'lexstream, v0', subprotocol: 'xrpc.v0.cbor' },
  { name: 'lexstream, v1.json', subprotocol: 'xrpc.v1.json' },
]

/** The most that a client held beyond what it had before, in MB. */
interface Holding {
  readonly name: ContenderName
  readonly live: number
  readonly resident: number
}

/** A consumer stops asking for messages while the server goes on. */
export function stalledConsumer(seconds: number): Scenario {
  const name = 'stalled consumer'
  return {
    name,
    run: (settings) =>
      ProcessGroup.run(settings.signal, async (group) => {
        const stallSeconds = settings.quick ? Math.ceil(seconds / 12) : seconds
        settings.progress(`${name}, ${stallSeconds} s`)
        const holdings = await Promise.all(
          entrants.map((entrant) => stall(group, settings, entrant, stallSeconds)),
        )
        return sectionOf(name, stallSeconds, holdings)
      }),
  }
}

async function stall(
  group: ProcessGroup,
  { corpus, signal }: RunSettings,
  { name, subprotocol }: Entrant,
  seconds: number,
): Promise<Holding> {
  const source = startSource(group, corpus)
  const client = startClient(group, name)
  const { port } = await source.call(listenCall, undefined)
  const { firstSeq } = await source.call(prepareCall, { subprotocol, warmUp, measured })
  await client.call(subscribeCall, { port, cursor: undefined, firstSeq })
  await Promise.all([
    client.call(receiveCall, { messages: warmUp }),
    source.call(playCall, { subprotocol, part: 'warm-up' }),
  ])
  const before = await client.call(memoryCall, undefined)
  const playing = source.call(playCall, { subprotocol, part: 'measured' })
  const holding = await Promise.race([
    watch(client, before, (seconds * 1000) / looks, signal),
    failWhenDone(playing, `${name} did not hold the server back`),
  ])
  await Promise.all([client.call(receiveCall, { messages: measured }), playing])
  await client.call(closeCall, undefined)
  return { name, ...holding }
}

async function failWhenDone(work: Promise<unknown>, problem: string): Promise<never> {
  await work
  throw new Error(problem)
}

type Memory = Readonly<Record<'heapUsed' | 'external' | 'rss', number>>

async function watch(
  client: HelperProcess,
  before: Memory,
  everyMs: number,
  signal: AbortSignal,
): Promise<{ readonly live: number; readonly resident: number }> {
  let live = 0
  let resident = 0
  for (let look = 0; look < looks; look++) {
    await setTimeout(everyMs, undefined, { signal })
    const { heapUsed, external, rss } = await client.call(memoryCall, undefined)
    live = Math.max(live, heapUsed + external - before.heapUsed - before.external)
    resident = Math.max(resident, rss - before.rss)
  }
  return { live: live / 1e6, resident: resident / 1e6 }
}

function sectionOf(name: string, seconds: number, holdings: readonly Holding[]): Section {
  const figures = holdings.flatMap((held) => [
    {
      name: `${held.name}, ${name}`,
      measure: 'heap_and_external_mb',
      value: held.live,
      goal: atMost(goalMegabytes, held.live, ' MB'),
    },
    {
      name: `${held.name}, ${name}`,
      measure: 'resident_mb',
      value: held.resident,
      goal: atMost(goalMegabytes, held.resident, ' MB'),
    },
  ])
  return {
    title: `${name}: nothing is asked for in ${seconds} s`,
    columns: [
      { title: 'client', align: 'left' },
      { title: 'heap + external, MB', align: 'right' },
      { title: 'resident, MB', align: 'right' },
      ...goalColumns,
    ],
    rows: holdings.map((held) => [
      { text: held.name },
      { text: held.live.toFixed(1) },
      { text: held.resident.toFixed(1) },
      ...goalCells(atMost(goalMegabytes, Math.max(held.live, held.resident), ' MB')),
    ]),
    notes: `What the client's process holds beyond what it held after ${warmUp} messages, the most of ${looks} looks,
garbage collected before each; resident memory as the system tells it. The server writes for as long
as the socket takes anything. Afterwards every message is received.`,
    figures,
  }
}
