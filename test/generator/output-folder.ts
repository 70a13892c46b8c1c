import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { afterAll } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * A folder inside the project, so that what is written there can be imported and compiled like a
 * part of it. It is deleted when the test file has ended.
 */
export class OutputFolder {
  readonly path: string

  constructor(name: string) {
    const parent = join(root, '.tmp')
    mkdirSync(parent, { recursive: true })
    this.path = mkdtempSync(join(parent, `${name}-`))
    afterAll(() => rmSync(this.path, { recursive: true, force: true }))
  }

  write(files: Iterable<readonly [path: string, text: string]>): void {
    for (const [path, text] of files) {
      const file = join(this.path, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
  }

  /** The exports of a module that was written here. */
  async import(path: string): Promise<object> {
    const module: unknown = await import(pathToFileURL(join(this.path, path)).href)
    if (typeof module !== 'object' || module === null) throw new Error(`${path} is no module`)
    return module
  }

  /** Compiles everything here under the project's own strict settings; gives the complaints. */
  async compile(): Promise<readonly string[]> {
    const config = {
      extends: relative(this.path, join(root, 'tsconfig.json')).replaceAll('\\', '/'),
      include: ['**/*.ts'],
      exclude: [],
    }
    this.write([['tsconfig.json', JSON.stringify(config)]])
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const output = await new Promise<string>((resolve) => {
      const args = [compiler, '--pretty', 'false', '-p', join(this.path, 'tsconfig.json')]
      execFile(process.execPath, args, { cwd: this.path, maxBuffer: 2 ** 26 }, (error, out, err) =>
        resolve(error === null ? '' : `${out}${err}`.trim() || error.message),
      )
    })
    return output === '' ? [] : output.split('\n')
  }
}
