import { join } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { bundleSize, goalBundleBytes } from '../bench/bundle-size.js'
import { bundleScript } from './bundle-page.js'

const root = join(import.meta.dirname, '../..')

it.each([
  'generated/index.ts',
  'generated/runtime/client/index.ts',
  'generated/runtime/client/light/index.ts',
])('%s needs nothing but generated code in a browser', async (entry) => {
  expect(await filesFor(entry)).toSatisfy(areAll(/^generated\/(?!.*(\/server\/|\/node\/))/))
})

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

describe('a minimal consumer of subscribeRepos in xrpc.v1.json, with the light client', () => {
  it('takes at most 12 kB, minified and gzipped', async () => {
    const { gzippedBytes } = await bundleSize('light')
    expect(goalBundleBytes).toBe(12_000)
    expect(gzippedBytes).toBeLessThanOrEqual(goalBundleBytes)
  })

  it('needs nothing but generated code', async () => {
    const { files, text } = await bundleSize('light')
    expect(files).toSatisfy(areAll(/^generated\/(?!.*(\/server\/|\/node\/))/))
    expect(text).not.toMatch(/\b(import|require)\s*[("'{]|from\s*["']/)
  })

  it('carries what reads and validates JSON, and nothing that writes or knows other formats', async () => {
    const light = await bundleSize('light')
    const full = await bundleSize('full')
    const needed = ['openObject', 'readFormat', 'not a valid', 'must be at', 'onReconnect']
    const left = ['openMap', 'encodeError', 'writeKey', 'shards', 'xrpc.v1.cbor']
    for (const word of left) expect([word, light.text.includes(word)]).toEqual([word, false])
    for (const word of needed) expect([word, light.text.includes(word)]).toEqual([word, true])
    for (const word of [...needed, ...left]) {
      expect([word, full.text.includes(word)]).toEqual([word, true])
    }
  })
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
