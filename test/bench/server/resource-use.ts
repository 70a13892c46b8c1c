import { readFileSync } from 'node:fs'

import { number, object, optional, type ShapeOf } from './processes/message-shape.js'

/** What a process has used since it started. */
export const resourceUse = object({
  /** Of all its threads, in its own code and in the system's. */
  cpuMicros: number,
  /** System calls that wrote something; absent where the system does not tell. */
  writes: optional(number),
})

export type ResourceUse = ShapeOf<typeof resourceUse>

/** What this process has used. */
export function currentUse(): ResourceUse {
  const { user, system } = process.cpuUsage()
  return { cpuMicros: user + system, writes: writeCalls() }
}

/** What was used between two moments. */
export function useBetween(before: ResourceUse, after: ResourceUse): ResourceUse {
  const writes =
    before.writes === undefined || after.writes === undefined
      ? undefined
      : after.writes - before.writes
  return { cpuMicros: after.cpuMicros - before.cpuMicros, writes }
}

/** How many of some messages went out with one write; undefined where the system does not tell. */
export function perWrite(messages: number, { writes }: ResourceUse): number | undefined {
  return writes === undefined ? undefined : messages / writes
}

/** Linux counts them. */
function writeCalls(): number | undefined {
  try {
    const found = /^syscw: (\d+)$/m.exec(readFileSync('/proc/self/io', 'latin1'))?.[1]
    return found === undefined ? undefined : Number(found)
  } catch {
    return undefined
  }
}
