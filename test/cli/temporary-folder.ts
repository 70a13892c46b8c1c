import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { onTestFinished } from 'vitest'

/** Makes a folder that is deleted when the test has ended. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lexstream-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Writes files by their path below a folder. */
export async function writeTree(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

/** Reads every file below a folder, by path; folders that hold nothing end with a slash. */
export async function readTree(folder: string): Promise<Record<string, string>> {
  const tree: Record<string, string> = {}
  const look = async (path: string) => {
    const items = await readdir(join(folder, path), { withFileTypes: true })
    if (items.length === 0 && path !== '') tree[`${path}/`] = ''
    for (const item of items.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const itemPath = path === '' ? item.name : `${path}/${item.name}`
      if (item.isDirectory()) await look(itemPath)
      else tree[itemPath] = item.isSymbolicLink() ? '(link)' : await readText(itemPath)
    }
  }
  const readText = (path: string) => readFile(join(folder, path), 'utf8')
  await look('')
  return tree
}
