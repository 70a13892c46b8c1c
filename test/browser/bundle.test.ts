import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { bundleScript } from './bundle-page.js'

const root = join(import.meta.dirname, '../..')

it.each(['generated/index.ts', 'generated/runtime/client/index.ts'])(
  '%s needs nothing but generated code in a browser',
  async (entry) => {
    expect(await filesFor(entry)).toSatisfy(areAll(/^generated\/(?!.*(\/server\/|\/node\/))/))
  },
)

it('would be told of what browsers lack', async () => {
  await expect(filesFor('generated/runtime/server/index.ts')).rejects.toThrow(
    'Could not resolve "node:',
  )
  expect(await filesFor('generated/runtime/client/node/ws-dial.ts')).toContain(
    'node_modules/ws/browser.js',
  )
})

it("the demo's page needs nothing but itself and generated code", async () => {
  const { files, text } = await bundleScript()
  expect(files).toSatisfy(areAll(/^(test\/browser\/page|generated)\/(?!.*(\/server\/|\/node\/))/))
  expect(text).not.toMatch(/\b(import|require)\s*[("'{]|from\s*["']/)
})

/**
 * The files of a bundle for browsers, relative to the project.
 *
 * Rejects where one of them imports what browsers do not have.
 */
async function filesFor(entry: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  return Object.keys(metafile.inputs)
}

function areAll(pattern: RegExp): (paths: readonly string[]) => boolean {
  return (paths) => paths.length > 0 && paths.every((path) => pattern.test(path))
}
