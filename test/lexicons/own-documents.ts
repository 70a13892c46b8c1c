import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder that this project's Lexicon documents are in. */
export const lexiconsFolder = fileURLToPath(new URL('../../lexicons/', import.meta.url))

/** Where this project's Lexicon documents are, relative to their folder, by code unit. */
export const lexiconPaths: readonly string[] = globSync('**/*.json', { cwd: lexiconsFolder })
  .map((path) => path.replaceAll('\\', '/'))
  .toSorted()

/** The NSID that a path under the folder names. */
export function nsidOfPath(path: string): string {
  return path.replace(/\.json$/, '').replaceAll('/', '.')
}

/** One of this project's documents, parsed anew on every call. */
export function ownDocument(nsid: string): unknown {
  const document: unknown = JSON.parse(
    readFileSync(`${lexiconsFolder}${nsid.replaceAll('.', '/')}.json`, 'utf8'),
  )
  return document
}

/** The streams that this project upgrades. */
export const streams = [
  'chat.bsky.moderation.subscribeModEvents',
  'com.atproto.label.subscribeLabels',
  'com.atproto.sync.subscribeRepos',
  'network.bsky.jetstream.subscribeEvents',
] as const
