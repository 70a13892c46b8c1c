import type { Diagnostic } from './diagnostic.js'
import { formatPath } from './json-path.js'
import { parseJsonText } from './json-text.js'
import type { JsonText } from './json-text.js'

/** Where a document came from. */
export interface DocumentOrigin {
  /** As shown to people, for example `lexicons/com/atproto/x.json`. */
  readonly file: string
  /** Below the lexicon folder, with forward slashes: `com/atproto/x.json`. */
  readonly relativePath: string
}

/** A file of the lexicon folder, parsed but not yet checked. */
export interface LoadedDocument extends DocumentOrigin, Pick<JsonText, 'json' | 'positionOf'> {
  /**
   * Whether the file could be read in full. Where it is false, the load diagnostics say why, `json`
   * holds what could be read, and nothing may be concluded from what is missing.
   */
  readonly intact: boolean
}

/** Makes a document from its text, without a disk. Never throws. */
export function parseDocument(
  origin: DocumentOrigin,
  text: string,
): { readonly document: LoadedDocument; readonly diagnostics: readonly Diagnostic[] } {
  const { file, relativePath } = origin
  const { json, intact, problems, positionOf } = parseJsonText(text)
  return {
    document: { file, relativePath, json, intact, positionOf },
    diagnostics: problems.map(({ rule, position, path, message }) => ({
      severity: rule.severity,
      rule: rule.name,
      file,
      line: position.line,
      column: position.column,
      path: formatPath(path),
      message,
    })),
  }
}

/** Stands for a file that exists but whose text could not be had. */
export function unreadDocument({ file, relativePath }: DocumentOrigin): LoadedDocument {
  return {
    file,
    relativePath,
    json: undefined,
    intact: false,
    positionOf: () => ({ line: 1, column: 1 }),
  }
}
