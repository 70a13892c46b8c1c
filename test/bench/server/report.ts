import { formatTable, type Paint } from '../table.js'
import { amount, type Figure, type Section } from './section.js'

/**
 * A table with its title, and how to read it.
 *
 * @param explained what was said before and need not be said again; the section's notes are added
 */
export function formatSection(section: Section, explained: Set<string>, paint: Paint): string {
  const { title, columns, rows, notes } = section
  const table = formatTable(columns, rows, paint)
  const explanation = explained.has(notes) ? '' : `${notes}\n`
  explained.add(notes)
  return `${paint('bold', title)}\n\n${table}${explanation}\n`
}

/** How many goals are reached, and which are not. */
export function formatGoals(figures: readonly Figure[], paint: Paint): string {
  const goals = figures.flatMap(({ name, measure, value, goal }) =>
    goal === undefined ? [] : [{ what: `${name}: ${measure} ${amount(value)}`, goal }],
  )
  if (goals.length === 0) return ''
  const missed = goals.filter(({ goal }) => !goal.isMet)
  const lines = missed.map(({ what, goal }) => `  ${what}, goal ${goal.text}\n`)
  const summary = `${goals.length - missed.length} of ${goals.length} goals met`
  const painted = paint(missed.length === 0 ? 'green' : 'red', summary)
  return `${painted}${missed.length === 0 ? '\n' : `; missed:\n${lines.join('')}`}`
}

/** The figures for `--json`. */
export function toJson(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, measure, value, goal }) => ({
    name,
    measure,
    value,
    ...(goal === undefined ? {} : { goal: goal.text, met: goal.isMet }),
  }))
  return `${JSON.stringify(rows, null, 2)}\n`
}
