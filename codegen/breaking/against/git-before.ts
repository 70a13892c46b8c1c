import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import type { Diagnostic } from '../../load/diagnostic.js'
import { parseDocument, type LoadedDocument } from '../../load/loaded-document.js'
import { AgainstError, type Before } from './before.js'
import { whyUnread } from './why-unread.js'

const run = promisify(execFile)
/** More than any lexicon has; what git prints beyond it is an error. */
const maxBytes = 64 * 1024 * 1024

/**
 * A folder's lexicons as they were in a revision of the git repository that holds it.
 *
 * @param revision a commit, a branch, a tag, `HEAD~3`
 * @param folder where the lexicons are now
 * @throws AgainstError where there is no git, no such revision, or no lexicon in it
 */
export async function gitBefore(revision: string, folder: string): Promise<Before> {
  const name = `${folder} at ${revision}`
  const git = async (...args: string[]) => {
    try {
      const { stdout } = await run('git', ['-C', folder, ...args], { maxBuffer: maxBytes })
      return stdout
    } catch (error) {
      throw new AgainstError(`${name}: ${lastLine(error)}`)
    }
  }
  await git('rev-parse', '--git-dir')
  // What begins with a hyphen would be an option.
  const commit = `${revision}^{commit}`
  const tree = await git('rev-parse', '--verify', '--quiet', '--end-of-options', commit).then(
    (text) => text.trim(),
    () => {
      throw new AgainstError(`${name}: there is no such revision`)
    },
  )
  const listed = await git('ls-tree', '-r', '-z', '--name-only', tree, '.')
  const paths = listed.split('\0').filter((path) => path.endsWith('.json'))
  if (paths.length === 0) throw new AgainstError(`${name}: no *.json file is there`)
  const documents: LoadedDocument[] = []
  const unread: Diagnostic[] = []
  for (const path of paths) {
    const text = await git('show', `${tree}:./${path}`)
    const { document, diagnostics } = parseDocument(
      { file: `${name}: ${path}`, relativePath: path },
      text,
    )
    unread.push(...diagnostics)
    documents.push(document)
  }
  if (unread.length > 0) throw new AgainstError(whyUnread(unread))
  return { documents, name, sameFolder: true }
}

function lastLine(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return 'git is not installed, or the folder does not exist'
  }
  const text =
    error instanceof Error && 'stderr' in error && typeof error.stderr === 'string'
      ? error.stderr
      : String(error)
  return text.trim().split('\n').at(-1) ?? ''
}
