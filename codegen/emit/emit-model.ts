import { setImmediate as nextTurn } from 'node:timers/promises'

import { format, type Options } from 'prettier'
import { Project } from 'ts-morph'

import type { DocumentModel, Model } from '../model/model.js'
import { Definitions } from './definitions.js'
import { emitDocument } from './emit-document.js'
import { indexText } from './emit-index.js'
import { lexiconHeader } from './header.js'
import { runtimeFiles } from './runtime-files.js'

const style: Options = {
  // Formats as `typescript` does, in two thirds of the time.
  parser: 'babel-ts',
  semi: false,
  singleQuote: true,
  printWidth: 100,
  trailingComma: 'all',
}

/**
 * The texts of all generated files, by path below the output folder: one per lexicon document,
 * `index.ts`, and the runtime below `runtime/`. The same model gives the same bytes.
 */
export async function emitModel(model: Model): Promise<ReadonlyMap<string, string>> {
  const definitions = new Definitions(model)
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true })
  const files = new Map<string, string>()
  for (const document of model.documents) {
    const text = printDocument(document, definitions, project)
    files.set(`${document.module}.ts`, await format(text, style))
    // Formatting never leaves the turn: without this, Ctrl-C would have to wait for all documents.
    await nextTurn()
  }
  files.set('index.ts', indexText(model.documents))
  for (const [path, text] of await runtimeFiles()) files.set(path, text)
  return files
}

function printDocument(
  document: DocumentModel,
  definitions: Definitions,
  project: Project,
): string {
  const statements = emitDocument(document, definitions).structures()
  const source = project.createSourceFile(`${document.module}.ts`, { statements })
  const text = `${lexiconHeader(document.nsid)}\n\n${source.getFullText()}`
  project.removeSourceFile(source)
  return text
}
