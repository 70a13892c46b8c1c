import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * This package's version, as its package.json says. That file lies above this one, in a checkout
 * one folder up, in the published package two.
 */
export function packageVersion(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest))
    return 'unknown'
  return String(manifest.version)
}
