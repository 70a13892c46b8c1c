import { realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'

/** The lexicon folder and the output folder are the same, or one lies inside the other. */
export class FolderOverlapError extends Error {
  override readonly name = 'FolderOverlapError'
}

/**
 * Makes sure that what is read and what is written lie apart, links followed: an output folder is
 * searched for files to delete, and one that holds the lexicons is the project's own folder rather
 * than one for generated files.
 *
 * @throws FolderOverlapError
 */
export async function assertFoldersApart(lexicons: string, out: string): Promise<void> {
  const [from, to] = await Promise.all([realLocation(lexicons), realLocation(out)])
  if (from === to) {
    throw new FolderOverlapError(
      `the output folder ${out} is the lexicon folder; give generated files a folder of their own`,
    )
  }
  if (isInside(to, from)) {
    throw new FolderOverlapError(
      `the output folder ${out} lies inside the lexicon folder ${lexicons}; choose one beside it`,
    )
  }
  if (isInside(from, to)) {
    throw new FolderOverlapError(
      `the lexicon folder ${lexicons} lies inside the output folder ${out}; give generated files a folder of their own`,
    )
  }
}

/** Resolves the links of a path as far down as it exists. */
async function realLocation(path: string): Promise<string> {
  const absolute = resolve(path)
  try {
    return await realpath(absolute)
  } catch {
    const parent = dirname(absolute)
    return parent === absolute ? absolute : join(await realLocation(parent), basename(absolute))
  }
}

function isInside(inner: string, outer: string): boolean {
  const path = relative(outer, inner)
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)
}
