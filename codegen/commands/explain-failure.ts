import { escapeUnprintable } from '../printable.js'
import { paint } from '../terminal.js'
import type { TerminalStream } from '../terminal.js'
import { FolderOverlapError } from '../write/folders-apart.js'
import { OutFolderError } from '../write/out-folder-error.js'

/**
 * What to tell the user about an error that ended a command, with a line break at the end. Errors
 * that are nobody's but the program's own come with their stack.
 */
export function explainFailure(error: unknown, stream: TerminalStream): string {
  const label = paint(stream, 'red', 'error:')
  if (error instanceof OutFolderError) {
    const lines = error.refusals.map(
      ({ path, reason }) => `${label} ${escapeUnprintable(`${path}: ${reason}`)}\n`,
    )
    const state = error.partlyWritten
      ? 'some files were written already; generate again once this is mended'
      : 'nothing was written'
    return `${lines.join('')}${state}\n`
  }
  if (error instanceof FolderOverlapError) return `${label} ${escapeUnprintable(error.message)}\n`
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `${label} lexstream failed; please report this\n${detail}\n`
}
