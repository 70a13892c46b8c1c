import { compareByCodeUnit } from '../load/code-unit-order.js'
import { compareDiagnostics } from '../load/diagnostic.js'
import type { Diagnostic } from '../load/diagnostic.js'
import type { LexiconDocument } from '../load/lexicon.js'
import type { LoadedDocument } from '../load/loaded-document.js'
import { buildCorpus } from './corpus.js'
import { toDiagnostic } from './finding.js'
import type { Finding } from './finding.js'
import { ruleFamilies } from './rule-catalogue.js'
import { shapeOf } from './shape.js'
import type { Shape } from './shape.js'
import { askUpstreamParser } from './upstream-parser.js'

/** A document that every rule has accepted, and its place in the lexicon folder. */
export interface CheckedDocument {
  /** As shown to people. */
  readonly file: string
  /** Its objects have no prototype, so that names like `__proto__` and `constructor` are plain members. */
  readonly lexicon: LexiconDocument
}

export interface CheckResult {
  /** All of them at once, sorted by file, line and column. */
  readonly diagnostics: readonly Diagnostic[]
  /** All documents, sorted by path, if none of them has an error and each could be read; else none. */
  readonly documents: readonly CheckedDocument[]
}

const noShape: Shape = { findings: [], definitions: new Map() }

/**
 * Checks a folder's documents, each by itself and all of them together. Never throws, whatever the
 * documents hold. The result does not depend on the order of the input.
 */
export function checkLexicons(documents: readonly LoadedDocument[]): CheckResult {
  const shaped = documents
    .toSorted((a, b) => compareByCodeUnit(a.relativePath, b.relativePath))
    // Of a broken file only the syntax is reported: what it lacks may be there all the same.
    .map((source) => ({ source, ...(source.intact ? shapeOf(source) : noShape) }))
  const corpus = buildCorpus(shaped)
  const findings: Finding[] = [
    ...shaped.flatMap((shape) => shape.findings),
    ...ruleFamilies.flatMap((family) => [...family.check(corpus)]),
  ]
  const faulty = new Set(
    findings.filter(({ rule }) => rule.severity === 'error').map(({ source }) => source),
  )
  for (const { source } of shaped) {
    if (source.intact && !faulty.has(source)) findings.push(...askUpstreamParser(source))
  }

  const acceptable = faulty.size === 0 && documents.every(({ intact }) => intact)
  return {
    diagnostics: findings.map(toDiagnostic).toSorted(compareDiagnostics),
    documents: acceptable
      ? shaped.flatMap(({ source: { file }, lexicon }) =>
          lexicon === undefined ? [] : [{ file, lexicon }],
        )
      : [],
  }
}
