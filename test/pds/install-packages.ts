import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, 'package')

/** What the installed packages came from. `npm ci` removes it before it changes anything. */
const stamp = join(folder, 'node_modules', '.installed-from')

/** Installs the packages of `package/` unless those of its lock file are there already. */
export default function installPackages(): void {
  const wanted = hashOf('package.json', 'package-lock.json', '.npmrc')
  if (readIfThere(stamp) === wanted) return
  // The prefix keeps npm away from the project around this folder, which a surrounding npm script
  // names in the environment.
  const args = ['ci', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', args, { cwd: folder, stdio: 'inherit' })
  writeFileSync(stamp, wanted)
}

function hashOf(...names: readonly string[]): string {
  const hash = createHash('sha256')
  for (const name of names) hash.update(readFileSync(join(folder, name)))
  return hash.digest('hex')
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
