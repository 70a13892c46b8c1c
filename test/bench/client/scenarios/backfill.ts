import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { median } from '../../measure.js'
import type { RunSettings, Scenario } from '../../scenario-run.js'
import { ProcessGroup } from '../../server/processes/process-group.js'
import { amount, atLeast, goalCells, goalColumns, type Section } from '../../server/section.js'
import { fillCall, serveCall, useCall } from '../../server/sqlite/backfill-calls.js'
import { startClient } from '../processes.js'
import { replay, type Replay } from './replay.js'

/** Each reads the whole log, which takes long. */
const maxRounds = 3
const goalPerSecond = 60_000

/** Our client replays a whole log in SQLite from our server. */
export function backfill(messages: number): Scenario {
  const name = `backfill of ${amount(messages)} small events`
  return {
    name,
    run: (settings) =>
      ProcessGroup.run(settings.signal, (group) =>
        runAll(group, settings, name, settings.quick ? messages / 20 : messages),
      ),
  }
}

async function runAll(
  group: ProcessGroup,
  settings: RunSettings,
  name: string,
  messages: number,
): Promise<Section> {
  const { folder, progress, corpus } = settings
  const rounds = Math.min(settings.rounds, maxRounds)
  progress(`${name}: writing the log`)
  const server = group.start('the server', 'sqlite/backfill-process.ts', [corpus])
  const client = startClient(group, 'lexstream, v0')
  const path = join(folder, 'backfill.db')
  const { firstSeq, v0Bytes } = await server.call(fillCall, { path, messages, size: 'small' })
  const replays: Replay[] = []
  for (let round = 1; round <= rounds; round++) {
    progress(`${name}, round ${round} of ${rounds}`)
    const { port } = await server.call(serveCall, { path })
    const log = { port, firstSeq, messages }
    replays.push(await replay(client, log, () => server.call(useCall, undefined)))
  }
  await rm(path)
  return sectionOf(name, messages, v0Bytes, replays)
}

function sectionOf(
  name: string,
  messages: number,
  bytes: number,
  replays: readonly Replay[],
): Section {
  const medianOf = (property: keyof Replay) => median(replays.map((done) => done[property]))
  const perSecond = medianOf('perSecond')
  const clientBusy = medianOf('clientBusy')
  const serverBusy = medianOf('serverBusy')
  const goal = atLeast(goalPerSecond, perSecond)
  // Whoever is more at work is the one who is waited for.
  const lead = clientBusy / serverBusy
  const leadGoal = atLeast(1, lead)
  return {
    title: `${name}: ${amount(messages)} in SQLite, ${amount(Math.round(bytes / messages))} bytes each on average`,
    columns: [
      { title: 'process', align: 'left' },
      { title: 'messages/s', align: 'right' },
      { title: 'CPU µs', align: 'right' },
      { title: 'busy', align: 'right' },
      ...goalColumns,
    ],
    rows: [
      [
        { text: 'lexstream, v0' },
        { text: amount(Math.round(perSecond)) },
        { text: medianOf('clientMicros').toFixed(2) },
        { text: percent(clientBusy) },
        ...goalCells(goal),
      ],
      [
        { text: 'its server' },
        { text: '' },
        { text: medianOf('serverMicros').toFixed(2) },
        { text: percent(serverBusy) },
        ...goalCells(undefined),
      ],
    ],
    notes: `From connecting with cursor=0 to the last event, all of them validated, the file in the operating
system's cache. CPU: microseconds of the process for each event. Busy: CPU of all threads of the
process by the time it took; the consumer bounds it where the client is the busier one.`,
    figures: [
      { name, measure: 'messages_per_second', value: perSecond, goal },
      { name, measure: 'cpu_us_per_message', value: medianOf('clientMicros') },
      { name, measure: 'server_cpu_us_per_message', value: medianOf('serverMicros') },
      { name, measure: 'client_busy_relative_to_server', value: lead, goal: leadGoal },
    ],
  }
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`
}
