import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

const wellKnown = 'lexicons/com/atproto/stream/defs.json'

/**
 * The folder of the lexicons that come with this package: beside `codegen` in a checkout, two above
 * it in the published package.
 *
 * @throws Error where the installation lacks it
 */
export function shippedLexicons(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, wellKnown))) {
    const above = dirname(folder)
    if (above === folder) {
      throw new Error('the lexicons are missing: this installation of lexstream is incomplete')
    }
    folder = above
  }
  return join(folder, 'lexicons')
}
