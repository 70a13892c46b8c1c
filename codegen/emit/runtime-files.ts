import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { compareByCodeUnit } from '../load/code-unit-order.js'
import { runtimeHeader } from './header.js'

/** The folder of the runtime: beside `codegen` in the checkout, two above it in the package. */
async function templatesFolder(): Promise<string> {
  for (const up of ['../../templates', '../../../templates']) {
    const folder = fileURLToPath(new URL(up, import.meta.url))
    const isThere = await readdir(folder).then(
      (names) => names.includes('errors.ts'),
      () => false,
    )
    if (isThere) return folder
  }
  throw new Error('the templates folder is missing: this installation of lexstream is incomplete')
}

/** The runtime's files below `runtime/`: copies of the templates, with a header line. */
export async function runtimeFiles(): Promise<ReadonlyMap<string, string>> {
  const folder = await templatesFolder()
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted(compareByCodeUnit)
  const files = await Promise.all(
    paths.map(async (path): Promise<readonly [string, string]> => {
      const below = path.slice(folder.length).replaceAll('\\', '/').replace(/^\/+/, '')
      return [`runtime/${below}`, `${runtimeHeader}\n${await readFile(path, 'utf8')}`]
    }),
  )
  return new Map(files)
}
