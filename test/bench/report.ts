import type { Allocation } from './allocations.js'
import { goalSeconds } from './generator-run.js'
import type { FolderSize, GeneratorRun } from './generator-run.js'
import type { Timing } from './measure.js'
import type { Row } from './row.js'
import { formatTable } from './table.js'
import type { Cell, Column, Paint } from './table.js'

/** A row with all that was measured of it. */
export interface MeasuredRow {
  readonly row: Row
  readonly timing: Timing
  readonly allocation: Allocation
}

const columns: readonly Column[] = [
  { title: 'what', align: 'left' },
  { title: 'against', align: 'left' },
  { title: 'ours µs', align: 'right' },
  { title: 'peer µs', align: 'right' },
  { title: 'ratio', align: 'right' },
  { title: 'goal', align: 'right' },
  { title: 'met', align: 'left' },
  { title: 'ours B', align: 'right' },
  { title: 'peer B', align: 'right' },
]

/** The table of all rows, and how to read it. */
export function formatRows(measured: readonly MeasuredRow[], paint: Paint): string {
  const table = formatTable(columns, measured.map(cellsOf), paint)
  return `${table}\n${notes}\n`
}

const notes = `Per frame: microseconds, medians over the rounds, and allocated bytes, heap and array buffers. The
ratio is the median of the rounds' ratios, peer's time divided by ours: above 1 ours is faster. We
validate against the lexicon, string formats included, on encoding as on decoding.`

function cellsOf({ row, timing, allocation }: MeasuredRow): Cell[] {
  const { name, peer, goal } = row
  const { oursNs, peerNs, ratio } = timing
  return [
    { text: name },
    { text: peer },
    { text: micros(oursNs) },
    { text: micros(peerNs) },
    { text: ratio.toFixed(2) },
    { text: goal === undefined ? '' : goal.toString() },
    goal === undefined ? { text: '' } : met(ratio >= goal),
    { text: allocation.oursBytes.toFixed(0) },
    { text: allocation.peerBytes.toFixed(0) },
  ]
}

function met(isMet: boolean): Cell {
  return isMet ? { text: 'yes', style: 'green' } : { text: 'no', style: 'red' }
}

/** Three significant digits at least, so that a tenth of a microsecond is more than one. */
function micros(ns: number): string {
  const value = ns / 1000
  return value.toFixed(value < 1 ? 3 : 2)
}

/** How long the generator took, and how much it made. */
export function formatGenerator(
  { documentCount, seconds, output }: GeneratorRun,
  own: FolderSize,
  paint: Paint,
): string {
  const { text, style } = met(seconds < goalSeconds)
  const goal = `goal under ${goalSeconds} s, met: ${style === undefined ? text : paint(style, text)}`
  return `check + generate the ${documentCount} documents of @atproto/api: ${seconds.toFixed(1)} s (${goal})
  it makes ${describe(output)}
generated/, from the project's own lexicons: ${describe(own)}
`
}

function describe({ files, bytes, runtimeBytes }: FolderSize): string {
  return `${files} files, ${kilobytes(bytes)}, of which the runtime ${kilobytes(runtimeBytes)}`
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`
}

/** The rows for `--json`. */
export function toJson(measured: readonly MeasuredRow[]): string {
  const rows = measured.map(({ row: { name, peer }, timing: { oursNs, peerNs, ratio } }) => ({
    name,
    ours_ns: oursNs,
    peer,
    peer_ns: peerNs,
    ratio,
  }))
  return `${JSON.stringify(rows, null, 2)}\n`
}
