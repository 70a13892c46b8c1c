import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'

import { count } from '../count.js'
import type { Changes } from './plan-changes.js'

/** A line of a report, and what it is about. */
export interface ReportLine {
  readonly kind: 'heading' | 'added' | 'removed' | 'context' | 'note'
  readonly text: string
}

/** How much of the differences is shown. */
export interface DiffLimits {
  /** Lines of one file's diff. */
  readonly perFile: number
  /** Lines of all diffs together. */
  readonly total: number
  /** Missing files, and as many stale ones. */
  readonly listed: number
}

const defaultLimits: DiffLimits = { perFile: 60, total: 300, listed: 40 }

/** Edits after which two texts count as different throughout; bounds the time that a diff takes. */
const maxEdits = 500

/**
 * Says how an output folder differs from what would be generated: a unified diff per file, shortened
 * where it is long and left out where enough was shown, then the missing and the stale files. No
 * lines where nothing differs.
 */
export function reportDifferences(
  folder: string,
  changes: Changes,
  limits: DiffLimits = defaultLimits,
): ReportLine[] {
  const lines: ReportLine[] = []
  const missing: string[] = []
  const stale = [...changes.deleted]
  let left = limits.total
  for (const { path, text, previous, spelt } of changes.written) {
    const shown = under(folder, path)
    if (spelt !== undefined) stale.push(spelt)
    if (previous === undefined || spelt !== undefined) {
      missing.push(path)
      continue
    }
    const diff = left > 0 ? diffLines(shown, previous, text) : undefined
    if (diff === undefined) {
      lines.push({ kind: 'heading', text: `differs: ${shown}` })
      continue
    }
    const [from = '', to = '', ...body] = diff
    const room = Math.min(limits.perFile, left)
    lines.push({ kind: 'heading', text: from }, { kind: 'heading', text: to })
    lines.push(...body.slice(0, room).map(asReportLine))
    if (body.length > room) {
      lines.push({ kind: 'note', text: `… ${count(body.length - room, 'more line')}` })
    }
    left -= Math.min(body.length, room)
  }
  lines.push(
    ...listFiles('added', 'missing', folder, missing, limits.listed),
    ...listFiles('removed', 'stale', folder, stale, limits.listed),
  )
  return lines
}

function listFiles(
  kind: ReportLine['kind'],
  label: string,
  folder: string,
  paths: readonly string[],
  limit: number,
): ReportLine[] {
  const lines = paths
    .slice(0, limit)
    .map((path): ReportLine => ({ kind, text: `${label}: ${under(folder, path)}` }))
  if (paths.length > limit) {
    lines.push({ kind: 'note', text: `… ${count(paths.length - limit, `more ${label} file`)}` })
  }
  return lines
}

/** A unified diff, its two file headers first; undefined where it would be very long. */
function diffLines(shown: string, previous: string, text: string): string[] | undefined {
  const patch = createTwoFilesPatch(shown, `${shown} (generated)`, previous, text, '', '', {
    context: 3,
    stripTrailingCr: true,
    maxEditLength: maxEdits,
    headerOptions: FILE_HEADERS_ONLY,
  })
  return patch?.replace(/\n$/, '').split('\n')
}

function asReportLine(text: string): ReportLine {
  switch (text[0]) {
    case '+':
      return { kind: 'added', text }
    case '-':
      return { kind: 'removed', text }
    case '@':
    case '\\':
      return { kind: 'note', text }
    default:
      return { kind: 'context', text }
  }
}

function under(folder: string, path: string): string {
  return `${folder.replace(/(?<=.)[/\\]+$/, '')}/${path}`
}
