import { execFile } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lexiconPaths, lexiconsFolder, nsidOfPath, streams } from './own-documents.js'

const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url))

/** A project of its own: our lexicons, the checkout's packages, one folder of output per tool. */
const project = realpathSync(mkdtempSync(join(tmpdir(), 'todays-tools-')))

beforeAll(() => {
  cpSync(lexiconsFolder, join(project, 'lexicons'), { recursive: true })
  symlinkSync(modules, join(project, 'node_modules'), 'junction')
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }\n')
})

afterAll(() => {
  rmSync(project, { recursive: true, force: true })
})

interface Outcome {
  readonly code: number | string
  readonly output: string
}

function run(script: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(modules, script), ...args],
      { cwd: project, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : (error.code ?? String(error.signal))
        resolve({ code, output: `${stdout}${stderr}` })
      },
    )
  })
}

/** Compiles a folder of the project with TypeScript. */
function compile(folder: string): Promise<Outcome> {
  const config = `tsconfig.${folder}.json`
  writeFileSync(
    join(project, config),
    JSON.stringify({
      compilerOptions: {
        target: 'es2023',
        lib: ['es2023'],
        types: ['node'],
        module: 'nodenext',
        moduleResolution: 'nodenext',
        strict: true,
        noEmit: true,
        skipLibCheck: true,
      },
      include: [folder],
    }),
  )
  return run('typescript/bin/tsc', ['--pretty', 'false', '-p', config])
}

/** Uses the `#cursor` type of each stream, which is in the module that `moduleOf` names. */
function useCursors(folder: string, moduleOf: (nsidPath: string) => string): void {
  for (const nsid of streams) {
    const module = `${folder}/${moduleOf(nsid.replaceAll('.', '/'))}`
    const file = join(project, folder, 'uses', `${nsid}.ts`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(
      file,
      `import type { Cursor } from '${relative(`${folder}/uses`, module).replaceAll('\\', '/')}'
       export const right: Cursor = { $type: '${nsid}#cursor', cursor: 7, highestSeq: 9, live: true }
       // @ts-expect-error: a required field is not there
       export const incomplete: Cursor = { cursor: 7, highestSeq: 9 }
       // @ts-expect-error: a field of the wrong type
       export const wrong: Cursor = { cursor: '7', highestSeq: 9, live: true }
      `,
    )
  }
}

const documents = lexiconPaths.map((path) => `lexicons/${path}`)

describe.concurrent('@atproto/lex-cli', () => {
  /**
   * Its output repeats the documents in a literal that has to satisfy a closed type, so that each
   * keyword which the tool's version of the Lexicon language lacks is one error there. Jetstream's
   * published document has the same trouble with `subprotocol`.
   */
  const newKeywords = [
    ...Array.from({ length: 11 }, () => "TS2353 'shardKey'"),
    "TS2353 'subprotocol'",
  ]

  it.each(['gen-server', 'gen-api'])(
    '%s makes code that compiles, but for the keywords it does not know',
    { timeout: 120_000 },
    async (command) => {
      const made = await run('@atproto/lex-cli/bin.js', [command, '--yes', command, ...documents])
      expect(made).toMatchObject({ code: 0 })
      expect(made.output).toContain('API generated.')
      useCursors(command, (path) => `types/${path}.js`)

      const schemas = `${command}/lexicons.ts`
      const first = await compile(command)
      expect(
        first.output
          .trim()
          .split('\n')
          .map((line) => keywordError(schemas, line)),
      ).toEqual(newKeywords)

      const text = readFileSync(join(project, schemas), 'utf8')
      for (const path of lexiconPaths) expect(text).toContain(`id: '${nsidOfPath(path)}'`)
      writeFileSync(
        join(project, schemas),
        text.replaceAll(/^ *(?:shardKey|subprotocol): '[^']*',\n/gm, ''),
      )
      expect(await compile(command)).toEqual({ code: 0, output: '' })
    },
  )

  it('gen-md makes a page with every document', { timeout: 120_000 }, async () => {
    const made = await run('@atproto/lex-cli/bin.js', ['gen-md', '--yes', 'page.md', ...documents])
    expect(made).toMatchObject({ code: 0 })
    const headings = readFileSync(join(project, 'page.md'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('## '))
    expect(headings).toEqual(lexiconPaths.map((path) => `## ${nsidOfPath(path)}`))
  })
})

describe.concurrent('@atproto/lex', () => {
  it('build makes code that compiles', { timeout: 120_000 }, async () => {
    const made = await run('@atproto/lex/bin/lex', [
      'build',
      '--lexicons',
      'lexicons',
      '--out',
      'lex-build',
    ])
    expect(made).toMatchObject({ code: 0 })
    useCursors('lex-build', (path) => `${path}.defs.js`)
    expect(await compile('lex-build')).toEqual({ code: 0, output: '' })
  })
})

describe.concurrent('@atcute/lex-cli', () => {
  it('generate makes code that compiles', { timeout: 120_000 }, async () => {
    writeFileSync(
      join(project, 'lex.config.js'),
      `export default { generate: { files: ['lexicons/**/*.json'], outdir: 'atcute' } }\n`,
    )
    const made = await run('@atcute/lex-cli/cli.mjs', ['generate'])
    expect(made).toMatchObject({ code: 0 })
    useCursors('atcute', (path) => `types/${path}.js`)
    expect(await compile('atcute')).toEqual({ code: 0, output: '' })
  })
})

/** `TS2353 'keyword'` where that is the error in this file, otherwise the line. */
function keywordError(file: string, line: string): string {
  const match = /^(.+)\(\d+,\d+\): error (TS2353): .* and ('\w+') does not exist in type/.exec(line)
  return match?.[1] === file ? `${match[2]} ${match[3]}` : line
}
