import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { schemas } from '@atproto/api'
import { format } from 'prettier'

/** A lexicon of somebody else's with a subscription, laid out as its authors do. */
export interface PublishedStream {
  readonly nsid: string
  readonly text: string
}

const shared = join(import.meta.dirname, '../../../shared/data')
const files = [
  'lexicons/network/bsky/jetstream/subscribeEvents.json',
  'interop/lexicon/catalog/subscription.json',
]
  .map((path) => join(shared, path))
  .filter((file) => existsSync(file))

/** What the name of a test adds where the shared data is absent. */
export const without =
  files.length === 2 ? '' : ' (of @atproto/api only: ../shared/data is not there)'

/** Every subscription of `@atproto/api`, and those of the shared data where it is present. */
export async function publishedStreams(): Promise<readonly PublishedStream[]> {
  const packaged = schemas
    .filter(({ defs }) => 'main' in defs && defs.main.type === 'subscription')
    // The package writes all references in full.
    .map(({ id, ...rest }) => ({
      nsid: id,
      text: JSON.stringify({ id, ...rest })
        .replaceAll(`"lex:${id}#`, '"#')
        .replaceAll('"lex:', '"'),
    }))
  const others = files
    .map((file) => readFileSync(file, 'utf8'))
    .map((text) => ({ nsid: nsidOf(text), text }))
  return await Promise.all(
    [...packaged, ...others].map(async ({ nsid, text }) => ({ nsid, text: await tidy(text) })),
  )
}

/** As prettier lays JSON out. */
export async function tidy(text: string): Promise<string> {
  return await format(text, { parser: 'json', printWidth: 80 })
}

function nsidOf(text: string): string {
  const document: unknown = JSON.parse(text)
  const id: unknown =
    typeof document === 'object' && document !== null && 'id' in document ? document.id : undefined
  if (typeof id !== 'string') throw new Error('a lexicon without an id')
  return id
}
