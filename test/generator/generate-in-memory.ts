import { checkLexicons } from '../../codegen/check/check-lexicons.js'
import { formatDiagnostics } from '../../codegen/check/format-diagnostics.js'
import { emitModel } from '../../codegen/emit/emit-model.js'
import { buildModel } from '../../codegen/model/build-model.js'
import type { DefinitionModel, Model } from '../../codegen/model/model.js'
import { type InMemoryFolder, loadInMemory } from '../check/in-memory-folder.js'

/** The generator's first stages without a file: throws what `check` would report as an error. */
export function modelOf(folder: InMemoryFolder): Model {
  const loaded = loadInMemory(folder)
  const checked = checkLexicons(loaded.documents)
  const errors = [...loaded.diagnostics, ...checked.diagnostics].filter(
    ({ severity }) => severity === 'error',
  )
  if (errors.length > 0) throw new Error(formatDiagnostics(errors, 'text'))
  return buildModel(checked.documents)
}

/** All stages: texts by path below an output folder, the runtime included. */
export async function generateInMemory(
  folder: InMemoryFolder,
): Promise<ReadonlyMap<string, string>> {
  return await emitModel(modelOf(folder))
}

/** The files of documents alone, without `index.ts` and the runtime. */
export function documentFiles(files: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    [...files].filter(([path]) => path !== 'index.ts' && !path.startsWith('runtime/')),
  )
}

/** A definition of a model by its document and its type's name. */
export function definitionOf(model: Model, nsid: string, name: string): DefinitionModel {
  const document = model.documents.find((candidate) => candidate.nsid === nsid)
  const definition = document?.definitions.find((candidate) => candidate.name === name)
  if (definition === undefined) throw new Error(`the model has no ${nsid} ${name}`)
  return definition
}
