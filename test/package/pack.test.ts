import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { writeTree } from '../cli/temporary-folder.js'
import { complaintsOf, makeProject, packInto, runIn } from './consumer-project.js'
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

  it('holds the program, its types and the runtime, and nothing else', async () => {
    const installed = join(project, 'node_modules/lexstream')
    const entries = await readdir(installed, { recursive: true })
    expect(entries).toContain('dist/codegen/index.d.ts')
    expect(entries).toContain('templates/errors.ts')
    const top = entries.filter((entry) => !/[/\\]/.test(entry))
    const texts = ['LICENSE-APACHE', 'LICENSE-MIT', 'README.md']
    expect(top.toSorted()).toEqual([...texts, 'dist', 'lexicons', 'package.json', 'templates'])
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
