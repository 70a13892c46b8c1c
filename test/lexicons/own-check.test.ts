import { expect, it } from 'vitest'
import { checkLexicons } from '../../codegen/check/check-lexicons.js'
import { loadLexicons } from '../../codegen/load/load-lexicons.js'
import { lexiconPaths, lexiconsFolder } from './own-documents.js'

it('our own documents pass every rule, without a warning', async () => {
  const loaded = await loadLexicons(lexiconsFolder)
  expect(loaded.diagnostics).toEqual([])
  expect(loaded.documents.map((document) => document.relativePath)).toEqual(lexiconPaths)
  expect(checkLexicons(loaded.documents).diagnostics).toEqual([])
})
