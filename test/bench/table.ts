import type { styleText } from 'node:util'

/** A cell of a table: text, with a style where colours are shown. */
export interface Cell {
  readonly text: string
  readonly style?: Parameters<typeof styleText>[0]
}

export interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
}

/** Colours a text, or returns it as it is where colours are not wanted. */
export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string

/** A table in plain characters, two spaces between columns. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
): string {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.text.length ?? 0)),
  )
  const line = (cells: readonly Cell[]) =>
    columns
      .map(({ align }, index) => {
        const { text, style } = cells[index] ?? { text: '' }
        const width = widths[index] ?? 0
        const padded = align === 'left' ? text.padEnd(width) : text.padStart(width)
        return style === undefined ? padded : paint(style, padded)
      })
      .join('  ')
      .trimEnd()
  const head = line(columns.map(({ title }) => ({ text: title, style: 'bold' })))
  const rule = widths.map((width) => '-'.repeat(width)).join('  ')
  return [head, rule, ...rows.map(line), ''].join('\n')
}
