import { loadLexicons } from '../../load/load-lexicons.js'
import { AgainstError, type Before } from './before.js'
import { whyUnread } from './why-unread.js'

/**
 * The lexicons of a folder.
 *
 * @throws AgainstError where one cannot be read, or there are none
 */
export async function folderBefore(folder: string): Promise<Before> {
  const { documents, diagnostics } = await loadLexicons(folder)
  if (diagnostics.length > 0) throw new AgainstError(whyUnread(diagnostics))
  return { documents, name: folder, sameFolder: true }
}
