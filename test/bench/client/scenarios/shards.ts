import { median } from '../../measure.js'
import type { RunSettings, Scenario } from '../../scenario-run.js'
import { ProcessGroup } from '../../server/processes/process-group.js'
import {
  amount,
  atLeast,
  goalCells,
  goalColumns,
  type Figure,
  type Section,
} from '../../server/section.js'
import type { Cell } from '../../table.js'
import { startClient } from '../processes.js'
import { serveCall, useCall } from '../shards/shard-server-calls.js'
import { replay, type Replay } from './replay.js'

const goalRatio = 0.95

/** The same stream over one socket and as four shards, in one process each. */
export function shards(messages: number): Scenario {
  const name = 'four shards'
  return {
    name,
    run: (settings) =>
      ProcessGroup.run(settings.signal, (group) =>
        runAll(group, settings, name, settings.quick ? Math.ceil(messages / 5) : messages),
      ),
  }
}

async function runAll(
  group: ProcessGroup,
  { rounds, corpus, progress }: RunSettings,
  name: string,
  messages: number,
): Promise<Section> {
  progress(`${name}: filling the log`)
  const server = group.start('the server', '../client/shards/shard-server-process.ts', [corpus])
  const log = { ...(await server.call(serveCall, { messages })), messages }
  const clients = (['lexstream, v0', 'lexstream, four shards'] as const).map((contender) => ({
    client: startClient(group, contender),
    replays: new Array<Replay>(),
  }))
  // Round 0 is for warming up.
  for (let round = 0; round <= rounds; round++) {
    for (const { client, replays } of round % 2 === 1 ? clients : clients.toReversed()) {
      progress(`${name}, round ${round} of ${rounds}`)
      const done = await replay(client, log, () => server.call(useCall, undefined))
      if (round > 0) replays.push(done)
    }
  }
  const [one = [], four = []] = clients.map(({ replays }) => replays)
  return sectionOf(name, messages, one, four)
}

function sectionOf(
  name: string,
  messages: number,
  one: readonly Replay[],
  four: readonly Replay[],
): Section {
  const toOne = (measure: (done: Replay) => number) =>
    median(four.map((done, round) => measure(done) / measureAt(one, round, measure)))
  const wallRatio = toOne(({ perSecond }) => perSecond)
  const coreRatio = toOne(({ clientMicros }) => 1 / clientMicros)
  const goal = atLeast(goalRatio, coreRatio)
  const fourSockets = 'four sockets, a shard each'
  return {
    title: `${name}: ${amount(messages)} real frames replayed a round`,
    columns: [
      { title: 'client', align: 'left' },
      { title: 'messages/s', align: 'right' },
      { title: 'CPU µs', align: 'right' },
      { title: "server's CPU µs", align: 'right' },
      { title: 'to one', align: 'right' },
      { title: 'on a core', align: 'right' },
      ...goalColumns,
    ],
    rows: [
      [
        { text: 'one socket' },
        ...cellsOf(one),
        { text: '' },
        { text: '' },
        ...goalCells(undefined),
      ],
      [
        { text: fourSockets },
        ...cellsOf(four),
        { text: wallRatio.toFixed(2) },
        { text: coreRatio.toFixed(2) },
        ...goalCells(goal),
      ],
    ],
    notes: `One subscription with \`shards: 4\`, merged as they come, in one process
on one thread, against a subscription to everything; lexstream with v0, from a log in memory of
lexstream's server. "To one": messages a second relative to one socket in the same round; where there
are few cores, the server, which reads its log four times, takes part of the client's. "On a core":
the same by the client's CPU, which is what a core of its own gets through.`,
    figures: [
      ...figuresOf(`${name}, one socket`, one),
      ...figuresOf(`${name}, ${fourSockets}`, four),
      {
        name: `${name}, ${fourSockets}`,
        measure: 'messages_per_second_relative_to_one_socket',
        value: wallRatio,
      },
      {
        name: `${name}, ${fourSockets}`,
        measure: 'messages_per_cpu_second_relative_to_one_socket',
        value: coreRatio,
        goal,
      },
    ],
  }
}

function cellsOf(replays: readonly Replay[]): readonly Cell[] {
  return [
    { text: amount(Math.round(medianOf(replays, 'perSecond'))) },
    { text: medianOf(replays, 'clientMicros').toFixed(2) },
    { text: medianOf(replays, 'serverMicros').toFixed(2) },
  ]
}

function measureAt(
  replays: readonly Replay[],
  round: number,
  measure: (done: Replay) => number,
): number {
  const done = replays[round]
  return done === undefined ? Number.NaN : measure(done)
}

function figuresOf(name: string, replays: readonly Replay[]): readonly Figure[] {
  return [
    { name, measure: 'messages_per_second', value: medianOf(replays, 'perSecond') },
    { name, measure: 'cpu_us_per_message', value: medianOf(replays, 'clientMicros') },
  ]
}

function medianOf(replays: readonly Replay[], property: keyof Replay): number {
  return median(replays.map((done) => done[property]))
}
