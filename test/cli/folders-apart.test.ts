import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { assertFoldersApart } from '../../codegen/write/folders-apart.js'
import { temporaryFolder } from './temporary-folder.js'

describe('assertFoldersApart', () => {
  it.each([
    ['lexicons', 'generated'],
    ['lexicons', 'lexicons-generated'],
    ['lexicons', '..generated'],
    ['a/lexicons', 'a/b/generated'],
  ])('allows %s and %s', async (lexicons, out) => {
    const base = await temporaryFolder()
    await expect(assertFoldersApart(join(base, lexicons), join(base, out))).resolves.toBe(undefined)
  })

  it.each([
    ['lexicons', 'lexicons', 'the output folder B/lexicons is the lexicon folder'],
    ['lexicons', 'x/../lexicons', 'the output folder B/lexicons is the lexicon folder'],
    ['lexicons', 'link', 'the output folder B/link is the lexicon folder'],
    ['lexicons', 'lexicons/out', 'the output folder B/lexicons/out lies inside the lexicon folder'],
    ['lexicons', 'link/out', 'the output folder B/link/out lies inside the lexicon folder'],
    ['lexicons', '', 'the lexicon folder B/lexicons lies inside the output folder B'],
    [
      'missing/lexicons',
      '',
      'the lexicon folder B/missing/lexicons lies inside the output folder B',
    ],
  ])('refuses %s and "%s"', async (lexicons, out, message) => {
    const base = await temporaryFolder()
    await mkdir(join(base, 'lexicons'))
    await symlink('lexicons', join(base, 'link'))
    await expect(assertFoldersApart(join(base, lexicons), join(base, out))).rejects.toThrow(
      expect.objectContaining({
        name: 'FolderOverlapError',
        message: expect.stringContaining(message.replaceAll('B', base)) as unknown,
      }),
    )
  })
})
