import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { schemas } from '@atproto/api'

const root = join(import.meta.dirname, '../..')

/** How long the generator takes at most for the documents of @atproto/api. */
export const goalSeconds = 20

export interface GeneratorRun {
  readonly documentCount: number
  /** From the start of the process to its end, as `npm run codegen` runs it. */
  readonly seconds: number
  readonly output: FolderSize
}

/** What the regular files below a folder amount to. */
export interface FolderSize {
  readonly files: number
  readonly bytes: number
  /** The part of `bytes` that is the runtime, the same for all lexicons. */
  readonly runtimeBytes: number
}

/**
 * Runs `lexstream gen` on the documents of @atproto/api, in a process of its own, as users do.
 *
 * @throws where it fails
 */
export async function generateUpstream(): Promise<GeneratorRun> {
  const folder = await mkdtemp(join(tmpdir(), 'lexstream-bench-'))
  try {
    const lexicons = join(folder, 'lexicons')
    for (const schema of schemas) {
      const file = join(lexicons, `${schema.id.replaceAll('.', '/')}.json`)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, JSON.stringify(schema, null, 2))
    }
    const out = join(folder, 'generated')
    const cli = join(root, 'codegen/cli.ts')
    const flags = ['--lexicons', lexicons, '--out', out]
    const start = performance.now()
    await run(process.execPath, ['--import', 'tsx', cli, 'gen', ...flags], { cwd: root })
    const seconds = (performance.now() - start) / 1000
    return { documentCount: schemas.length, seconds, output: await folderSize(out) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const run = promisify(execFile)

/** The size of what is generated from the project's own lexicons, as it is committed. */
export function ownOutputSize(): Promise<FolderSize> {
  return folderSize(join(root, 'generated'))
}

async function folderSize(folder: string): Promise<FolderSize> {
  let files = 0
  let bytes = 0
  let runtimeBytes = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const { size } = await stat(join(entry.parentPath, entry.name))
    files++
    bytes += size
    if (entry.parentPath.startsWith(join(folder, 'runtime'))) runtimeBytes += size
  }
  return { files, bytes, runtimeBytes }
}
