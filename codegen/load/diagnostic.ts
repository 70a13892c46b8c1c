import { compareByCodeUnit } from './code-unit-order.js'

export type Severity = 'error' | 'warning'

/** A rule that a lexicon folder must keep, as documentation and diagnostics name it. */
export interface RuleDescription {
  /** Stable, in kebab case. */
  readonly name: string
  readonly severity: Severity
  /** One sentence: what must hold. */
  readonly description: string
}

/** Something wrong in one place of one file. An `error` keeps the generator from writing anything. */
export interface Diagnostic {
  readonly severity: Severity
  /** The name of the rule that was broken. */
  readonly rule: string
  /** As shown to people: the folder as it was given, then the path below it, with forward slashes. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units, as editors count. */
  readonly column: number
  /** Where in the JSON, for example `defs.main.message.schema.refs[2]`; empty for the whole file. */
  readonly path: string
  readonly message: string
  /** What would mend it, for example `did you mean "#cursor"?`. */
  readonly hint?: string
}

/** By file, line and column, then by rule and message, so that the order never depends on the input's. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareByCodeUnit(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareByCodeUnit(a.rule, b.rule) ||
    compareByCodeUnit(a.path, b.path) ||
    compareByCodeUnit(a.message, b.message)
  )
}
