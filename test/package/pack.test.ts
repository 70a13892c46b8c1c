import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { writeTree } from '../cli/temporary-folder.js'
import { codeBlocks, consoleSteps } from '../docs/code-blocks.js'
import { checkout, complaintsOf, makeProject, packInto, runIn } from './consumer-project.js'
import type { CommandResult } from './consumer-project.js'

/** What strict projects switch on. */
const strict = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  allowUnreachableCode: false,
  erasableSyntaxOnly: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
}

/** Sends a message through every encoding and back, and prints what is left of it. */
const program = `
import {
  DecodeError,
  OrgExampleWeatherSubscribeReadings as Readings,
  subprotocols,
  type MessageOf,
} from './generated/index.js'

const reading: MessageOf<typeof Readings.stream> = {
  $type: 'org.example.weather.subscribeReadings#reading',
  seq: 7,
  station: 'did:web:station.example.org',
  celsius: -3,
  time: '2026-01-02T03:04:05.678Z',
  raw: new Uint8Array([1, 2, 3]),
  place: { name: 'Summit', within: { name: 'Range', tags: ['alps'] } },
  note: null,
}
const { codecs, defaultSubprotocol } = Readings.stream
const lines = [\`default \${defaultSubprotocol}\`]
for (const subprotocol of subprotocols) {
  const frame = codecs[subprotocol].encode(reading)
  const { seq } = codecs[subprotocol].peek(frame)
  const decoded = codecs[subprotocol].decode(frame)
  if (decoded.kind !== 'message') throw new Error(decoded.kind)
  switch (decoded.message.$type) {
    case 'org.example.weather.subscribeReadings#reading': {
      const { celsius, place, raw, note } = decoded.message
      lines.push(\`\${subprotocol} \${seq} \${celsius} \${place?.within?.tags?.[0]} \${raw?.join()} \${note}\`)
      break
    }
    case 'org.example.weather.subscribeReadings#info':
      throw new Error(decoded.message.name)
  }
}
try {
  codecs['xrpc.v0.cbor'].decode(new Uint8Array([0xa1]))
} catch (error) {
  if (error instanceof DecodeError) lines.push(error.code)
}
const report = globalThis as { report?: (line: string) => void }
for (const line of lines) report.report?.(line)
`

const printed = [
  'default xrpc.v1.cbor',
  'xrpc.v0.cbor 7 -3 alps 1,2,3 null',
  'xrpc.v1.cbor 7 -3 alps 1,2,3 null',
  'xrpc.v1.json 7 -3 alps 1,2,3 null',
  'truncated',
  '',
].join('\n')

const minutes = 60_000

describe('the package, installed into a project of its own', () => {
  let base = ''
  let project = ''
  let generated: CommandResult | undefined

  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'lexstream-package-'))
    project = join(base, 'project')
    await makeProject(project, await packInto(base))
    await writeTree(project, {
      'src/program.ts': program,
      'src/print.mjs': 'globalThis.report = (line) => process.stdout.write(`${line}\\n`)\n',
    })
    const args = ['--lexicons', 'lexicons', '--out', 'src/generated']
    generated = await runIn(project, 'npx', ['--no', 'lexstream', 'gen', ...args])
  }, 5 * minutes)
  afterAll(() => rm(base, { recursive: true, force: true }))

  it('holds the program, its types, the runtime and the documents, and nothing else', async () => {
    const installed = join(project, 'node_modules/lexstream')
    const entries = await readdir(installed, { recursive: true })
    expect(entries).toContain('dist/codegen/index.d.ts')
    expect(entries).toContain('templates/errors.ts')
    const top = entries.filter((entry) => !/[/\\]/.test(entry))
    const texts = ['LICENSE-APACHE', 'LICENSE-MIT', 'README.md']
    const folders = [
      'codegen',
      'dist',
      'generated',
      'lexicons',
      'package.json',
      'templates',
      'test',
    ]
    expect(top.toSorted()).toEqual([...texts, ...folders])
    const below = (folder: string) =>
      entries.filter((entry) => entry.startsWith(`${folder}/`) && /\.\w+$/.test(entry)).toSorted()
    expect(below('test')).toEqual([
      'test/demo/control.ts',
      'test/examples/mod-events-server.ts',
      'test/pds/sequencer-source.ts',
    ])
    expect(below('generated').filter((entry) => !entry.startsWith('generated/proposal/'))).toEqual(
      [],
    )
  })

  it('has no document with a link to what is not in it', async () => {
    const installed = join(project, 'node_modules/lexstream')
    const entries = await readdir(installed, { recursive: true })
    const documents = entries.filter((entry) => entry.endsWith('.md'))
    for (const document of ['README.md', 'codegen/README.md', 'generated/proposal/README.md']) {
      expect(documents).toContain(document)
    }
    const links: string[] = []
    for (const document of documents) {
      const text = await readFile(join(installed, document), 'utf8')
      for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)) {
        links.push(join(dirname(document), target))
      }
    }
    expect(links.length).toBeGreaterThan(20)
    const isThere = (link: string) => entries.includes(link.replace(/\/$/, ''))
    expect(links.filter((link) => !isThere(link))).toEqual([])
  })

  it("generates from the project's own lexicons", async () => {
    expect(generated?.out).toMatch(
      /^2 documents, \d+ files: \d+ written, 0 deleted, 0 unchanged\n$/,
    )
    expect(generated?.code).toBe(0)
    const files = await readdir(join(project, 'src/generated'))
    expect(files.toSorted()).toEqual([
      'index.ts',
      'org.example.weather.defs.ts',
      'org.example.weather.subscribeReadings.ts',
      'runtime',
    ])
  })

  it(
    'makes code that compiles in a strict Node project and runs there',
    async () => {
      const compilerOptions = {
        ...strict,
        target: 'es2023',
        lib: ['es2023', 'dom'],
        types: ['node'],
        module: 'nodenext',
        outDir: 'built',
        rootDir: 'src',
      }
      const config = { compilerOptions, include: ['src'] }
      expect(await complaintsOf(project, config, 'tsconfig.node.json')).toBe('')
      const run = ['--import', './src/print.mjs', 'built/program.js']
      expect(await runIn(project, process.execPath, run)).toEqual({
        code: 0,
        out: printed,
        err: '',
      })
    },
    minutes,
  )

  it(
    'is used as the README says',
    async () => {
      const blocks = codeBlocks(await readFile(join(checkout, 'README.md'), 'utf8'))
      const textOf = (name: string) =>
        blocks.find(({ file }) => file === `.tmp/tour/${name}`)?.text ?? name
      const path = 'lexicons/com/example/ticker/subscribePrices.json'
      const tour = join(project, 'tour')
      await writeTree(tour, {
        [path]: textOf(path),
        'src/main.ts': textOf('main.ts'),
        'tsconfig.json': textOf('project/tsconfig.json'),
      })
      const args = ['--lexicons', 'lexicons', '--out', 'src/generated']
      expect(await runIn(tour, 'npx', ['--no', 'lexstream', 'gen', ...args])).toMatchObject({
        code: 0,
      })
      const compiler = join(checkout, 'node_modules/typescript/bin/tsc')
      expect(await runIn(tour, process.execPath, [compiler])).toEqual({ code: 0, out: '', err: '' })
      const shown = blocks.flatMap((block) =>
        block.language === 'console' ? consoleSteps(block) : [],
      )
      const step = shown.find(({ command }) => command === 'npx tsx .tmp/tour/main.ts')
      expect(await runIn(tour, process.execPath, ['built/main.js'])).toEqual({
        code: 0,
        out: `${step?.output}\n`,
        err: '',
      })
    },
    minutes,
  )

  it(
    'makes code that compiles in a strict browser project, is bundled and runs there',
    async () => {
      const compilerOptions = {
        ...strict,
        target: 'es2022',
        lib: ['es2022', 'dom'],
        types: [],
        module: 'esnext',
        moduleResolution: 'bundler',
        noEmit: true,
      }
      const nodeHalves = ['src/generated/runtime/server', 'src/generated/runtime/client/node']
      const config = { compilerOptions, include: ['src'], exclude: nodeHalves }
      expect(await complaintsOf(project, config, 'tsconfig.browser.json')).toBe('')
      // The bundler refuses what a browser does not have, such as Node's modules.
      await build({
        absWorkingDir: project,
        entryPoints: ['src/program.ts'],
        outfile: 'bundled/program.js',
        bundle: true,
        platform: 'browser',
        format: 'esm',
        logLevel: 'silent',
      })
      const run = ['--import', './src/print.mjs', 'bundled/program.js']
      expect(await runIn(project, process.execPath, run)).toEqual({
        code: 0,
        out: printed,
        err: '',
      })
    },
    minutes,
  )

  it(
    'has a typed interface for programs',
    async () => {
      await writeTree(project, {
        'tool/generate.ts': `
import { checkFolder, generate, OutFolderError, type Diagnostic } from 'lexstream'

const checked = await checkFolder({ lexicons: 'lexicons' })
const problems: readonly Diagnostic[] = checked.diagnostics
const { changes } = await generate({ lexicons: 'lexicons', out: 'src/generated' })
process.stdout.write(\`\${checked.ok} \${problems.length} \${changes?.written.length}\\n\`)
try {
  await generate({ lexicons: 'lexicons', out: 'package.json' })
} catch (error) {
  if (error instanceof OutFolderError) process.stdout.write(\`\${error.message}\\n\`)
}
`,
      })
      const compilerOptions = {
        ...strict,
        skipLibCheck: false,
        target: 'es2023',
        lib: ['es2023', 'dom'],
        types: ['node'],
        module: 'nodenext',
        outDir: 'built-tool',
        rootDir: 'tool',
      }
      const config = { compilerOptions, include: ['tool'] }
      expect(await complaintsOf(project, config, 'tsconfig.tool.json')).toBe('')
      expect(await runIn(project, process.execPath, ['built-tool/generate.js'])).toEqual({
        code: 0,
        out: 'true 0 0\npackage.json: it is not a folder\n',
        err: '',
      })
    },
    minutes,
  )
})
