import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { isJsonObject } from '../../load/json-value.js'
import { parseDocument } from '../../load/loaded-document.js'
import { AgainstError, type Before } from './before.js'

/**
 * The lexicons that an installed npm package exports as `schemas` (as `@atproto/api` does).
 *
 * @param from the folder from which the package is looked for, in `node_modules` there and above
 * @throws AgainstError where it is not installed, or exports none
 */
export async function packageBefore(name: string, from: string): Promise<Before> {
  const exported: unknown = await load(name, from)
  const schemas: unknown = isModule(exported) ? exported['schemas'] : undefined
  const values: readonly unknown[] = Array.isArray(schemas) ? schemas : []
  const documents = values.flatMap((value) => {
    if (!isJsonObject(value) || typeof value['id'] !== 'string') return []
    const relativePath = `${value['id'].replaceAll('.', '/')}.json`
    const origin = { file: `${name}: ${value['id']}`, relativePath }
    return [parseDocument(origin, JSON.stringify(value)).document]
  })
  if (documents.length === 0) throw new AgainstError(`${name}: it exports no lexicons as "schemas"`)
  return { documents, name, sameFolder: false }
}

async function load(name: string, from: string): Promise<unknown> {
  try {
    const path = createRequire(join(from, 'package.json')).resolve(name)
    const exported: unknown = await import(pathToFileURL(path).href)
    return exported
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'MODULE_NOT_FOUND')
      throw new AgainstError(`${name}: the package is not installed here`)
    throw new AgainstError(`${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function isModule(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
