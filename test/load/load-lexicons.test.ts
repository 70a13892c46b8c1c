import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { formatDiagnostics } from '../../codegen/check/format-diagnostics.js'
import { loadLexicons } from '../../codegen/load/load-lexicons.js'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lexstream-load-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

async function write(relativePath: string, content: string | Uint8Array): Promise<void> {
  const file = join(folder, relativePath)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}

async function messages(path = folder): Promise<readonly string[]> {
  const { diagnostics } = await loadLexicons(path)
  return diagnostics.map((diagnostic) =>
    formatDiagnostics([diagnostic], 'text').replace(folder, '<folder>'),
  )
}

describe('loadLexicons', () => {
  it('reads every JSON file at any depth, sorted by code unit of the path', async () => {
    const paths = ['b.json', 'a/é.json', 'a/z.json', 'a-b/x.json', 'B/x.json', 'a/b/c/d.json']
    for (const path of paths) await write(path, JSON.stringify({ path }))
    await write('a/readme.md', '#')
    await write('a/x.json5', '{}')
    const { documents, diagnostics } = await loadLexicons(folder)
    expect(diagnostics).toEqual([])
    expect(documents.map(({ relativePath }) => relativePath)).toEqual([
      'B/x.json',
      'a-b/x.json',
      'a/b/c/d.json',
      'a/z.json',
      'a/é.json',
      'b.json',
    ])
    for (const { file, relativePath, json, intact } of documents) {
      expect(file).toBe(`${folder}/${relativePath}`)
      expect(json).toEqual({ path: relativePath })
      expect(intact).toBe(true)
    }
  })

  it('shows files under the folder as it was given, without a slash too many', async () => {
    await write('a.json', '{}')
    for (const given of [`${folder}/`, `${folder}//`]) {
      const { documents } = await loadLexicons(given)
      expect(documents.map(({ file }) => file)).toEqual([`${folder}/a.json`])
    }
  })

  it('takes a byte order mark and CRLF as they come', async () => {
    await write('a.json', '\uFEFF{\r\n  "a": 1,\r\n  "b": 2\r\n}\r\n')
    const { documents, diagnostics } = await loadLexicons(folder)
    expect(diagnostics).toEqual([])
    expect(documents[0]?.json).toEqual({ a: 1, b: 2 })
    expect(documents[0]?.positionOf([])).toEqual({ line: 1, column: 1 })
    expect(documents[0]?.positionOf(['b'], 'key')).toEqual({ line: 3, column: 3 })
  })

  it('reports everything that is wrong, and still returns the rest', async () => {
    await write('a.json', '{}')
    await write('b.json', '{"a": 1,}')
    await write('c.json', Uint8Array.of(0x7b, 0xff, 0x7d))
    await write('d.json', '{"a": 1, "a": 2}')
    await symlink(join(folder, 'nowhere'), join(folder, 'e.json'))
    expect(await messages()).toEqual([
      '<folder>/b.json:1:9: JSON has no trailing commas [error json-syntax]',
      '<folder>/c.json:1:1: the file is not UTF-8 text [error text-encoding]',
      '<folder>/d.json:1:10 a: "a" stands more than once in this object [error duplicate-key]',
      '<folder>/e.json:1:1: the file cannot be read: it does not exist [error unreadable]',
    ])
    const { documents } = await loadLexicons(folder)
    expect(documents.map(({ relativePath, intact }) => [relativePath, intact])).toEqual([
      ['a.json', true],
      ['b.json', false],
      ['c.json', false],
      ['d.json', true],
      ['e.json', false],
    ])
    expect(documents[4]?.positionOf(['x'])).toEqual({ line: 1, column: 1 })
  })

  it('follows links, but not in circles', async () => {
    await write('a/x.json', '{}')
    await symlink(folder, join(folder, 'a/up'))
    await symlink(join(folder, 'a/x.json'), join(folder, 'y.json'))
    await symlink(join(folder, 'a'), join(folder, 'b'))
    const { documents, diagnostics } = await loadLexicons(folder)
    expect(diagnostics).toEqual([])
    expect(documents.map(({ relativePath }) => relativePath)).toEqual([
      'a/x.json',
      'b/x.json',
      'y.json',
    ])
  })

  it('says when there is nothing to read', async () => {
    await write('a/readme.md', '#')
    expect(await messages()).toEqual([
      '<folder>:1:1: no *.json file is under this folder [error empty-folder]',
    ])
    expect(await messages(join(folder, 'b'))).toEqual([
      '<folder>/b:1:1: the folder cannot be read: it does not exist [error unreadable]',
    ])
    expect(await messages(join(folder, 'a/readme.md'))).toEqual([
      '<folder>/a/readme.md:1:1: the folder cannot be read: it is not a folder [error unreadable]',
    ])
  })
})
