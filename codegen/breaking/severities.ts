import type { Severity } from '../load/diagnostic.js'
import type { Change } from './finding.js'
import type { Scope } from './rule.js'

/** How bad a change is in each scope; null where nobody notices. */
export type Severities = Readonly<Record<Scope, Severity | null>>

/**
 * How bad a change is. Where data goes one way only, new clients do not count on old servers: a server
 * that reads more than it did, and one that sends less, breaks no program that runs. Servers that are
 * compiled anew may notice, which is a warning.
 */
export function severitiesOf({ rule, flow }: Change): Severities {
  const { wire = null, source = null, refuses } = rule
  const never = { input: 'new', output: 'old' } as const
  if (flow === undefined || refuses !== never[flow]) return { wire, source }
  return { wire: null, source: source === null ? null : 'warning' }
}
