import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { lexicon } from '../cli/sample-lexicons.js'
import { writeTree } from '../cli/temporary-folder.js'

export const checkout = fileURLToPath(new URL('../../', import.meta.url))

export interface CommandResult {
  readonly code: number | string
  readonly out: string
  readonly err: string
}

/** Runs a command in a folder, with an environment that no surrounding npm script has coloured. */
export async function runIn(
  folder: string,
  command: string,
  args: readonly string[],
): Promise<CommandResult> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(npm_|vitest|node_env|init_cwd|force_color)/i.test(name) ||
        name.toLowerCase() === 'npm_config_cache',
    ),
  )
  return await new Promise((resolve) => {
    execFile(command, args, { cwd: folder, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? 'killed'), out: stdout, err: stderr })
    })
  })
}

/** As `runIn`, where anything but success leaves nothing to test. */
export async function succeedIn(
  folder: string,
  command: string,
  args: readonly string[],
): Promise<void> {
  const { code, out, err } = await runIn(folder, command, args)
  if (code !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${out}${err}`)
  }
}

/** Packs this package as it would be published, into a folder, and gives the tarball's path. */
export async function packInto(folder: string): Promise<string> {
  await succeedIn(checkout, 'npm', ['pack', '--silent', '--pack-destination', folder])
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'))
  if (tarball === undefined) throw new Error('npm pack made no tarball')
  return join(folder, tarball)
}

/** The version of a package that this checkout has installed. */
async function installedVersion(name: string): Promise<string> {
  const text = await readFile(join(checkout, 'node_modules', name, 'package.json'), 'utf8')
  const manifest: unknown = JSON.parse(text)
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) {
    throw new Error(`${name} has no version`)
  }
  return String(manifest.version)
}

/**
 * Makes a project as a user of the package might: its own lexicons, the package from the tarball,
 * and what the Node half of generated code asks for.
 */
export async function makeProject(folder: string, tarball: string): Promise<void> {
  const manifest = { name: 'consumer', version: '1.0.0', private: true, type: 'module' }
  await writeTree(folder, {
    'package.json': JSON.stringify(manifest),
    'lexicons/org/example/weather/subscribeReadings.json': readingsLexicon,
    'lexicons/org/example/weather/defs.json': definitionsLexicon,
  })
  const beside = await Promise.all(
    ['ws', '@types/ws', '@types/node'].map(
      async (name) => `${name}@${await installedVersion(name)}`,
    ),
  )
  await succeedIn(folder, 'npm', [
    'install',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    tarball,
    ...beside,
  ])
}

/** Compiles a folder with the compiler of this checkout, and gives what it complains about. */
export async function complaintsOf(folder: string, config: object, name: string): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, JSON.stringify(config))
  const compiler = join(checkout, 'node_modules/typescript/bin/tsc')
  const { out, err } = await runIn(folder, process.execPath, [compiler, '-p', file])
  return out + err
}

const readingsLexicon = lexicon('org.example.weather.subscribeReadings', {
  main: {
    type: 'subscription',
    subprotocol: 'xrpc.v1.cbor',
    parameters: {
      type: 'params',
      properties: { cursor: { type: 'integer' }, station: { type: 'string', maxLength: 64 } },
    },
    message: { schema: { type: 'union', refs: ['#reading', '#info'] } },
    errors: [{ name: 'FutureCursor' }, { name: 'StationUnknown' }],
  },
  reading: {
    type: 'object',
    required: ['seq', 'station', 'celsius', 'time'],
    nullable: ['note'],
    properties: {
      seq: { type: 'integer', minimum: 1 },
      station: { type: 'string', format: 'did' },
      celsius: { type: 'integer', minimum: -100, maximum: 100 },
      time: { type: 'string', format: 'datetime' },
      raw: { type: 'bytes', maxLength: 1000 },
      source: { type: 'cid-link' },
      place: { type: 'ref', ref: 'org.example.weather.defs#place' },
      note: { type: 'string', maxGraphemes: 80 },
    },
  },
  info: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
})

const definitionsLexicon = lexicon('org.example.weather.defs', {
  place: {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string' },
      within: { type: 'ref', ref: '#place' },
      tags: { type: 'array', items: { type: 'string' }, maxLength: 5 },
    },
  },
})
