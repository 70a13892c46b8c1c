import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** The folder of data that others made; it stands beside the project and is no part of it. */
const folder = resolve(import.meta.dirname, '../../../shared/data')

/** Where a file of that folder would be. */
export function sharedPath(path: string): string {
  return resolve(folder, path)
}

/** The end of a test's title: why it is skipped, where it is. */
export function orSkipped(path: string): string {
  return existsSync(sharedPath(path)) ? '' : ` (skipped: ${sharedPath(path)} is not there)`
}

/** Whether a file of that folder is absent. */
export function isAbsent(path: string): boolean {
  return !existsSync(sharedPath(path))
}
