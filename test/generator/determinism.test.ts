import { readdirSync, readFileSync } from 'node:fs'
import { homedir, hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { beforeAll, describe, expect, it } from 'vitest'

import { type CheckedDocument, checkLexicons } from '../../codegen/check/check-lexicons.js'
import { emitModel } from '../../codegen/emit/emit-model.js'
import { buildModel } from '../../codegen/model/build-model.js'
import { loadInMemory } from '../check/in-memory-folder.js'
import { documentFiles } from './generate-in-memory.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Our own documents and the goldens', which refer to each other in all ways. */
function documents(): readonly CheckedDocument[] {
  const folders = [
    'lexicons',
    ...readdirSync(join(root, 'test/goldens')).map((feature) => `test/goldens/${feature}/lexicons`),
  ]
  const texts = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.json'))
      .map((path): readonly [string, string] => [
        path.replaceAll('\\', '/'),
        readFileSync(join(root, folder, path), 'utf8'),
      ]),
  )
  return checkLexicons(loadInMemory(Object.fromEntries(texts)).documents).documents
}

/** A permutation that is the same at every run. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items]
  let state = seed
  for (let last = result.length - 1; last > 0; last--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    const other = state % (last + 1)
    const [a, b] = [result[last], result[other]]
    if (a !== undefined && b !== undefined) [result[last], result[other]] = [b, a]
  }
  return result
}

describe('generated files', () => {
  const input = documents()
  const started = Date.now()
  let files: ReadonlyMap<string, string> = new Map()

  beforeAll(async () => {
    files = await emitModel(buildModel(input))
  }, 120_000)

  it('are the same whatever the order of the documents', async () => {
    expect(input.length).toBeGreaterThan(30)
    expect(files.size).toBeGreaterThan(100)
    const order = shuffled(input, 1)
    expect(order).not.toEqual(input)
    const again = await emitModel(buildModel(order))
    expect([...again.keys()]).toEqual([...files.keys()])
    expect(Object.fromEntries(again)).toEqual(Object.fromEntries(files))
  })

  it('have models that are the same, too, and plain data', () => {
    const model = buildModel(input)
    for (const seed of [2, 3, 4]) {
      expect(JSON.stringify(buildModel(shuffled(input, seed)))).toBe(JSON.stringify(model))
    }
    expect(structuredClone(model)).toEqual(model)
  })

  it('say nothing of the time, the place or the machine', () => {
    const texts = Object.values(documentFiles(files)).join('\n')
    const places = [root, root.replace(/[\\/]$/, ''), homedir(), tmpdir(), hostname()]
    for (const place of places) {
      if (place.length > 3) expect(texts.includes(place), place).toBe(false)
    }
    const year = new Date(started).getFullYear()
    const seconds = Math.floor(started / 1e8)
    expect(texts).not.toMatch(new RegExp(`\\b${year}-\\d\\d|\\b${seconds}\\d{5}`))
    expect(texts).not.toContain('\r')
  })
})
