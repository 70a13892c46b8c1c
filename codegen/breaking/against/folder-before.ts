import { loadLexicons } from '../../load/load-lexicons.js'
import { AgainstError, type Before } from './before.js'

/**
 * The lexicons of a folder.
 *
 * @throws AgainstError where one cannot be read, or there are none
 */
export async function folderBefore(folder: string): Promise<Before> {
  const { documents, diagnostics } = await loadLexicons(folder)
  const [first] = diagnostics
  if (first !== undefined) throw new AgainstError(`${first.file}:${first.line}: ${first.message}`)
  return { documents, name: folder, sameFolder: true }
}
