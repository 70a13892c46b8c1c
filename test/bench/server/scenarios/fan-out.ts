import { count } from '../../../../codegen/count.js'
import { median } from '../../measure.js'
import type { Cell } from '../../table.js'
import type { ContenderName } from '../contenders/all-contenders.js'
import { target } from '../contenders/contender.js'
import {
  deliveredNote,
  listenCall,
  prepareCall,
  publishCall,
  subscribersCall,
} from '../contenders/contender-calls.js'
import type { HelperProcess } from '../processes/helper-process.js'
import { ProcessGroup } from '../processes/process-group.js'
import { perWrite } from '../resource-use.js'
import { amount, atLeast, atMost, goalCells, goalColumns } from '../section.js'
import type { Figure, Goal, Section } from '../section.js'
import { Audience, type Share } from '../subscriber/audience.js'
import type { RunSettings, Scenario } from './scenario.js'

/** A server, and who listens to it. */
interface Entrant {
  readonly name: string
  readonly contender: ContenderName
  readonly isMixed: boolean
  /** What the ratio of its CPU time to ours has to be, at 100 subscribers. */
  readonly goal?: (ratio: number) => Goal
}

const ours: Entrant = { name: 'lexstream, v0', contender: 'lexstream', isMixed: false }

const entrants: readonly Entrant[] = [
  ours,
  {
    name: 'lexstream, mixed',
    contender: 'lexstream',
    isMixed: true,
    goal: (ratio) => atMost(1.3, ratio),
  },
  {
    name: '@atproto/xrpc-server',
    contender: '@atproto/xrpc-server',
    isMixed: false,
    goal: (ratio) => atLeast(7, ratio),
  },
  {
    name: 'bare ws',
    contender: 'bare ws',
    isMixed: false,
    goal: (ratio) => atLeast(1.8, ratio),
  },
]

/** The number of subscribers that the goals are for. */
const goalSubscribers = 100

/** What one entrant did in one round. */
interface Turn {
  readonly messagesPerSecond: number
  /** Microseconds of the server's CPU for each message that a subscriber received. */
  readonly cpuMicros: number
  /** Messages that went out with one system call, on the average. */
  readonly perWrite: number | undefined
}

/** A publisher and so many subscribers, on each server in turn. */
export function fanOut(subscribers: number, messages: number): Scenario {
  const name = `fan-out to ${count(subscribers, 'subscriber')}`
  return {
    name,
    run: (settings) =>
      ProcessGroup.run(settings.signal, async (group) => {
        const audience = new Audience(group, Math.min(2, subscribers))
        const stage = new Stage(group, audience, subscribers, settings)
        const amountOf = settings.quick ? Math.ceil(messages / 5) : messages
        const turns = await stage.runAll(name, amountOf)
        return sectionOf(name, subscribers, amountOf, settings.window, turns)
      }),
  }
}

class Stage {
  readonly #group: ProcessGroup
  readonly #audience: Audience
  readonly #subscribers: number
  readonly #settings: RunSettings

  constructor(group: ProcessGroup, audience: Audience, subscribers: number, settings: RunSettings) {
    this.#group = group
    this.#audience = audience
    this.#subscribers = subscribers
    this.#settings = settings
  }

  async runAll(name: string, messages: number): Promise<ReadonlyMap<Entrant, readonly Turn[]>> {
    const { rounds, progress, corpus } = this.#settings
    // Fewer than three cannot be mixed.
    const entering = entrants.filter(({ isMixed }) => !isMixed || this.#subscribers >= 3)
    const servers = entering.map((entrant) => ({
      entrant,
      server: this.#group.start(entrant.name, 'contenders/contender-process.ts', [
        entrant.contender,
        corpus,
      ]),
      turns: new Array<Turn>(),
    }))
    for (let round = 1; round <= rounds; round++) {
      for (const { entrant, server, turns } of round % 2 === 1 ? servers : servers.toReversed()) {
        progress(`${name}, round ${round} of ${rounds}: ${entrant.name}`)
        turns.push(await this.#runTurn(entrant, server, messages))
      }
    }
    return new Map(servers.map(({ entrant, turns }) => [entrant, turns]))
  }

  async #runTurn(entrant: Entrant, server: HelperProcess, messages: number): Promise<Turn> {
    const audience = this.#audience
    const { window } = this.#settings
    // So often the publisher hears how far the slowest subscriber is.
    const reportEvery = Math.ceil(window / 4)
    const warmUp = Math.ceil(messages / 4)
    const { port } = await server.call(listenCall, undefined)
    const { firstSeq, bytes } = await server.call(prepareCall, { messages: warmUp + messages })
    audience.onProgress((least) => server.tell(deliveredNote, { messages: least }))
    await audience.expect({ messages: warmUp, checkEach: true, keepTimes: false, reportEvery })
    await audience.connect(port, target, sharesOf(this.#subscribers, entrant.isMixed), firstSeq)
    const { count: taken } = await server.call(subscribersCall, undefined)
    if (taken !== this.#subscribers) {
      throw new Error(`${entrant.name} serves ${taken} subscribers, not ${this.#subscribers}`)
    }
    await Promise.all([server.call(publishCall, { messages: warmUp, window }), audience.arrived()])
    await audience.expect({ messages, checkEach: false, keepTimes: false, reportEvery })
    const [{ wallMs, use }] = await Promise.all([
      server.call(publishCall, { messages, window }),
      audience.arrived(),
    ])
    await audience.close({ messages: warmUp + messages, bytes })
    const deliveries = messages * this.#subscribers
    return {
      messagesPerSecond: (messages / wallMs) * 1000,
      cpuMicros: use.cpuMicros / deliveries,
      perWrite: perWrite(deliveries, use),
    }
  }
}

function sharesOf(subscribers: number, isMixed: boolean): readonly Share[] {
  if (!isMixed) return [{ subprotocol: 'xrpc.v0.cbor', connections: subscribers }]
  const cbor = Math.floor((subscribers + 1) / 3)
  const json = Math.floor(subscribers / 3)
  return [
    { subprotocol: 'xrpc.v0.cbor', connections: subscribers - cbor - json },
    { subprotocol: 'xrpc.v1.cbor', connections: cbor },
    { subprotocol: 'xrpc.v1.json', connections: json },
  ]
}

function sectionOf(
  name: string,
  subscribers: number,
  messages: number,
  window: number,
  turns: ReadonlyMap<Entrant, readonly Turn[]>,
): Section {
  const ourTurns = turns.get(ours) ?? []
  const figures: Figure[] = []
  const rows: Cell[][] = []
  for (const [entrant, own] of turns) {
    const perSecond = median(own.map(({ messagesPerSecond }) => messagesPerSecond))
    const cpuMicros = median(own.map((turn) => turn.cpuMicros))
    const ratio = median(
      own.map((turn, round) => turn.cpuMicros / (ourTurns[round]?.cpuMicros ?? Number.NaN)),
    )
    const together = median(own.map((turn) => turn.perWrite ?? Number.NaN))
    const goal = subscribers === goalSubscribers ? entrant.goal?.(ratio) : undefined
    rows.push([
      { text: entrant.name },
      { text: amount(Math.round(perSecond)) },
      { text: amount(Math.round(perSecond * subscribers)) },
      { text: cpuMicros.toFixed(2) },
      { text: Number.isNaN(together) ? '' : together.toFixed(1) },
      { text: entrant === ours ? '' : ratio.toFixed(2) },
      ...goalCells(goal),
    ])
    const about = `${entrant.name}, ${name}`
    figures.push(
      { name: about, measure: 'messages_per_second', value: perSecond },
      { name: about, measure: 'cpu_us_per_delivery', value: cpuMicros },
    )
    if (entrant !== ours) {
      const measure = 'cpu_relative_to_lexstream_v0'
      figures.push({ name: about, measure, value: ratio, ...(goal === undefined ? {} : { goal }) })
    }
  }
  return {
    title: `${name}, ${amount(messages)} messages a round`,
    columns: [
      { title: 'server', align: 'left' },
      { title: 'messages/s', align: 'right' },
      { title: 'deliveries/s', align: 'right' },
      { title: 'CPU µs', align: 'right' },
      { title: 'a write', align: 'right' },
      { title: 'to ours', align: 'right' },
      ...goalColumns,
    ],
    rows,
    notes: notes(window),
    figures,
  }
}

const notes = (
  window: number,
) => `CPU: microseconds of the server's process, publishing and the system's work included, for each
message that a subscriber received. "A write": messages that went out with one system call. "To
ours": CPU relative to lexstream with v0 in the same round; above 1 ours is cheaper. All medians over
the rounds. At most ${window} messages are on their way to the slowest subscriber. Mixed: a third of the
subscribers in each encoding, so that more bytes are sent. On two cores the subscribers bound the
messages a second.`
