import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { compareByCodeUnit } from '../../codegen/load/code-unit-order.js'
import { isJsonObject } from '../../codegen/load/json-value.js'
import { streams } from './stream-codecs.js'
import { readEach, vectorJson, vectorPaths, vectorText } from './read-vectors.js'

const files = vectorPaths()
const data = files.filter((path) => path.endsWith('.json') && !path.startsWith('schema/'))
const schemas = files.filter((path) => path.startsWith('schema/'))

/** All that is called `id` in a list of the file's top level. */
function idsOf(list: unknown): readonly unknown[] {
  if (!Array.isArray(list)) return []
  const items: readonly unknown[] = list
  return items.filter(isJsonObject).flatMap(({ id, cases }) => [id, ...idsOf(cases)])
}

/** The objects in the lists of the file's top level, and for messages in the lists of those. */
function casesIn(content: unknown): readonly unknown[] {
  if (!isJsonObject(content)) return []
  return Object.values(content).flatMap((list) => {
    if (!Array.isArray(list)) return []
    const items: readonly unknown[] = list
    return items
      .filter(isJsonObject)
      .flatMap((item) => ('cases' in item ? casesIn({ cases: item['cases'] }) : [item]))
  })
}

/** The schemas of the messages, which stand beside the vectors. */
function messageSchemas(): readonly unknown[] {
  const folder = resolve(import.meta.dirname, '../../generated/proposal/schemas')
  return readdirSync(folder).map((name): unknown =>
    JSON.parse(readFileSync(join(folder, name), 'utf8')),
  )
}

describe('the schemas', () => {
  it.each(schemas)('%s compiles strictly', (path) => {
    const schema = vectorJson(path)
    if (!isJsonObject(schema)) throw new Error('a schema is an object')
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema')
    expect(() => new Ajv2020({ strict: true }).compile(schema)).not.toThrow()
  })

  it('are told apart by one validator that holds all of them, those of the messages too', () => {
    const ajv = new Ajv2020({ strict: true })
    const all = [...schemas.map(vectorJson), ...messageSchemas()]
    for (const schema of all) {
      if (!isJsonObject(schema)) throw new Error('a schema is an object')
      ajv.addSchema(schema)
    }
    for (const path of schemas) {
      const name = path.slice('schema/'.length)
      expect(vectorJson(path)).toHaveProperty('$id', name)
      expect(ajv.getSchema(name)).toBeTypeOf('function')
    }
    expect(all.length).toBeGreaterThan(schemas.length)
  })

  it('refuse what is not so', () => {
    const schema = vectorJson('schema/shards.schema.json')
    const shards = vectorJson('shards.json')
    if (!isJsonObject(schema) || !isJsonObject(shards)) throw new Error('both are objects')
    const validate = new Ajv2020({ strict: true }).compile(schema)
    expect(validate(shards)).toBe(true)
    expect(validate({ ...shards, slots: '1024' })).toBe(false)
    expect(validate({ ...shards, more: 1 })).toBe(false)
  })
})

describe('the files', () => {
  it.each(data)('%s is as its schema says', (path) => {
    const content = vectorJson(path)
    const schema = vectorJson(`schema/${path.split('.')[0]}.schema.json`)
    if (!isJsonObject(schema)) throw new Error('a schema is an object')
    const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema)
    validate(content)
    expect(validate.errors ?? []).toEqual([])
  })

  it.each(data)('%s calls no two cases of a list the same', (path) => {
    const content = vectorJson(path)
    if (!isJsonObject(content)) throw new Error('a file of vectors is an object')
    for (const list of Object.values(content)) {
      const ids = idsOf(list).filter((id) => id !== undefined)
      expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    }
  })

  it('name their schema, and say in a sentence what each of their cases is', () => {
    for (const path of data) {
      const content = vectorJson(path)
      expect(content).toHaveProperty('$schema', `schema/${path.split('.')[0]}.schema.json`)
      for (const found of casesIn(content)) {
        const { id, description } = isJsonObject(found) ? found : {}
        expect([typeof id, typeof description], path).toEqual(['string', 'string'])
      }
    }
  })

  it('are all told of on the page beside them, with how many cases they have', () => {
    const page = vectorText('README.md')
    for (const path of data) {
      const count = casesIn(vectorJson(path)).length
      expect(count).toBeGreaterThan(0)
      expect(page).toContain(`| \`${path}\` | ${count} |`)
    }
    const known = data.map((path) => path.split('.')[0] ?? '')
    expect(schemas.map((path) => path.replace(/^schema\/|\..*$/g, ''))).toEqual(
      [...new Set(known)].toSorted(compareByCodeUnit),
    )
  })

  it('have every stream in them, with all of its messages', () => {
    const found = readEach('messages')
    expect(found.map(({ stream }) => stream).toSorted()).toEqual([...streams.keys()].toSorted())
    for (const { stream, messages, defaultSubprotocol } of found) {
      const expected = streams.get(stream)
      expect(defaultSubprotocol).toBe(expected?.defaultSubprotocol)
      expect(
        messages.map(({ type: $type, t, sequenced, shardKey }) => ({
          $type,
          t,
          sequenced,
          shardKey,
        })),
      ).toEqual(expected?.messages)
    }
  })
})
