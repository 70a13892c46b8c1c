import type { Diagnostic, RuleDescription } from '../load/diagnostic.js'
import { formatPath } from '../load/json-path.js'
import type { JsonPath } from '../load/json-path.js'
import type { PropertyPart } from '../load/json-text.js'
import type { LoadedDocument } from '../load/loaded-document.js'

/** A broken rule at a place in a document, before the place is turned into line and column. */
export interface Finding {
  readonly rule: RuleDescription
  readonly source: LoadedDocument
  readonly path: JsonPath
  /** Which half of a property is at fault; the value where absent. */
  readonly part?: PropertyPart
  readonly message: string
  readonly hint?: string | undefined
}

/** Locates a finding. */
export function toDiagnostic({ rule, source, path, part, message, hint }: Finding): Diagnostic {
  const { line, column } = source.positionOf(path, part)
  return {
    severity: rule.severity,
    rule: rule.name,
    file: source.file,
    line,
    column,
    path: formatPath(path),
    message,
    ...(hint === undefined ? {} : { hint }),
  }
}
