import { isJsonObject } from '../load/json-value.js'
import type { LexiconDefinition } from '../load/lexicon.js'
import type { LoadedDocument } from '../load/loaded-document.js'
import { isNsid } from '../load/nsid.js'
import type { Reference } from '../load/reference.js'

/** A document as the rules see it. */
export interface CorpusDocument {
  readonly source: LoadedDocument
  /** Its `id`, or the NSID that its path stands for where the `id` cannot be used. */
  readonly nsid: string
  /** Whether `nsid` is what the document itself says. */
  readonly named: boolean
  /** The definitions whose shape is right. */
  readonly definitions: ReadonlyMap<string, LexiconDefinition>
  /** All of them. */
  readonly definitionNames: ReadonlySet<string>
  /** False where there may be definitions that could not be read. */
  readonly complete: boolean
}

/** What a reference leads to. */
export type Resolution =
  | {
      readonly kind: 'definition'
      readonly document: CorpusDocument
      readonly definition: LexiconDefinition
    }
  /** It is there, or may be there, but is broken itself: nothing can be said about the reference. */
  | { readonly kind: 'unsound' }
  | { readonly kind: 'unknown-document' }
  | { readonly kind: 'unknown-definition'; readonly document: CorpusDocument }

/** All documents of a run, and how they refer to each other. */
export interface Corpus {
  readonly documents: readonly CorpusDocument[]
  /** Of two documents with the same NSID, the first. */
  readonly byNsid: ReadonlyMap<string, CorpusDocument>
  resolve(reference: Reference): Resolution
}

/** Builds the corpus from each document's sound definitions. */
export function buildCorpus(
  shaped: readonly {
    readonly source: LoadedDocument
    readonly definitions: ReadonlyMap<string, LexiconDefinition>
  }[],
): Corpus {
  const documents = shaped.map(({ source, definitions }): CorpusDocument => {
    const id = isJsonObject(source.json) ? source.json['id'] : undefined
    const defs = isJsonObject(source.json) ? source.json['defs'] : undefined
    const named = typeof id === 'string' && isNsid(id)
    return {
      source,
      nsid: named ? id : nsidOfPath(source.relativePath),
      named,
      definitions,
      definitionNames: new Set(isJsonObject(defs) ? Object.keys(defs) : []),
      complete: source.intact && isJsonObject(defs),
    }
  })
  const byNsid = new Map<string, CorpusDocument>()
  for (const document of documents) {
    if (!byNsid.has(document.nsid)) byNsid.set(document.nsid, document)
  }
  return {
    documents,
    byNsid,
    resolve({ nsid, name }) {
      const document = byNsid.get(nsid)
      if (document === undefined) return { kind: 'unknown-document' }
      const definition = document.definitions.get(name)
      if (definition !== undefined) return { kind: 'definition', document, definition }
      return document.complete && !document.definitionNames.has(name)
        ? { kind: 'unknown-definition', document }
        : { kind: 'unsound' }
    },
  }
}

/** The NSID that a file's path below the lexicon folder stands for: `a/b/c.json` is `a.b.c`. */
export function nsidOfPath(relativePath: string): string {
  return relativePath.replace(/\.json$/, '').replaceAll('/', '.')
}
