import { quantile } from '../bench/server/quantile.js'
import { amount } from '../bench/server/section.js'
import { formatTable, type Cell, type Column, type Paint } from '../bench/table.js'
import type { Memory } from './server/holdings.js'
import type { Outcome } from './soak.js'
import { kinds, type Tallied } from './subscribers/tally.js'

/** So many findings are shown. */
const shownFindings = 30

/** The report of a soak: what each kind of subscriber saw, what it took, and what was wrong. */
export function formatReport(outcome: Outcome, found: readonly string[], paint: Paint): string {
  return [
    paint('bold', 'Subscribers'),
    '',
    formatTable(subscriberColumns, subscriberRows(outcome), paint),
    paint('bold', 'Server'),
    '',
    formatTable(serverColumns, serverRows(outcome), paint),
    verdict(found, paint),
  ].join('\n')
}

const right = (title: string): Column => ({ title, align: 'right' })
const left = (title: string): Column => ({ title, align: 'left' })

const subscriberColumns: readonly Column[] = [
  left('kind'),
  right('number'),
  right('connections'),
  right('messages'),
  right('MB'),
  right('back to log'),
  right('went live'),
  right('outdated'),
  right('too slow'),
  right('age p50'),
  right('p99 ms'),
]

function subscriberRows({ tallies }: Outcome): Cell[][] {
  const rows = kinds.flatMap((kind) => {
    const ofKind = tallies.filter((tally) => tally.kind === kind)
    return ofKind.some(({ subscribers }) => subscribers > 0) ? [row(kind, ofKind)] : []
  })
  return [...rows, row('all', tallies)]
}

function row(title: string, tallies: readonly Tallied[]): Cell[] {
  const sum = (of: (tally: Tallied) => number) =>
    amount(tallies.reduce((total, tally) => total + of(tally), 0))
  const ages = Float64Array.from(tallies.flatMap(({ agesMs }) => [...agesMs]))
  const age = (part: number) => (ages.length === 0 ? '' : amount(quantile(ages, part)))
  return [
    title,
    sum((tally) => tally.subscribers),
    sum((tally) => tally.connections),
    sum((tally) => tally.messages),
    sum((tally) => Math.round(tally.bytes / 1e6)),
    sum((tally) => tally.movedBack),
    sum((tally) => tally.wentLive),
    sum((tally) => tally.outdated),
    sum((tally) => tally.tooSlowAfter.length),
    age(0.5),
    age(0.99),
  ].map((text) => ({ text }))
}

const serverColumns: readonly Column[] = [left('measure'), right('value'), left('')]

function serverRows(outcome: Outcome): Cell[][] {
  const { measured, before, after, summary, tallies } = outcome
  const { lag, elapsedMs } = measured
  const perSecond = (messages: number) => amount(Math.round((messages * 1000) / elapsedMs))
  const delivered = tallies.reduce((sum, { messages }) => sum + messages, 0)
  const rows: (readonly [string, string, string])[] = [
    ['published', amount(measured.messages), `${perSecond(measured.messages)} a second`],
    ['delivered', amount(delivered), `${perSecond(delivered)} a second`],
    ['encoded', amount(summary.encodedCbor), 'for v1.cbor, the warm-up included;'],
    ['', amount(summary.encodedJson), 'for v1.json; what is no longer kept, anew for a backfill'],
    ['event loop late by', `${amount(lag.p50Ms)} ms`, 'p50'],
    ['', `${amount(lag.p99Ms)} ms`, 'p99'],
    ['', `${amount(lag.maxMs)} ms`, 'at most'],
    ['time of the thread', percent(measured.cpuShare), 'of a core, garbage collection included'],
    [
      '',
      percent(measured.writeShare),
      `in ${amount(measured.transactions)} write transactions, the longest ${amount(measured.longestWriteMs)} ms`,
    ],
    ['', percent(measured.readShare), 'reading the log'],
    ['heap, nobody there', megabytes(before.memory.heapBytes), 'after the warm-up'],
    ['', megabytes(after.memory.heapBytes), 'in the end'],
    ['heap, busy', ...heapTrend(measured.samples)],
    ['frames in memory', megabytes(before.memory.arrayBytes), 'after the warm-up, nobody there'],
    ['', megabytes(after.memory.arrayBytes), 'in the end, nobody there'],
    ['', megabytes(most(measured.samples, 'arrayBytes')), 'at most, busy'],
    ['waiting in sockets', megabytes(measured.maxBufferedBytes), 'at most'],
    ['resident memory', megabytes(most(measured.samples, 'rssBytes')), 'at most'],
    ['handles', '', after.resources],
    ['ended by the server', '', summary.drops.join(', ') || 'none'],
  ]
  return rows.map((cells) => cells.map((text) => ({ text })))
}

/** The middle, and by how much the last third of samples is above the first. */
function heapTrend(samples: readonly Memory[]): readonly [string, string] {
  const sizes = samples.map(({ heapBytes }) => heapBytes)
  if (sizes.length < 3) return ['', 'too short to tell']
  const third = Math.floor(sizes.length / 3)
  const first = quantile(Float64Array.from(sizes.slice(0, third)), 0.5)
  const last = quantile(Float64Array.from(sizes.slice(-third)), 0.5)
  const change = `${last < first ? '-' : '+'}${megabytes(Math.abs(last - first))}`
  const middle = quantile(Float64Array.from(sizes), 0.5)
  return [
    megabytes(middle),
    `median of ${sizes.length}; ${change} from the first third to the last`,
  ]
}

function most(samples: readonly Memory[], what: keyof Memory): number {
  return samples.reduce((largest, sample) => Math.max(largest, sample[what]), 0)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function verdict(found: readonly string[], paint: Paint): string {
  if (found.length === 0) {
    return `${paint('green', 'nothing lost, repeated or out of order; nothing leaked or starved')}\n`
  }
  const lines = found.slice(0, shownFindings).map((finding) => `  ${finding}\n`)
  const more = found.length > shownFindings ? `  and ${found.length - shownFindings} more\n` : ''
  return `${paint('red', `${found.length} findings:`)}\n${lines.join('')}${more}`
}
