import { count } from '../../codegen/count.js'
import type { Outcome } from './soak.js'

/** Generous, since machines differ: what is beyond is no matter of the machine. */
const mostLagMs = 200
/** What code that is compiled late, and caches, may add to the heap. */
const heapSlackBytes = 6_000_000
/** One object that is kept for each connection, or frame, is more than this. */
const heapSlackPerConnection = 200
/** What caches of frames may hold while nobody is connected. */
const mostArrayBytes = 96_000_000

/** What a soak found to be wrong; nothing where all is well. */
export function findings(outcome: Outcome): readonly string[] {
  const { problems, summary, tooSlowAfter } = outcome
  const served = new Set(summary.tooLate)
  const unjust = tooSlowAfter.filter((seq) => !served.has(seq))
  return [
    ...problems,
    ...summary.errors.map((error) => `inside the server: ${error}`),
    ...unjust.map((seq) => `ConsumerTooSlow after ${seq}, though the log had what follows`),
    ...starved(outcome),
    ...leaked(outcome),
  ]
}

function starved({ measured }: Outcome): string[] {
  const { p99Ms } = measured.lag
  if (p99Ms <= mostLagMs) return []
  return [`the event loop was ${p99Ms.toFixed(0)} ms late (p99); ${mostLagMs} ms are allowed`]
}

function leaked({ before, after, tallies }: Outcome): string[] {
  const found: string[] = []
  if (after.connections > 0) found.push(`${count(after.connections, 'connection')} stayed`)
  if (after.resources !== before.resources) {
    found.push(`the server keeps ${after.resources}; before it kept ${before.resources}`)
  }
  if (after.bufferedBytes > 0) found.push(`${after.bufferedBytes} bytes wait for nobody`)
  const connections = tallies.reduce((sum, tally) => sum + tally.connections, 0)
  const grown = after.memory.heapBytes - before.memory.heapBytes
  if (grown > heapSlackBytes + connections * heapSlackPerConnection) {
    found.push(`the heap grew by ${grown} bytes over ${count(connections, 'connection')}`)
  }
  if (after.memory.arrayBytes > mostArrayBytes) {
    found.push(`${after.memory.arrayBytes} bytes of frames are kept while nobody is connected`)
  }
  return found
}
