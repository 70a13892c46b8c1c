import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import { isJsonObject } from '../../load/json-value.js'
import { withShortReferences } from './short-references.js'
import { upstreamLayout } from './upstream-layout.js'
import { UpstreamError, type Upstream } from './upstream.js'

/**
 * Upstream's documents as an npm package exports them under the name `schemas`, as `@atproto/api`
 * does. Their text is not published: it is laid out again as in the protocol's repository.
 *
 * The package is looked for from the present folder, then from this program; absent where neither
 * has it.
 *
 * @throws UpstreamError where the package exports something else
 */
export async function upstreamPackage(name: string): Promise<Upstream | undefined> {
  const location = [resolve('package.json'), import.meta.filename]
    .map((from) => locate(name, from))
    .find((found) => found !== undefined)
  if (location === undefined) return undefined
  const module: unknown = await import(pathToFileURL(location).href)
  const schemas =
    typeof module === 'object' && module !== null && 'schemas' in module
      ? module.schemas
      : undefined
  if (!Array.isArray(schemas)) throw new UpstreamError(`${name}: exports no array "schemas"`)
  const documents = new Map<string, unknown>()
  for (const document of schemas.filter(isJsonObject)) {
    if (typeof document['id'] === 'string') documents.set(document['id'], document)
  }
  return {
    source: `the Lexicons that the npm package ${name} ${await versionOf(location)} publishes`,
    laidOutAgain: true,
    async textOf(nsid) {
      const document = documents.get(nsid)
      return document === undefined
        ? undefined
        : await upstreamLayout(withShortReferences(document))
    },
  }
}

function locate(name: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(name)
  } catch {
    return undefined
  }
}

/** The version in the manifest above a module. */
async function versionOf(location: string): Promise<string> {
  for (let folder = dirname(location); ; folder = dirname(folder)) {
    const manifest: unknown = await readFile(join(folder, 'package.json'), 'utf8').then(
      (text): unknown => JSON.parse(text),
      () => undefined,
    )
    if (isJsonObject(manifest) && typeof manifest['version'] === 'string')
      return manifest['version']
    if (folder === dirname(folder)) return 'of an unknown version'
  }
}
