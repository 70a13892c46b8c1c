import type { Subprotocol } from '../../../../generated/runtime/index.js'
import { median } from '../../measure.js'
import type { RunSettings, Scenario } from '../../scenario-run.js'
import type { HelperProcess } from '../../server/processes/helper-process.js'
import { ProcessGroup } from '../../server/processes/process-group.js'
import { amount, atLeast, atMost, goalCells, goalColumns } from '../../server/section.js'
import type { Figure, Goal, Section } from '../../server/section.js'
import type { Cell } from '../../table.js'
import type { ContenderName } from '../contenders/all-contenders.js'
import { closeCall, receiveCall, subscribeCall } from '../contenders/client-calls.js'
import { startClient, startSource } from '../processes.js'
import { listenCall, playCall, prepareCall, releaseCall } from '../source/source-calls.js'

/** A client, what it is sent, and what the ratio of its CPU time to ours with v0 has to be. */
interface Entrant {
  readonly name: ContenderName
  readonly subprotocol: Subprotocol
  readonly goal?: (ratio: number) => Goal
}

const ours: Entrant = { name: 'lexstream, v0', subprotocol: 'xrpc.v0.cbor' }

const entrants: readonly Entrant[] = [
  ours,
  { name: 'lexstream, v0, no formats', subprotocol: 'xrpc.v0.cbor' },
  { name: 'lexstream, v1.cbor', subprotocol: 'xrpc.v1.cbor' },
  {
    name: 'lexstream, v1.json',
    subprotocol: 'xrpc.v1.json',
    goal: (ratio) => atMost(2.5, ratio),
  },
  {
    name: '@atproto/xrpc-server',
    subprotocol: 'xrpc.v0.cbor',
    goal: (ratio) => atLeast(5, ratio),
  },
  {
    name: '@atcute/firehose',
    subprotocol: 'xrpc.v0.cbor',
    goal: (ratio) => atLeast(1.5, ratio),
  },
  { name: 'bare ws, no decoding', subprotocol: 'xrpc.v0.cbor' },
]

const subprotocols = ['xrpc.v0.cbor', 'xrpc.v1.cbor', 'xrpc.v1.json'] as const

/** What one entrant did in one round. */
interface Turn {
  readonly perSecond: number
  /** Microseconds of the client's CPU for each message. */
  readonly cpuMicros: number
}

/** Every client in turn receives as much as it can. */
export function receive(messages: number): Scenario {
  const name = 'receive real frames'
  return {
    name,
    run: (settings) =>
      ProcessGroup.run(settings.signal, async (group) => {
        const measured = settings.quick ? Math.ceil(messages / 5) : messages
        const turns = await runAll(group, settings, name, measured)
        return sectionOf(name, measured, turns)
      }),
  }
}

async function runAll(
  group: ProcessGroup,
  { rounds, corpus, progress }: RunSettings,
  name: string,
  measured: number,
): Promise<ReadonlyMap<Entrant, readonly Turn[]>> {
  progress(`${name}: making them`)
  const source = startSource(group, corpus)
  const { port } = await source.call(listenCall, undefined)
  const warmUp = Math.ceil(measured / 4)
  let firstSeq = 0
  for (const subprotocol of subprotocols) {
    ;({ firstSeq } = await source.call(prepareCall, { subprotocol, warmUp, measured }))
  }
  const clients = entrants.map((entrant) => ({
    entrant,
    client: startClient(group, entrant.name),
    turns: new Array<Turn>(),
  }))
  for (let round = 1; round <= rounds; round++) {
    for (const { entrant, client, turns } of round % 2 === 1 ? clients : clients.toReversed()) {
      progress(`${name}, round ${round} of ${rounds}: ${entrant.name}`)
      await client.call(subscribeCall, { port, cursor: undefined, firstSeq })
      await play(source, client, entrant, 'warm-up', warmUp)
      turns.push(await play(source, client, entrant, 'measured', measured))
      await client.call(closeCall, undefined)
      await source.call(releaseCall, undefined)
    }
  }
  return new Map(clients.map(({ entrant, turns }) => [entrant, turns]))
}

async function play(
  source: HelperProcess,
  client: HelperProcess,
  { subprotocol }: Entrant,
  part: 'warm-up' | 'measured',
  messages: number,
): Promise<Turn> {
  const [{ wallMs, cpuMicros }] = await Promise.all([
    client.call(receiveCall, { messages }),
    source.call(playCall, { subprotocol, part }),
  ])
  return { perSecond: (messages / wallMs) * 1000, cpuMicros: cpuMicros / messages }
}

function sectionOf(
  name: string,
  messages: number,
  turns: ReadonlyMap<Entrant, readonly Turn[]>,
): Section {
  const ourTurns = turns.get(ours) ?? []
  const figures: Figure[] = []
  const rows: Cell[][] = []
  for (const [entrant, own] of turns) {
    const perSecond = median(own.map((turn) => turn.perSecond))
    const cpuMicros = median(own.map((turn) => turn.cpuMicros))
    const ratio = median(
      own.map((turn, round) => turn.cpuMicros / (ourTurns[round]?.cpuMicros ?? Number.NaN)),
    )
    const goal = entrant.goal?.(ratio)
    rows.push([
      { text: entrant.name },
      { text: amount(Math.round(perSecond)) },
      { text: cpuMicros.toFixed(2) },
      { text: entrant === ours ? '' : ratio.toFixed(2) },
      ...goalCells(goal),
    ])
    const about = `${entrant.name}, ${name}`
    figures.push(
      { name: about, measure: 'messages_per_second', value: perSecond },
      { name: about, measure: 'cpu_us_per_message', value: cpuMicros },
    )
    if (entrant !== ours) {
      const measure = 'cpu_relative_to_lexstream_v0'
      figures.push({ name: about, measure, value: ratio, ...(goal === undefined ? {} : { goal }) })
    }
  }
  return {
    title: `${name}, ${amount(messages)} a round`,
    columns: [
      { title: 'client', align: 'left' },
      { title: 'messages/s', align: 'right' },
      { title: 'CPU µs', align: 'right' },
      { title: 'to ours', align: 'right' },
      ...goalColumns,
    ],
    rows,
    notes: `CPU: microseconds of the client's process, garbage collection and the system's work included, for
each message that the loop over the client has been handed, decoded and validated. "To ours": CPU
relative to lexstream with v0 in the same round; above 1 ours is cheaper. All medians over the
rounds. The server writes ready bytes, and is faster than every client.`,
    figures,
  }
}
