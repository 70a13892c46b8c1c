import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { explainSystemError } from '../../load/system-error.js'
import { UpstreamError, type Upstream } from './upstream.js'

/**
 * Upstream's documents in a folder that is laid out as `lexicons/` of the protocol's repository is.
 *
 * @throws UpstreamError where there is no such folder, or later where a file cannot be read
 */
export async function upstreamFolder(folder: string): Promise<Upstream> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isFolder) throw new UpstreamError(`${folder}: there is no such folder`)
  return {
    source: 'a checkout of the published Lexicons',
    laidOutAgain: false,
    async textOf(nsid) {
      const path = join(folder, ...nsid.split('.')) + '.json'
      try {
        return await readFile(path, 'utf8')
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
        throw new UpstreamError(`${path}: ${explainSystemError(error)}`, { cause: error })
      }
    },
  }
}
