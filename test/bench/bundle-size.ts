import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { build } from 'esbuild'
import type { Metafile } from 'esbuild'

import type { Paint } from './table.js'

const root = join(import.meta.dirname, '../..')

/** How large the bundle is at most, gzipped. */
export const goalBundleBytes = 12_000

/** The least that a page can do with a stream: read all of its messages, as JSON. */
const consumers = {
  /** As whoever minds the size writes it. */
  light: `
import { jsonStream } from './generated/com.atproto.sync.subscribeRepos.js'
import { subscribe } from './generated/runtime/client/light/index.js'

export async function consume(host, take) {
  for await (const message of subscribe(jsonStream, { host })) take(message)
}
`,
  /** The same with everything that the full client can do. */
  full: `
import { stream } from './generated/com.atproto.sync.subscribeRepos.js'
import { subscribe } from './generated/runtime/client/index.js'

export async function consume(host, take) {
  const messages = subscribe(stream, { host, subprotocols: ['xrpc.v1.json'] })
  for await (const message of messages) take(message)
}
`,
} as const

/** Which client the consumer is written with. */
export type Consumer = keyof typeof consumers

/** What a consumer weighs once it is bundled for browsers. */
export interface BundleSize {
  readonly minifiedBytes: number
  /** As a server sends it: minified, and gzipped as far as gzip can. */
  readonly gzippedBytes: number
  /** What the minified bytes are of, the largest first: `client`, `json`, the lexicon's own file. */
  readonly parts: readonly BundlePart[]
  /** The files that were read for it, relative to the project. */
  readonly files: readonly string[]
  readonly text: string
}

export interface BundlePart {
  readonly name: string
  readonly minifiedBytes: number
}

/**
 * Bundles a minimal consumer of com.atproto.sync.subscribeRepos in xrpc.v1.json.
 *
 * Rejects where it imports what browsers do not have.
 */
export async function bundleSize(consumer: Consumer): Promise<BundleSize> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    stdin: { contents: consumers[consumer], resolveDir: root, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  const [output] = outputFiles
  if (output === undefined) throw new Error('esbuild made no bundle')
  return {
    minifiedBytes: output.contents.length,
    gzippedBytes: gzipSync(output.contents, { level: 9 }).length,
    parts: partsOf(metafile),
    files: Object.keys(metafile.inputs).filter((path) => path !== '<stdin>'),
    text: output.text,
  }
}

function partsOf({ outputs }: Metafile): BundlePart[] {
  const bytes = new Map<string, number>()
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      if (bytesInOutput === 0) continue
      const name = partOf(path)
      bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput)
    }
  }
  return [...bytes]
    .map(([name, minifiedBytes]) => ({ name, minifiedBytes }))
    .sort((one, other) => other.minifiedBytes - one.minifiedBytes)
}

/** The runtime's folder that a file is in; of other files the name. */
function partOf(path: string): string {
  const [, folder] = /^generated\/runtime\/([^/]+)/.exec(path) ?? []
  return folder ?? path.replace(/^.*\//, '').replace(/\.ts$/, '')
}

/** The sizes in four lines, for people. */
export function formatBundleSizes(light: BundleSize, full: BundleSize, paint: Paint): string {
  const isMet = light.gzippedBytes <= goalBundleBytes
  const verdict = isMet ? paint('green', 'yes') : paint('red', 'no')
  return `a browser's v1.json consumer of subscribeRepos, light client: ${kilobytes(light.gzippedBytes)} \
gzipped (goal at most ${kilobytes(goalBundleBytes)}, met: ${verdict})
${partsLine(light)}the same with the full client: ${kilobytes(full.gzippedBytes)} gzipped
${partsLine(full)}`
}

function partsLine({ minifiedBytes, parts }: BundleSize): string {
  const shown = parts
    .filter((part) => part.minifiedBytes >= 1000)
    .map((part) => `${part.name} ${kilobytes(part.minifiedBytes)}`)
  return `  minified ${kilobytes(minifiedBytes)}: ${shown.join(', ')}\n`
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}
