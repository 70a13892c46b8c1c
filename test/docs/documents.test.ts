import { existsSync, globSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'

import { codeBlocks, consoleSteps, isShown, type CodeBlock } from './code-blocks.js'
import { shell } from './shell.js'

const root = join(import.meta.dirname, '../..')

/** The documents whose blocks are tried: all that people read. */
const documents = globSync(['README.md', '{lexicons,templates,codegen}/**/*.md'], { cwd: root })
  // The proposal's template becomes a document only once its tables are in it.
  .filter((path) => !path.includes('templates/proposal/'))
  .toSorted()

describe.each(documents.map((path) => [path]))('%s', (path) => {
  let blocks: readonly CodeBlock[] = []
  beforeAll(async () => {
    blocks = codeBlocks(await readFile(join(root, path), 'utf8'))
    const folders = new Set(saved(blocks).map(({ file }) => topFolder(file)))
    for (const folder of folders) await rm(join(root, folder), { recursive: true, force: true })
  })

  it('has blocks of known languages only, and saves files nowhere but under .tmp', () => {
    const languages = new Set(blocks.map(({ language }) => language))
    expect([...languages].filter((each) => !knownLanguages.has(each))).toEqual([])
    expect(saved(blocks).filter(({ file }) => !/^\.tmp\/[\w-]+\//.test(file))).toEqual([])
    const unsaved = blocks.filter(
      ({ language, file }) => programLanguages.has(language) && file === undefined,
    )
    expect(unsaved).toEqual([])
  })

  it('shows what its commands print', async () => {
    for (const block of blocks) {
      if (block.file !== undefined) await save(block.file, block.text)
      if (block.language !== 'console') continue
      for (const { command, output } of consoleSteps(block)) {
        const printed = await shell(command, root)
        if (isShown(output, printed)) continue
        expect(printed, `${path}:${block.line}: ${command}`).toBe(output)
      }
    }
  }, 300_000)

  it('has programs that compile under the strict settings of the project', async () => {
    const programs = saved(blocks).flatMap(({ file }) => (file.endsWith('.ts') ? [file] : []))
    if (programs.length > 0) expect(await compile(programs)).toBe('')
  }, 300_000)

  it('names commands that there are', async () => {
    const text = await readFile(join(root, path), 'utf8')
    const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    const scripts = new Set(scriptsOf(manifest))
    const named = [...text.matchAll(/npm run (?:-s |--silent )?([\w:-]+)/g)].map(([, name]) => name)
    expect(named.filter((name) => name !== undefined && !scripts.has(name))).toEqual([])
  })

  it('links to files that there are', async () => {
    const text = await readFile(join(root, path), 'utf8')
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target]) => target)
    const missing = targets.filter(
      (target) => target !== undefined && !existsSync(join(root, dirname(path), target)),
    )
    expect(missing).toEqual([])
  })
})

/**
 * - `console`: commands behind `$ `, run in their order, and what they print
 * - `ts`, `json`, `js` with `file=`: saved where that says, for the commands
 * - `sh`: commands that set up, or run for long
 * - `text`: no code
 */
const knownLanguages = new Set(['console', 'ts', 'js', 'json', 'sh', 'text'])
const programLanguages = new Set(['ts', 'js', 'json'])

function saved(blocks: readonly CodeBlock[]) {
  return blocks.flatMap(({ file, ...block }) => (file === undefined ? [] : [{ ...block, file }]))
}

/** `.tmp/tour` of `.tmp/tour/lexicons/a.json`. */
function topFolder(file: string): string {
  return file.split('/').slice(0, 2).join('/')
}

async function save(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true })
  await writeFile(join(root, file), `${text}\n`)
}

async function compile(programs: readonly string[]): Promise<string> {
  const folder = topFolder(programs[0] ?? '')
  const config = {
    extends: '../../tsconfig.json',
    include: programs.map((program) => join(root, program)),
    exclude: [],
  }
  await save(join(folder, 'tsconfig.json'), JSON.stringify(config))
  return await shell(`tsc --noEmit -p ${join(folder, 'tsconfig.json')}`, root)
}

function scriptsOf(manifest: unknown): readonly string[] {
  const scripts: unknown =
    typeof manifest === 'object' && manifest !== null && 'scripts' in manifest
      ? manifest.scripts
      : undefined
  return typeof scripts === 'object' && scripts !== null ? Object.keys(scripts) : []
}
