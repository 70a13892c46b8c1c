import type { Cell, Column } from '../table.js'

/** One number of the report, for `--json`. */
export interface Figure {
  /** Who or what it is about, for example `lexstream, v0, 100 subscribers`. */
  readonly name: string
  readonly measure: string
  readonly value: number
  readonly goal?: Goal
}

/** What a figure has to reach. */
export interface Goal {
  /** For example `at least 7`. */
  readonly text: string
  readonly isMet: boolean
}

/** A table of the report. */
export interface Section {
  readonly title: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
  /** How to read it, in lines of at most 100 characters. */
  readonly notes: string
  readonly figures: readonly Figure[]
}

export function atLeast(limit: number, value: number, unit = ''): Goal {
  return { text: `at least ${amount(limit)}${unit}`, isMet: value >= limit }
}

export function atMost(limit: number, value: number, unit = ''): Goal {
  return { text: `at most ${amount(limit)}${unit}`, isMet: value <= limit }
}

/** The two last cells of a row: what has to be reached, and whether it is. */
export function goalCells(goal: Goal | undefined): readonly Cell[] {
  if (goal === undefined) return [{ text: '' }, { text: '' }]
  const { text, isMet } = goal
  return [{ text }, isMet ? { text: 'yes', style: 'green' } : { text: 'no', style: 'red' }]
}

export const goalColumns: readonly Column[] = [
  { title: 'goal', align: 'right' },
  { title: 'met', align: 'left' },
]

/** A number as people read it: `1,234`, `12.3`, `1.23`; nothing where it is absent. */
export function amount(value: number | undefined): string {
  if (value === undefined) return ''
  const digits = Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : value >= 10 ? 1 : 2
  return value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}
