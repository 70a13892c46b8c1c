import { checkLexicons } from '../../codegen/check/check-lexicons.js'
import type { CheckResult } from '../../codegen/check/check-lexicons.js'
import { formatDiagnostics } from '../../codegen/check/format-diagnostics.js'
import type { Diagnostic } from '../../codegen/load/diagnostic.js'
import { parseDocument } from '../../codegen/load/loaded-document.js'
import type { LoadedDocument } from '../../codegen/load/loaded-document.js'

/** The files of a lexicon folder by path below it: JSON texts as they are, or values to write as JSON. */
export interface InMemoryFolder {
  readonly [relativePath: string]: unknown
}

export function loadInMemory(folder: InMemoryFolder): {
  readonly documents: readonly LoadedDocument[]
  readonly diagnostics: readonly Diagnostic[]
} {
  const parsed = Object.entries(folder).map(([relativePath, content]) =>
    parseDocument(
      { file: relativePath, relativePath },
      typeof content === 'string' ? content : JSON.stringify(content, undefined, 2),
    ),
  )
  return {
    documents: parsed.map(({ document }) => document),
    diagnostics: parsed.flatMap(({ diagnostics }) => diagnostics),
  }
}

export function checkInMemory(folder: InMemoryFolder): CheckResult {
  return checkLexicons(loadInMemory(folder).documents)
}

/** What `check` says about a folder, a line for each diagnostic. */
export function linesFor(folder: InMemoryFolder): readonly string[] {
  const { diagnostics } = checkInMemory(folder)
  return diagnostics.map((diagnostic) => formatDiagnostics([diagnostic], 'text'))
}

/** A folder in which each document stands where its NSID says. */
export function folderOf(...documents: readonly { readonly id: string }[]): InMemoryFolder {
  return Object.fromEntries(
    documents.map((document) => [`${document.id.replaceAll('.', '/')}.json`, document]),
  )
}

/** A document of the NSID `a.b.<name>`, whose file is `a/b/<name>.json`. */
export function lexicon(name: string, defs: unknown) {
  return { lexicon: 1, id: `a.b.${name}`, defs }
}

export function objectOf(properties: object, rest: object = {}) {
  return { type: 'object', ...rest, properties }
}

/** A subscription to local definitions. */
export function subscriptionTo(refs: readonly string[], rest: object = {}) {
  return { type: 'subscription', message: { schema: { type: 'union', refs } }, ...rest }
}

export function paramsOf(properties: object, rest: object = {}) {
  return { type: 'params', ...rest, properties }
}
