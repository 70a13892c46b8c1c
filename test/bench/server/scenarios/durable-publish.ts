import { join } from 'node:path'

import { median } from '../../measure.js'
import type { Cell } from '../../table.js'
import type { FrameSize } from '../frame-series.js'
import type { HelperProcess } from '../processes/helper-process.js'
import { ProcessGroup } from '../processes/process-group.js'
import { amount, atLeast, goalCells, goalColumns } from '../section.js'
import type { Figure, Section } from '../section.js'
import { insertCall, publishToLogCall, syncCall } from '../sqlite/publish-calls.js'
import type { RunSettings, Scenario } from './scenario.js'

/** How many events wait for the disk at a time. */
const inFlight = 2000
const goalPerSecond = 20_000

interface Turn {
  readonly perSecond: number
  readonly cpuMicros: number
  readonly batch: number
}

type Synchronous = 'full' | 'normal'

/** Events are published to an `SqliteLog`, and the same bytes just inserted with `node:sqlite`. */
export function durablePublish(messages: number, size: FrameSize): Scenario {
  const name = `durable publish of ${size} events`
  return {
    name,
    run: (settings) =>
      ProcessGroup.run(settings.signal, async (group) => {
        const publisher = group.start(name, 'sqlite/publish-process.ts', [settings.corpus])
        const run = { name, messages: settings.quick ? messages / 10 : messages, size }
        const sync = { path: join(settings.folder, 'sync') }
        const { medianMs } = await publisher.call(syncCall, sync)
        const full = await runRounds(publisher, settings, { ...run, synchronous: 'full' })
        const normal = await runRounds(publisher, settings, { ...run, synchronous: 'normal' })
        return sectionOf(run.name, run.messages, medianMs, { full, normal })
      }),
  }
}

interface Run {
  readonly name: string
  readonly messages: number
  readonly size: FrameSize
  readonly synchronous: Synchronous
}

interface Turns {
  readonly published: readonly Turn[]
  readonly inserted: readonly Turn[]
}

async function runRounds(
  publisher: HelperProcess,
  { folder, progress, rounds }: RunSettings,
  { name, messages, size, synchronous }: Run,
): Promise<Turns> {
  const request = { path: join(folder, 'publish.db'), messages, size, synchronous }
  const publish = async () => {
    const result = await publisher.call(publishToLogCall, { ...request, inFlight })
    return turnOf(messages, result, result.batch)
  }
  progress(`${name}, ${synchronous}: warming up`)
  // Whoever is compared with us uses transactions as large as ours turn out to be.
  const batch = Math.round((await publish()).batch)
  const insert = async () =>
    turnOf(messages, await publisher.call(insertCall, { ...request, batch }), batch)
  const published: Turn[] = []
  const inserted: Turn[] = []
  for (let round = 1; round <= rounds; round++) {
    progress(`${name}, ${synchronous}, round ${round} of ${rounds}`)
    if (round % 2 === 1) published.push(await publish())
    inserted.push(await insert())
    if (round % 2 === 0) published.push(await publish())
  }
  return { published, inserted }
}

function turnOf(
  messages: number,
  { wallMs, cpuMicros }: { readonly wallMs: number; readonly cpuMicros: number },
  batch: number,
): Turn {
  return { perSecond: (messages / wallMs) * 1000, cpuMicros: cpuMicros / messages, batch }
}

function sectionOf(
  name: string,
  messages: number,
  syncMs: number,
  turns: Readonly<Record<Synchronous, Turns>>,
): Section {
  const rows: Cell[][] = []
  const figures: Figure[] = []
  const add = (who: string, synchronous: Synchronous, own: readonly Turn[], hasGoal: boolean) => {
    const perSecond = median(own.map((turn) => turn.perSecond))
    const cpuMicros = median(own.map((turn) => turn.cpuMicros))
    const goal = hasGoal ? atLeast(goalPerSecond, perSecond) : undefined
    rows.push([
      { text: who },
      { text: synchronous },
      { text: amount(Math.round(perSecond)) },
      { text: cpuMicros.toFixed(1) },
      { text: amount(Math.round(median(own.map(({ batch }) => batch)))) },
      ...goalCells(goal),
    ])
    const about = `${name}, ${who}, synchronous ${synchronous}`
    const withGoal = goal === undefined ? {} : { goal }
    figures.push(
      { name: about, measure: 'events_per_second', value: perSecond, ...withGoal },
      { name: about, measure: 'cpu_us_per_event', value: cpuMicros },
    )
  }
  for (const synchronous of ['full', 'normal'] as const) {
    const { published, inserted } = turns[synchronous]
    add('lexstream', synchronous, published, synchronous === 'full')
    add('node:sqlite', synchronous, inserted, false)
  }
  return {
    title: `${name}: ${amount(messages)} to a new file, ${amount(inFlight)} waiting at a time`,
    columns: [
      { title: 'who', align: 'left' },
      { title: 'synchronous', align: 'left' },
      { title: 'events/s', align: 'right' },
      { title: 'CPU µs', align: 'right' },
      { title: 'a transaction', align: 'right' },
      ...goalColumns,
    ],
    rows,
    notes: `Full: an event that is acknowledged outlasts a power failure, since the write-ahead log is synced
after each transaction. Normal: it outlasts the process, not the machine. 4 kB written and synced take
${syncMs.toFixed(2)} ms on this disk. node:sqlite: bare inserts of the same bytes in as large transactions.`,
    figures,
  }
}
