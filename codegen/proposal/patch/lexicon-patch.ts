import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'

import { compareByCodeUnit } from '../../load/code-unit-order.js'
import { shippedLexicons } from '../../streams/shipped-lexicons.js'
import { addWhatIsNew, type WithAdditions } from './add-what-is-new.js'
import type { Upstream } from './upstream.js'

/** What becomes of one document. */
export interface PatchedDocument {
  readonly nsid: string
  /** `new` where upstream has no such document, `missing` where it should and its text is not at hand. */
  readonly state: 'changed' | 'unchanged' | 'new' | 'missing'
  readonly added: readonly string[]
  /** Differences that no addition makes, and that the patch therefore leaves out. */
  readonly otherwise: readonly string[]
}

export interface LexiconPatch {
  /** A unified diff that `git apply` takes at the root of upstream's repository; empty where nothing is new. */
  readonly text: string
  /** Sorted by NSID. */
  readonly documents: readonly PatchedDocument[]
}

/** The documents that every proposal brings, whatever streams it is about. */
const ownDocuments = ['com.atproto.stream.defs', 'com.atproto.stream.getStatus']

/**
 * The difference between upstream's documents and the same ones with what those of the lexicon
 * folder have more. Documents that streams share come with it as new ones.
 *
 * @param proposed the documents of the streams, parsed, by NSID
 * @param upstream absent where nothing of upstream's is at hand
 */
export async function lexiconPatch(
  proposed: ReadonlyMap<string, unknown>,
  upstream: Upstream | undefined,
): Promise<LexiconPatch> {
  const patches: string[] = []
  const documents: PatchedDocument[] = []
  const nsids = [...new Set([...proposed.keys(), ...ownDocuments])].toSorted(compareByCodeUnit)
  for (const nsid of nsids) {
    const before = await upstream?.textOf(nsid)
    const document = proposed.get(nsid)
    const none = { added: [], otherwise: [] }
    if (before !== undefined && document !== undefined) {
      const after: WithAdditions = addWhatIsNew(before, document)
      const { added, otherwise } = after
      const state = added.length === 0 ? 'unchanged' : 'changed'
      documents.push({ nsid, state, added, otherwise })
      if (state === 'changed') patches.push(filePatch(nsid, before, after.text))
    } else if (ownDocuments.includes(nsid) && before === undefined) {
      documents.push({ nsid, state: 'new', ...none })
      patches.push(filePatch(nsid, undefined, await shippedText(nsid)))
    } else {
      documents.push({ nsid, state: before === undefined ? 'missing' : 'unchanged', ...none })
    }
  }
  return { text: patches.join(''), documents }
}

/** Where upstream's repository has a document. */
export function repositoryPath(nsid: string): string {
  return `lexicons/${nsid.replaceAll('.', '/')}.json`
}

async function shippedText(nsid: string): Promise<string> {
  return await readFile(join(shippedLexicons(), ...nsid.split('.')) + '.json', 'utf8')
}

function filePatch(nsid: string, before: string | undefined, after: string): string {
  const path = repositoryPath(nsid)
  const patch = createTwoFilesPatch(
    before === undefined ? '/dev/null' : `a/${path}`,
    `b/${path}`,
    before ?? '',
    after,
    undefined,
    undefined,
    { context: 3, headerOptions: FILE_HEADERS_ONLY },
  )
  const heading = `diff --git a/${path} b/${path}\n`
  return `${heading}${before === undefined ? 'new file mode 100644\n' : ''}${patch}`
}
