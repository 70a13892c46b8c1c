import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { median } from '../../measure.js'
import { target } from '../contenders/contender.js'
import type { FrameSize } from '../frame-series.js'
import { monotonicMs } from '../monotonic-ms.js'
import type { HelperProcess } from '../processes/helper-process.js'
import { ProcessGroup } from '../processes/process-group.js'
import { useBetween } from '../resource-use.js'
import { amount, atLeast, goalCells, goalColumns, type Section } from '../section.js'
import { fillCall, readAllCall, serveCall, useCall } from '../sqlite/backfill-calls.js'
import { Audience } from '../subscriber/audience.js'
import type { RunSettings, Scenario } from './scenario.js'

/** Each reads the whole log, which takes long. */
const maxRounds = 3
const goalPerSecond = 80_000

interface Turn {
  readonly perSecond: number
  readonly cpuMicros: number
}

/** One subscriber replays a whole log in SQLite, and the same log is just read. */
export function backfill(messages: number, size: FrameSize): Scenario {
  const name = `backfill of ${amount(messages)} ${size} events`
  return {
    name,
    run: (settings) =>
      ProcessGroup.run(settings.signal, (group) =>
        runAll(group, settings, name, settings.quick ? messages / 20 : messages, size),
      ),
  }
}

async function runAll(
  group: ProcessGroup,
  settings: RunSettings,
  name: string,
  messages: number,
  size: FrameSize,
): Promise<Section> {
  const { folder, progress, corpus } = settings
  const rounds = Math.min(settings.rounds, maxRounds)
  const server = group.start('backfill', 'sqlite/backfill-process.ts', [corpus])
  const audience = new Audience(group, 1)
  const path = join(folder, `backfill-${size}.db`)
  progress(`${name}: writing the log`)
  const filled = await server.call(fillCall, { path, messages, size })
  const expected = {
    messages,
    bytes: {
      'xrpc.v0.cbor': filled.v0Bytes,
      'xrpc.v1.cbor': filled.v1CborBytes,
      'xrpc.v1.json': Number.NaN,
    },
  }
  const replay = async (): Promise<Turn> => {
    const { port } = await server.call(serveCall, { path })
    await audience.expect({
      messages,
      checkEach: false,
      keepTimes: false,
      reportEvery: messages,
    })
    const before = await server.call(useCall, undefined)
    const startMs = monotonicMs()
    const share = { subprotocol: 'xrpc.v1.cbor', connections: 1 } as const
    await audience.connect(port, `${target}?cursor=0`, [share], filled.firstSeq)
    const endMs = await audience.arrived()
    const { cpuMicros } = useBetween(before, await server.call(useCall, undefined))
    await audience.close(expected)
    return {
      perSecond: (messages / (endMs - startMs)) * 1000,
      cpuMicros: cpuMicros / messages,
    }
  }
  const replays: Turn[] = []
  const reads: Turn[] = []
  for (let round = 1; round <= rounds; round++) {
    progress(`${name}, round ${round} of ${rounds}`)
    if (round % 2 === 1) replays.push(await replay())
    reads.push(await justRead(server, path, messages))
    if (round % 2 === 0) replays.push(await replay())
  }
  await rm(path)
  return sectionOf(name, messages, filled.v0Bytes, replays, reads)
}

async function justRead(server: HelperProcess, path: string, messages: number): Promise<Turn> {
  const { messages: read, wallMs, use } = await server.call(readAllCall, { path })
  if (read !== messages) throw new Error(`the log gave ${read} frames, not ${messages}`)
  return { perSecond: (messages / wallMs) * 1000, cpuMicros: use.cpuMicros / messages }
}

function sectionOf(
  name: string,
  messages: number,
  bytes: number,
  replays: readonly Turn[],
  reads: readonly Turn[],
): Section {
  const [replayed, read] = [replays, reads].map((turns) => ({
    perSecond: median(turns.map(({ perSecond }) => perSecond)),
    cpuMicros: median(turns.map(({ cpuMicros }) => cpuMicros)),
  }))
  if (replayed === undefined || read === undefined) throw new Error('nothing was measured')
  const goal = atLeast(goalPerSecond, replayed.perSecond)
  const cells = ({ perSecond, cpuMicros }: Turn) => [
    { text: amount(Math.round(perSecond)) },
    { text: amount(Math.round((perSecond * bytes) / messages / 1e6)) },
    { text: cpuMicros.toFixed(2) },
  ]
  return {
    title: `${name}: ${amount(messages)} in SQLite, ${amount(Math.round(bytes / messages))} bytes each on average`,
    columns: [
      { title: 'what', align: 'left' },
      { title: 'events/s', align: 'right' },
      { title: 'MB/s', align: 'right' },
      { title: 'CPU µs', align: 'right' },
      ...goalColumns,
    ],
    rows: [
      [{ text: 'to one v1.cbor subscriber' }, ...cells(replayed), ...goalCells(goal)],
      [{ text: 'only read, 256 at a time' }, ...cells(read), ...goalCells(undefined)],
    ],
    notes: `From connecting with cursor=0 to the last event, the file in the operating system's cache. CPU:
microseconds of the server's process for each event.`,
    figures: [
      { name, measure: 'events_per_second', value: replayed.perSecond, goal },
      { name, measure: 'cpu_us_per_event', value: replayed.cpuMicros },
      { name: `${name}, only read`, measure: 'events_per_second', value: read.perSecond },
      { name: `${name}, only read`, measure: 'cpu_us_per_event', value: read.cpuMicros },
    ],
  }
}
