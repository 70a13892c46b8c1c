import type { Parts, Repetition } from '../encode/parts.js'

/** How long a run has to be to be written as one. */
const LEAST_CHARACTERS = 400

/** A text whose long runs of some units are written once each. */
export function withRunsOf(text: string, units: readonly string[]): Parts {
  const parts: (string | Repetition)[] = []
  let done = 0
  for (const unit of units) {
    const least = unit.repeat(Math.ceil(LEAST_CHARACTERS / unit.length))
    const at = text.indexOf(least, done)
    if (at === -1) continue
    let times = least.length / unit.length
    while (text.startsWith(unit, at + times * unit.length)) times++
    parts.push(text.slice(done, at), { repeat: unit, times })
    done = at + times * unit.length
  }
  return parts.length === 0 ? text : [...parts, text.slice(done)]
}
