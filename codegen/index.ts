import { ownStages } from './pipeline.js'
import type { Diagnostic } from './load/diagnostic.js'
import { applyChanges } from './write/apply-changes.js'
import { assertFoldersApart } from './write/folders-apart.js'
import { readOutFolder } from './write/out-folder.js'
import { planChanges } from './write/plan-changes.js'

export type { Diagnostic, Severity } from './load/diagnostic.js'
export { FolderOverlapError } from './write/folders-apart.js'
export { OutFolderError } from './write/out-folder-error.js'
export type { Refusal } from './write/out-folder-error.js'

export interface CheckOptions {
  /** A folder of lexicon documents: every `*.json` file below it is read. */
  readonly lexicons: string
}

export interface CheckResult {
  /** Whether no diagnostic is an error, so that code can be generated. */
  readonly ok: boolean
  /** Errors and warnings, sorted by file, line and column. */
  readonly diagnostics: readonly Diagnostic[]
  /** How many JSON files the folder holds. */
  readonly documentCount: number
}

export interface GenerateOptions extends CheckOptions {
  /** A folder for generated files alone. Files in it that were not made here are never touched. */
  readonly out: string
  /** Says what would change and changes nothing. */
  readonly dryRun?: boolean
  /** Stops the work; the output folder is then as it was before. */
  readonly signal?: AbortSignal
}

export interface GenerateResult extends CheckResult {
  /** What was done, or in a dry run would be; undefined where `ok` is false: then nothing is. */
  readonly changes: GeneratedChanges | undefined
}

/** Paths below the output folder, with forward slashes, sorted by code unit. */
export interface GeneratedChanges {
  /** Made anew, or replaced because the text differs. */
  readonly written: readonly string[]
  /** Made earlier and no longer generated. */
  readonly deleted: readonly string[]
  readonly unchanged: readonly string[]
}

/** Checks a folder of lexicons. Whatever is wrong with them is a diagnostic; nothing is thrown. */
export async function checkFolder({ lexicons }: CheckOptions): Promise<CheckResult> {
  const { diagnostics, documentCount, documents } = await ownStages.check(lexicons)
  return { ok: documents !== undefined, diagnostics, documentCount }
}

/**
 * Generates code from a folder of lexicons, as `lexstream gen` does, and without a word.
 *
 * @throws FolderOverlapError where the two folders are not apart
 * @throws OutFolderError where a file that was not made here is in the way, or the file system refuses
 */
export async function generate(options: GenerateOptions): Promise<GenerateResult> {
  const { lexicons, out, dryRun = false, signal } = options
  await assertFoldersApart(lexicons, out)
  const { documents, diagnostics, documentCount } = await ownStages.check(lexicons)
  if (documents === undefined) {
    return { ok: false, diagnostics, documentCount, changes: undefined }
  }
  signal?.throwIfAborted()
  const files = await ownStages.emit(await ownStages.model(documents))
  signal?.throwIfAborted()
  const changes = planChanges(await readOutFolder(out, files.keys()), files)
  if (!dryRun) await applyChanges(out, changes, signal)
  const { written, deleted, unchanged } = changes
  const paths = { written: written.map(({ path }) => path), deleted, unchanged }
  return { ok: true, diagnostics, documentCount, changes: paths }
}
