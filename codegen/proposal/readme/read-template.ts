import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { compareByCodeUnit } from '../../load/code-unit-order.js'
import { shippedLexicons } from '../../streams/shipped-lexicons.js'

/** A file of the folder that the proposal's prose and its records lie in. */
export function templatePath(name: string): string {
  // The templates lie beside the lexicons, in a checkout as in the published package.
  return join(dirname(shippedLexicons()), 'templates', 'proposal', name)
}

/** The proposal's prose, its sections in the order of their files' names. */
export async function readTemplate(): Promise<string> {
  const folder = templatePath('sections')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md'))
  const texts = await Promise.all(
    names.toSorted(compareByCodeUnit).map((name) => readFile(join(folder, name), 'utf8')),
  )
  return texts.map((text) => text.replaceAll('\r\n', '\n')).join('\n')
}
