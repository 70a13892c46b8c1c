import { UsageError } from './command-line.js'
import type { Row } from './row.js'

/** The generator's run among the comparisons, for `--filter`. */
export const generatorName = 'check + generate'

/** The size of a bundle among the comparisons, for `--filter`. */
export const bundleName = 'bundle for browsers'

/** Whether `--filter` lets a comparison through. */
export function matches(text: string, filter: string): boolean {
  return text.toLowerCase().includes(filter.toLowerCase())
}

/** What `--filter` looks at. */
export function fullName({ name, peer }: Pick<Row, 'name' | 'peer'>): string {
  return `${name} against ${peer}`
}

/**
 * The one code of ours that `--profile` names: exactly, or as the only one that contains it.
 *
 * @throws UsageError
 */
export function ownPass(rows: readonly Row[], wanted: string): Row {
  const candidates = new Map<string, Row>()
  for (const row of rows) if (matches(row.name, wanted)) candidates.set(row.name, row)
  const [only, ...others] = candidates.values()
  const chosen = candidates.get(wanted) ?? (others.length === 0 ? only : undefined)
  if (chosen !== undefined) return chosen
  const names = [...new Set(rows.map(({ name }) => name))].map((name) => `  ${name}\n`).join('')
  throw new UsageError(
    `--profile ${wanted}: ${only === undefined ? 'no' : 'more than one'} comparison has that name; there are\n${names}`,
  )
}
