import { readFile } from 'node:fs/promises'

import { compareByCodeUnit } from './code-unit-order.js'
import { compareDiagnostics } from './diagnostic.js'
import type { Diagnostic, RuleDescription } from './diagnostic.js'
import { findJsonFiles } from './find-json-files.js'
import { emptyFolder, textEncoding, unreadable } from './load-rules.js'
import { parseDocument, unreadDocument } from './loaded-document.js'
import type { LoadedDocument } from './loaded-document.js'
import { explainSystemError } from './system-error.js'

export interface LoadResult {
  /** One for each JSON file, broken ones included, sorted by code unit of the relative path. */
  readonly documents: readonly LoadedDocument[]
  /** Sorted. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads every `*.json` file under a folder, at any depth. Whatever goes wrong (the folder is missing
 * or empty, a file cannot be read, a text is not JSON) is a diagnostic; nothing is thrown.
 */
export async function loadLexicons(folder: string): Promise<LoadResult> {
  const shownFolder = folder.replaceAll('\\', '/').replace(/(?<=.)\/+$/, '')
  const documents: LoadedDocument[] = []
  const diagnostics: Diagnostic[] = []
  const report = (rule: RuleDescription, file: string, message: string) => {
    const { name, severity } = rule
    diagnostics.push({ severity, rule: name, file, line: 1, column: 1, path: '', message })
  }

  const { files, failures } = await findJsonFiles(folder)
  const show = (relativePath: string) =>
    shownFolder.endsWith('/') ? shownFolder + relativePath : `${shownFolder}/${relativePath}`
  for (const { relativePath, reason } of failures) {
    report(unreadable, relativePath === '' ? shownFolder : show(relativePath), reason)
  }
  if (files.length === 0 && failures.length === 0) {
    report(emptyFolder, shownFolder, 'no *.json file is under this folder')
  }

  for (const { relativePath, location } of files.toSorted((a, b) =>
    compareByCodeUnit(a.relativePath, b.relativePath),
  )) {
    const origin = { file: show(relativePath), relativePath }
    const text = await readText(location)
    if (typeof text === 'string') {
      const parsed = parseDocument(origin, text)
      documents.push(parsed.document)
      diagnostics.push(...parsed.diagnostics)
    } else {
      documents.push(unreadDocument(origin))
      report(text.rule, origin.file, text.message)
    }
  }
  return { documents, diagnostics: diagnostics.toSorted(compareDiagnostics) }
}

async function readText(
  location: string,
): Promise<string | { readonly rule: RuleDescription; readonly message: string }> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(location)
  } catch (error) {
    return { rule: unreadable, message: `the file cannot be read: ${explainSystemError(error)}` }
  }
  try {
    // The decoder takes a leading byte order mark away, so that it does not count as a column.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { rule: textEncoding, message: 'the file is not UTF-8 text' }
  }
}
