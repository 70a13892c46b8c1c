import { mkdir, rename, rm, rmdir, unlink, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { dirname, join, posix } from 'node:path'

import { explainSystemError } from '../load/system-error.js'
import { OutFolderError } from './out-folder-error.js'
import type { Changes } from './plan-changes.js'

/**
 * Carries changes out. All new texts are first written to temporary files beside their targets; only
 * then are these renamed, one after the other, which nothing but a failing disk can stop. Aborted or
 * failing before that point, the folder is left as it was.
 *
 * @param folder the output folder, made where it does not exist
 * @throws OutFolderError where the file system refuses, or the signal's reason
 */
export async function applyChanges(
  folder: string,
  changes: Changes,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted()
  const staged: { readonly temporary: string; readonly target: string }[] = []
  const madeFolders: string[] = []
  let replacing = false
  try {
    for (const { path, text } of changes.written) {
      const target = join(folder, path)
      const made = await mkdir(dirname(target), { recursive: true })
      if (made !== undefined) madeFolders.push(...foldersBetween(made, dirname(target)))
      const temporary = temporaryBeside(target)
      staged.push({ temporary, target })
      await writeFile(temporary, text, { flag: 'wx' })
      signal?.throwIfAborted()
    }
    replacing = true
    for (const { path, spelt } of changes.written) {
      if (spelt !== undefined) await respell(folder, spelt, path)
    }
    for (const { temporary, target } of staged) await rename(temporary, target)
    for (const path of changes.deleted) await rm(join(folder, path), { force: true })
    await removeEmptyFolders(folder, changes.deleted)
  } catch (error) {
    await Promise.allSettled(staged.map(({ temporary }) => unlink(temporary)))
    for (const made of madeFolders.toReversed()) await rmdir(made).catch(() => undefined)
    if (!replacing) signal?.throwIfAborted()
    throw asOutFolderError(error, folder, replacing)
  }
}

function temporaryBeside(target: string): string {
  return `${target}.${randomBytes(6).toString('hex')}.tmp`
}

/** The folders from the topmost one that was made down to the deepest. */
function foldersBetween(top: string, bottom: string): string[] {
  const folders = [bottom]
  for (let folder = bottom; folder.length > top.length;) {
    folder = dirname(folder)
    folders.unshift(folder)
  }
  return folders
}

/** Changes the case of a path's letters where the file system would otherwise keep the old ones. */
async function respell(folder: string, from: string, to: string): Promise<void> {
  const targets = to.split('/')
  for (const [index, name] of from.split('/').entries()) {
    const target = targets[index]
    if (target === undefined || target === name) continue
    const parent = join(folder, ...targets.slice(0, index))
    // An earlier file of the same folder may have brought the folder's name in order already.
    await rename(join(parent, name), join(parent, target)).catch((error: unknown) => {
      if (!isCode(error, 'ENOENT')) throw error
    })
  }
}

async function removeEmptyFolders(folder: string, deleted: readonly string[]): Promise<void> {
  const candidates = new Set<string>()
  for (const path of deleted) {
    for (let parent = posix.dirname(path); parent !== '.'; parent = posix.dirname(parent)) {
      candidates.add(parent)
    }
  }
  const deepestFirst = [...candidates].toSorted((a, b) => b.length - a.length)
  for (const candidate of deepestFirst) {
    await rmdir(join(folder, candidate)).catch((error: unknown) => {
      if (!stillInUse.some((code) => isCode(error, code))) throw error
    })
  }
}

const stillInUse = ['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EBUSY', 'EPERM']

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

function asOutFolderError(error: unknown, folder: string, partlyWritten: boolean): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  const path = 'path' in error && typeof error.path === 'string' ? error.path : folder
  const reason = explainSystemError(error)
  return new OutFolderError([{ path, reason }], { cause: error, partlyWritten })
}
