import { lstat, open, readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { headerStart } from '../emit/header.js'
import { explainSystemError } from '../load/system-error.js'
import { OutFolderError } from './out-folder-error.js'

/** What stands at a path below the output folder. */
export type OutEntry =
  | { readonly kind: 'folder' | 'link' | 'other' | 'foreign-file' }
  | {
      readonly kind: 'generated-file'
      /** Its text, where a file is to be written there. */
      readonly text: string | undefined
    }

/** What an output folder holds before anything is written to it. */
export interface OutFolder {
  /** As it was given. */
  readonly folder: string
  /** By path below the folder, with forward slashes. */
  readonly entries: ReadonlyMap<string, OutEntry>
  /** Whether the file system takes `a.ts` and `A.ts` for the same file. */
  readonly foldsCase: boolean
}

/** What all spellings of a path have in common that some file systems take for the same. */
export function foldCase(path: string): string {
  return path.toLowerCase()
}

/**
 * Looks through an output folder, which need not exist. Links are not followed; folders named
 * `node_modules` or with a leading dot are not looked into, since what lies there is never made here.
 *
 * @param wanted the paths to be written, whose present texts are read
 * @param markers how files start that were made earlier by whoever writes now
 * @throws OutFolderError where the folder cannot be read
 */
export async function readOutFolder(
  folder: string,
  wanted: Iterable<string>,
  markers: readonly string[] = [headerStart],
): Promise<OutFolder> {
  const foldedWanted = new Set(Array.from(wanted, foldCase))
  const entries = new Map<string, OutEntry>()

  const look = async (path: string): Promise<void> => {
    for (const item of await readdir(join(folder, path), { withFileTypes: true })) {
      const itemPath = path === '' ? item.name : `${path}/${item.name}`
      if (item.isDirectory()) {
        entries.set(itemPath, { kind: 'folder' })
        if (item.name !== 'node_modules' && !item.name.startsWith('.')) await look(itemPath)
      } else if (item.isFile()) {
        entries.set(itemPath, await readEntry(join(folder, itemPath), itemPath))
      } else {
        entries.set(itemPath, { kind: item.isSymbolicLink() ? 'link' : 'other' })
      }
    }
  }
  const readEntry = async (location: string, path: string): Promise<OutEntry> => {
    if (!(await startsWithMarker(location, markers))) return { kind: 'foreign-file' }
    const text = foldedWanted.has(foldCase(path)) ? await readFile(location, 'utf8') : undefined
    return { kind: 'generated-file', text }
  }

  try {
    await look('')
  } catch (error) {
    if (entries.size === 0 && isMissing(error)) return { folder, entries, foldsCase: false }
    const path = errorPath(error) ?? folder
    throw new OutFolderError([{ path, reason: explainSystemError(error) }], { cause: error })
  }
  return { folder, entries, foldsCase: await foldsCase(folder, entries.keys()) }
}

async function startsWithMarker(location: string, markers: readonly string[]): Promise<boolean> {
  // Twice as many bytes leave room for the line ends of a checkout that has CRLF.
  const length = 2 * Math.max(...markers.map((marker) => Buffer.byteLength(marker)))
  const file = await open(location)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0)
    const head = buffer.toString('utf8', 0, bytesRead).replaceAll('\r\n', '\n')
    return markers.some((marker) => head.startsWith(marker))
  } finally {
    await file.close()
  }
}

/** Asks the file system for one of its files under another spelling. */
async function foldsCase(folder: string, paths: Iterable<string>): Promise<boolean> {
  for (const path of paths) {
    const name = basename(path)
    const otherCase = name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase()
    if (otherCase === name) continue
    const location = join(folder, path)
    const [own, other] = await Promise.all([
      identify(location),
      identify(join(dirname(location), otherCase)),
    ])
    return own !== undefined && own === other
  }
  return false
}

async function identify(location: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await lstat(location, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function errorPath(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('path' in error)) return undefined
  return typeof error.path === 'string' ? error.path : undefined
}
