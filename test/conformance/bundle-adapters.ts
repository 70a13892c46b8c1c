import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

const names = ['own-client', 'atproto-sync', 'atcute-firehose'] as const

export type AdapterName = (typeof names)[number]

/** The adapters, ready to be run. */
export interface BundledAdapters {
  /** The command that runs one; what it prints besides is of no interest. */
  commandOf(name: AdapterName): string
  remove(): Promise<void>
}

/**
 * Makes one file of JavaScript of each adapter and all that it imports. A process is started for
 * each transcript: most of its time would go to finding and reading hundreds of modules.
 */
export async function bundleAdapters(): Promise<BundledAdapters> {
  const folder = await mkdtemp(join(tmpdir(), 'lexstream-adapters-'))
  await build({
    entryPoints: names.map((name) => join(import.meta.dirname, `adapters/${name}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    // What CommonJS packages ask for, which a module does not have by itself.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)",
    },
    logLevel: 'silent',
  })
  return {
    commandOf: (name) => `'${process.execPath}' '${join(folder, `${name}.mjs`)}' 2>/dev/null`,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
