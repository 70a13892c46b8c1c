import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { VectorFiles } from './vector-types.js'

/** The committed vectors, which the tests of their matters read and nothing else. */
const folder = resolve(import.meta.dirname, '../../generated/proposal/vectors')

/** The names of all files below the folder, with forward slashes. */
export function vectorPaths(): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted()
}

/** The text of a file. */
export function vectorText(path: string): string {
  return readFileSync(join(folder, path), 'utf8')
}

/** The JSON of a file. */
export function vectorJson(path: string): unknown {
  return JSON.parse(vectorText(path))
}

/**
 * A file of vectors, once it has passed its schema.
 *
 * @param kind the name of the schema
 * @param path that of the file, where it is another
 * @throws Error where the file is not as its schema says
 */
export function readVectors<K extends keyof VectorFiles>(
  kind: K,
  path = `${kind}.json`,
): VectorFiles[K] {
  const schema = vectorJson(`schema/${kind}.schema.json`)
  if (typeof schema !== 'object' || schema === null) throw new Error(`${kind} has no schema`)
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile<VectorFiles[K]>(schema)
  const content = vectorJson(path)
  if (validate(content)) return content
  throw new Error(`${path}: ${JSON.stringify(validate.errors?.slice(0, 3))}`)
}

/** The files of one kind that there is one of for each stream. */
export function readEach<K extends 'messages' | 'frames'>(kind: K): readonly VectorFiles[K][] {
  return vectorPaths()
    .filter((path) => path.startsWith(`${kind}.`) && path !== `${kind}.json`)
    .map((path) => readVectors(kind, path))
}
