import type { DocumentModel } from '../model/model.js'
import { indexHeader } from './header.js'

/** The text of `index.ts`: every document as a namespace, and the runtime's own exports. */
export function indexText(documents: readonly DocumentModel[]): string {
  const lines = documents.map(
    ({ module, namespace }) => `export * as ${namespace} from './${module}.js'`,
  )
  return `${indexHeader}\n\n${[...lines, `export * from './runtime/index.js'`].join('\n')}\n`
}
