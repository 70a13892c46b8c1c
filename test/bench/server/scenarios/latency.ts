import { median } from '../../measure.js'
import type { Cell } from '../../table.js'
import type { ContenderName } from '../contenders/all-contenders.js'
import { target } from '../contenders/contender.js'
import { listenCall, paceCall, prepareCall, useCall } from '../contenders/contender-calls.js'
import type { HelperProcess } from '../processes/helper-process.js'
import { ProcessGroup } from '../processes/process-group.js'
import { quantile } from '../quantile.js'
import { perWrite, useBetween } from '../resource-use.js'
import { amount, atMost, goalCells, goalColumns } from '../section.js'
import type { Figure, Section } from '../section.js'
import { Audience } from '../subscriber/audience.js'
import type { RunSettings, Scenario } from './scenario.js'

const subscribers = 20
const perSecond = 2000
const goalMs = 5
const maxRounds = 3
const contenders: readonly ContenderName[] = ['lexstream', '@atproto/xrpc-server', 'bare ws']

/** What came of one contender's turn. */
interface Turn {
  /** From publishing to receipt, in milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly max: number
  /** How late messages were published, which the times above do not contain. */
  readonly lateP99: number
  /** Microseconds of the server's CPU for each message that a subscriber received. */
  readonly cpuMicros: number
  /** Messages that went out with one system call, on the average. */
  readonly perWrite: number | undefined
}

/** Messages at a steady rate: how long each takes to each subscriber. */
export function latency(seconds: number): Scenario {
  const name = `latency at ${amount(perSecond)} messages a second to ${subscribers} subscribers`
  return {
    name,
    run: (settings) =>
      ProcessGroup.run(settings.signal, async (group) => {
        const messages = perSecond * (settings.quick ? 1 : seconds)
        const turns = await runRounds(group, settings, name, messages)
        return sectionOf(name, messages, turns)
      }),
  }
}

async function runRounds(
  group: ProcessGroup,
  settings: RunSettings,
  name: string,
  messages: number,
): Promise<ReadonlyMap<ContenderName, readonly Turn[]>> {
  const rounds = Math.min(settings.rounds, maxRounds)
  const audience = new Audience(group, 2)
  const servers = contenders.map((contender) => ({
    contender,
    server: group.start(contender, 'contenders/contender-process.ts', [contender, settings.corpus]),
    turns: new Array<Turn>(),
  }))
  for (let round = 1; round <= rounds; round++) {
    for (const { contender, server, turns } of round % 2 === 1 ? servers : servers.toReversed()) {
      settings.progress(`${name}, round ${round} of ${rounds}: ${contender}`)
      turns.push(await runTurn(server, audience, messages))
    }
  }
  return new Map(servers.map(({ contender, turns }) => [contender, turns]))
}

async function runTurn(server: HelperProcess, audience: Audience, messages: number): Promise<Turn> {
  const warmUp = perSecond
  const { port } = await server.call(listenCall, undefined)
  const { firstSeq, bytes } = await server.call(prepareCall, { messages: warmUp + messages })
  const share = { subprotocol: 'xrpc.v0.cbor', connections: subscribers } as const
  const expected = { checkEach: true, reportEvery: messages }
  await audience.expect({ ...expected, messages: warmUp, keepTimes: false })
  await audience.connect(port, target, [share], firstSeq)
  await Promise.all([server.call(paceCall, { messages: warmUp, perSecond }), audience.arrived()])
  await audience.expect({ ...expected, messages, keepTimes: true })
  const before = await server.call(useCall, undefined)
  const [{ dueAtMs, publishedAtMs }] = await Promise.all([
    server.call(paceCall, { messages, perSecond }),
    audience.arrived(),
  ])
  const use = useBetween(before, await server.call(useCall, undefined))
  const delays = delaysOf(await audience.times(), publishedAtMs)
  await audience.close({ messages: warmUp + messages, bytes })
  return {
    p50: quantile(delays, 0.5),
    p99: quantile(delays, 0.99),
    max: quantile(delays, 1),
    lateP99: quantile(
      publishedAtMs.map((at, index) => at - (dueAtMs[index] ?? Number.NaN)),
      0.99,
    ),
    cpuMicros: use.cpuMicros / (messages * subscribers),
    perWrite: perWrite(messages * subscribers, use),
  }
}

/** @param times when each message arrived, one connection after the other */
function delaysOf(times: readonly Float64Array[], publishedAtMs: Float64Array): Float64Array {
  const messages = publishedAtMs.length
  const delays = times.flatMap((part) =>
    Array.from(part, (at, index) => at - (publishedAtMs[index % messages] ?? Number.NaN)),
  )
  if (delays.length !== messages * subscribers) throw new Error('times of arrival are missing')
  return Float64Array.from(delays)
}

function sectionOf(
  name: string,
  messages: number,
  turns: ReadonlyMap<ContenderName, readonly Turn[]>,
): Section {
  const rows: Cell[][] = []
  const figures: Figure[] = []
  for (const [contender, own] of turns) {
    const p50 = median(own.map((turn) => turn.p50))
    const p99 = median(own.map((turn) => turn.p99))
    const max = Math.max(...own.map((turn) => turn.max))
    const lateP99 = median(own.map((turn) => turn.lateP99))
    const cpuMicros = median(own.map((turn) => turn.cpuMicros))
    const together = median(own.map((turn) => turn.perWrite ?? Number.NaN))
    const goal = contender === 'lexstream' ? atMost(goalMs, p99, ' ms of p99') : undefined
    rows.push([
      { text: contender },
      { text: p50.toFixed(2) },
      { text: p99.toFixed(2) },
      { text: max.toFixed(2) },
      { text: lateP99.toFixed(2) },
      { text: cpuMicros.toFixed(2) },
      { text: Number.isNaN(together) ? '' : together.toFixed(1) },
      ...goalCells(goal),
    ])
    const about = `${contender}, ${name}`
    figures.push(
      { name: about, measure: 'p50_ms', value: p50 },
      { name: about, measure: 'p99_ms', value: p99, ...(goal === undefined ? {} : { goal }) },
      { name: about, measure: 'max_ms', value: max },
      { name: about, measure: 'cpu_us_per_delivery', value: cpuMicros },
    )
  }
  return {
    title: `${name}, ${amount(messages)} messages a round`,
    columns: [
      { title: 'server', align: 'left' },
      { title: 'p50 ms', align: 'right' },
      { title: 'p99 ms', align: 'right' },
      { title: 'max ms', align: 'right' },
      { title: 'late p99 ms', align: 'right' },
      { title: 'CPU µs', align: 'right' },
      { title: 'a write', align: 'right' },
      ...goalColumns,
    ],
    rows,
    notes: `From the call that publishes to the subscriber's reading from its socket, over all messages and
subscribers; medians over the rounds, the maximum of all. "Late": how long after its time a message was
published, which a server that keeps its process busy makes longer and the delays do not contain.
CPU: microseconds of the server's process for each message received. Each is published in a turn of
the event loop of its own, so that few go out with one write.`,
    figures,
  }
}
