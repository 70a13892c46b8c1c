import type { CheckedDocument } from './check/check-lexicons.js'
import { compareDiagnostics } from './load/diagnostic.js'
import type { Diagnostic } from './load/diagnostic.js'
import type { Model } from './model/model.js'

/** A lexicon folder after the `load` and `check` stages. */
export interface CheckedFolder {
  /** Of both stages, sorted by file, line and column. */
  readonly diagnostics: readonly Diagnostic[]
  /** How many JSON files the folder holds, broken ones included. */
  readonly documentCount: number
  /** What can be generated from; undefined where a diagnostic is an error. */
  readonly documents: readonly CheckedDocument[] | undefined
}

/** The generator's stages from lexicon files to texts. Nothing here writes anything. */
export interface Stages {
  readonly check: (lexicons: string) => Promise<CheckedFolder>
  readonly model: (documents: readonly CheckedDocument[]) => Promise<Model>
  /** Gives full texts by path below the output folder, with forward slashes. */
  readonly emit: (model: Model) => Promise<ReadonlyMap<string, string>>
}

/**
 * The generator's own stages. Each loads its code when it is first asked for, so that checking does
 * not wait for the emitter's libraries.
 */
export const ownStages: Stages = {
  async check(lexicons) {
    const [{ loadLexicons }, { checkLexicons }] = await Promise.all([
      import('./load/load-lexicons.js'),
      import('./check/check-lexicons.js'),
    ])
    const loaded = await loadLexicons(lexicons)
    const checked = checkLexicons(loaded.documents)
    const diagnostics = [...loaded.diagnostics, ...checked.diagnostics].toSorted(compareDiagnostics)
    const acceptable = diagnostics.every(({ severity }) => severity !== 'error')
    return {
      diagnostics,
      documentCount: loaded.documents.length,
      documents: acceptable ? checked.documents : undefined,
    }
  },
  async model(documents) {
    const { buildModel } = await import('./model/build-model.js')
    return buildModel(documents)
  },
  async emit(model) {
    const { emitModel } = await import('./emit/emit-model.js')
    return await emitModel(model)
  },
}
