import { Session } from 'node:inspector'
import type { Profiler, Runtime } from 'node:inspector'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Pass } from './row.js'
import { formatTable } from './table.js'
import type { Paint } from './table.js'

const warmUpMs = 500
const durationMs = 4000
const sampleEveryMicros = 100
const shownFunctions = 25

export interface ProfileResult {
  /** Nanoseconds that one pass took while it was watched, which slows it. */
  readonly passNs: number
  readonly profile: Profiler.Profile
}

/** Runs a pass over and over under the inspector's CPU profiler. */
export function profile(pass: Pass): ProfileResult {
  runFor(pass, warmUpMs)
  const session = new Session()
  session.connect()
  session.post('Profiler.enable')
  session.post('Profiler.setSamplingInterval', { interval: sampleEveryMicros })
  session.post('Profiler.start')
  const passNs = runFor(pass, durationMs)
  // The session is in this thread, and so calls back before `post` returns.
  let result: Profiler.Profile | undefined
  session.post('Profiler.stop', (error, stopped) => {
    if (error === null) result = stopped.profile
  })
  session.disconnect()
  if (result === undefined) throw new Error('the profiler gave no profile')
  return { passNs, profile: result }
}

function runFor(pass: Pass, ms: number): number {
  const start = performance.now()
  let count = 0
  while (performance.now() - start < ms) {
    pass()
    count++
  }
  return ((performance.now() - start) * 1e6) / count
}

/** The functions in which most time was spent, callees not counted. */
export function formatProfile(
  { profile: { nodes, samples, timeDeltas } }: ProfileResult,
  root: string,
  paint: Paint,
): string {
  const frameOf = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const selfMicros = new Map<string, number>()
  let total = 0
  for (const [index, id] of (samples ?? []).entries()) {
    const frame = frameOf.get(id)
    const micros = timeDeltas?.[index] ?? 0
    if (frame === undefined) continue
    const key = describe(frame, root)
    selfMicros.set(key, (selfMicros.get(key) ?? 0) + micros)
    total += micros
  }
  const rows = [...selfMicros]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, shownFunctions)
    .map(([key, micros]) => {
      const [name = '', place = ''] = key.split('\t')
      return [{ text: `${((micros / total) * 100).toFixed(1)} %` }, { text: name }, { text: place }]
    })
  return formatTable(
    [
      { title: 'self', align: 'right' },
      { title: 'function', align: 'left' },
      { title: 'where', align: 'left' },
    ],
    rows,
    paint,
  )
}

function describe({ functionName, url, lineNumber }: Runtime.CallFrame, root: string) {
  const name = functionName === '' ? '(anonymous)' : functionName
  const path = url.startsWith('file:') ? relative(root, fileURLToPath(url)) : url
  return `${name}\t${path === '' ? '' : `${path}:${lineNumber + 1}`}`
}
