import { compareByCodeUnit } from '../load/code-unit-order.js'
import { OutFolderError } from './out-folder-error.js'
import type { Refusal } from './out-folder-error.js'
import { foldCase } from './out-folder.js'
import type { OutEntry, OutFolder } from './out-folder.js'

/** A file that is not there yet, or whose text differs. */
export interface FileChange {
  /** Below the output folder, with forward slashes. */
  readonly path: string
  readonly text: string
  /** What the file holds now, undefined where there is none. */
  readonly previous: string | undefined
  /**
   * How the file's path is spelt now, where that differs in upper and lower case only and the file
   * system takes both for the same file.
   */
  readonly spelt: string | undefined
}

/** What has to happen to an output folder. All paths are below the folder, sorted by code unit. */
export interface Changes {
  readonly written: readonly FileChange[]
  /** Made earlier and no longer generated. */
  readonly deleted: readonly string[]
  readonly unchanged: readonly string[]
}

/** Whether there is no file of exactly this name yet. */
export function isMissing({ previous, spelt }: FileChange): boolean {
  return previous === undefined || spelt !== undefined
}

/**
 * Compares what was generated with what the output folder holds. Line ends do not count: a checkout
 * may have turned them into CRLF.
 *
 * @param files full texts by path below the folder, with forward slashes
 * @throws OutFolderError where something that was not made here is in the way
 */
export function planChanges(outFolder: OutFolder, files: ReadonlyMap<string, string>): Changes {
  const { entries, foldsCase } = outFolder
  const spellings = new Map<string, string>()
  if (foldsCase) for (const path of entries.keys()) spellings.set(foldCase(path), path)
  const spellingOf = (path: string) => spellings.get(foldCase(path)) ?? path

  const written: FileChange[] = []
  const unchanged: string[] = []
  const refusals = new Map<string, Refusal>()
  const kept = new Set<string>()

  for (const [path, text] of [...files].toSorted(([a], [b]) => compareByCodeUnit(a, b))) {
    const present = spellingOf(path)
    const obstacle = findObstacle(path, (candidate) => entries.get(spellingOf(candidate)))
    if (obstacle !== undefined) {
      const shown = `${outFolder.folder.replace(/(?<=.)[/\\]+$/, '')}/${spellingOf(obstacle.path)}`
      refusals.set(shown, { path: shown, reason: obstacle.reason })
      continue
    }
    kept.add(present)
    const entry = entries.get(present)
    const previous = entry?.kind === 'generated-file' ? entry.text : undefined
    const spelt = present === path ? undefined : present
    if (spelt === undefined && previous !== undefined && sameText(previous, text)) {
      unchanged.push(path)
    } else {
      written.push({ path, text, previous, spelt })
    }
  }
  if (refusals.size > 0) {
    throw new OutFolderError(
      [...refusals.values()].toSorted((a, b) => compareByCodeUnit(a.path, b.path)),
    )
  }

  const deleted = [...entries]
    .filter(([path, { kind }]) => kind === 'generated-file' && !kept.has(path))
    .map(([path]) => path)
    .toSorted(compareByCodeUnit)
  return { written, deleted, unchanged }
}

/** Finds what keeps a file from being written, on the way from the output folder down to it. */
function findObstacle(
  path: string,
  entryAt: (path: string) => OutEntry | undefined,
): Refusal | undefined {
  const segments = path.split('/')
  for (let depth = 1; depth < segments.length; depth += 1) {
    const folder = segments.slice(0, depth).join('/')
    const entry = entryAt(folder)
    if (entry === undefined) return undefined
    if (entry.kind === 'link') return { path: folder, reason: linkInTheWay }
    if (entry.kind !== 'folder') return { path: folder, reason: fileInTheWay }
  }
  switch (entryAt(path)?.kind) {
    case 'folder':
      return { path, reason: folderInTheWay }
    case 'link':
      return { path, reason: linkInTheWay }
    case 'foreign-file':
    case 'other':
      return { path, reason: foreignFile }
    default:
      return undefined
  }
}

const remedy = 'move it away or delete it, or choose another output folder'
const foreignFile = `this file was not made by lexstream and would be overwritten; ${remedy}`
const linkInTheWay = `this is a symbolic link, which could lead out of the output folder; ${remedy}`
const fileInTheWay = `this is a file where a folder is needed; ${remedy}`
const folderInTheWay = `this is a folder where a file is needed; ${remedy}`

function sameText(a: string, b: string): boolean {
  return a === b || a.replaceAll('\r\n', '\n') === b.replaceAll('\r\n', '\n')
}
