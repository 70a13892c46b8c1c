import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { explainSystemError } from './system-error.js'

export interface FoundFiles {
  readonly files: readonly FoundFile[]
  readonly failures: readonly {
    /** The folder or file below the root that could not be looked into; empty for the root itself. */
    readonly relativePath: string
    readonly reason: string
  }[]
}

export interface FoundFile {
  /** Below the root, with forward slashes on every system. */
  readonly relativePath: string
  /** For the file system. */
  readonly location: string
}

/** Finds every `*.json` file under a folder, in no promised order. Follows links, but never in circles. */
export async function findJsonFiles(root: string): Promise<FoundFiles> {
  const files: FoundFile[] = []
  const failures: { relativePath: string; reason: string }[] = []

  const look = async (location: string, relativePath: string, above: readonly string[]) => {
    try {
      const real = await realpath(location)
      if (above.includes(real)) return
      for (const entry of await readdir(location, { withFileTypes: true })) {
        const entryLocation = join(location, entry.name)
        const entryPath = relativePath === '' ? entry.name : `${relativePath}/${entry.name}`
        const kind = entry.isSymbolicLink() ? await kindOfTarget(entryLocation) : entry
        if (kind === undefined || kind.isFile()) {
          // A broken link is kept: reading it says what is wrong.
          if (entry.name.endsWith('.json')) {
            files.push({ relativePath: entryPath, location: entryLocation })
          }
        } else if (kind.isDirectory()) {
          await look(entryLocation, entryPath, [...above, real])
        }
      }
    } catch (error) {
      failures.push({
        relativePath,
        reason: `the folder cannot be read: ${explainSystemError(error)}`,
      })
    }
  }
  await look(root, '', [])
  return { files, failures }
}

async function kindOfTarget(location: string) {
  try {
    return await stat(location)
  } catch {
    return undefined
  }
}
