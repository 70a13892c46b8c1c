import type { DocumentModel } from '../model/model.js'
import { docText } from './doc-comment.js'
import { indexHeader } from './header.js'

/** The text of `index.ts`: every document as a namespace, and the runtime's own exports. */
export function indexText(documents: readonly DocumentModel[]): string {
  const lines = documents.flatMap(({ module, namespace, description }) => [
    ...commentLines(docText(description)),
    `export * as ${namespace} from './${module}.js'`,
  ])
  return `${[indexHeader, '', ...lines, `export * from './runtime/index.js'`].join('\n')}\n`
}

function commentLines(text: string): readonly string[] {
  if (text === '') return []
  if (!text.includes('\n')) return [`/** ${text} */`]
  return ['/**', ...text.split('\n').map((line) => ` * ${line}`), ' */']
}
