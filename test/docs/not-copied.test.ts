import { expect, it } from 'vitest'

import { runtimeFiles } from '../../codegen/emit/runtime-files.js'

it('keeps the documents in the templates out of the generated runtime', async () => {
  const paths = [...(await runtimeFiles()).keys()]
  expect(paths.filter((path) => !path.endsWith('.ts'))).toEqual([])
  expect(paths.filter((path) => /^runtime\/(migration|proposal)\//.test(path))).toEqual([])
})
