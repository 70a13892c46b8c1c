import type { RuleDescription } from '../../load/diagnostic.js'
import { parseReference } from '../../load/reference.js'
import type { Reference } from '../../load/reference.js'
import type { Corpus, CorpusDocument } from '../corpus.js'
import type { Finding } from '../finding.js'
import { didYouMean, nearMatch } from '../near-match.js'
import type { RuleFamily } from '../rule.js'
import { schemaSites } from '../schema-sites.js'
import type { SchemaSite } from '../schema-sites.js'
import { quote } from '../wording.js'

const invalidRef: RuleDescription = {
  name: 'invalid-ref',
  severity: 'error',
  description: 'A ref is "#name", an NSID, or an NSID followed by "#name".',
}

const unknownDocument: RuleDescription = {
  name: 'unknown-document',
  severity: 'error',
  description: 'The document that a ref names is in the lexicon folder.',
}

const unknownRef: RuleDescription = {
  name: 'unknown-ref',
  severity: 'error',
  description: 'The definition that a ref names is in its document.',
}

const refTarget: RuleDescription = {
  name: 'ref-target',
  severity: 'error',
  description:
    'A ref names a definition that data can have: no token, query, procedure, subscription or permission-set.',
}

const unionMember: RuleDescription = {
  name: 'union-member',
  severity: 'error',
  description: 'The refs of a union name objects and records.',
}

const duplicateRef: RuleDescription = {
  name: 'duplicate-ref',
  severity: 'error',
  description: 'The refs of a union name each definition once.',
}

const emptyUnion: RuleDescription = {
  name: 'empty-union',
  severity: 'error',
  description: 'A closed union has at least one ref.',
}

const withoutData = new Set(['token', 'query', 'procedure', 'subscription', 'permission-set'])

export const referencesRule: RuleFamily = {
  rules: [
    invalidRef,
    unknownDocument,
    unknownRef,
    refTarget,
    unionMember,
    duplicateRef,
    emptyUnion,
  ],
  *check(corpus) {
    const suggestDocument = documentSuggester(corpus)
    for (const site of schemaSites(corpus)) {
      const { document, path, schema } = site
      if (schema.type === 'ref') {
        const place = { document, path: [...path, 'ref'], text: schema.ref, inUnion: false }
        yield* checkReference(place, corpus, suggestDocument)
      } else if (schema.type === 'union') {
        for (const [index, text] of schema.refs.entries()) {
          const place = { document, path: [...path, 'refs', index], text, inUnion: true }
          yield* checkReference(place, corpus, suggestDocument)
        }
        yield* checkMembers(site, schema.refs)
        if (schema.closed === true && schema.refs.length === 0) {
          const message = 'a closed union must have at least one ref'
          yield { rule: emptyUnion, source: document.source, path: [...path, 'refs'], message }
        }
      }
    }
  },
}

interface ReferencePlace extends Pick<SchemaSite, 'document' | 'path'> {
  readonly text: string
  readonly inUnion: boolean
}

function* checkReference(
  { document, path, text, inUnion }: ReferencePlace,
  corpus: Corpus,
  suggestDocument: (reference: Reference) => string | undefined,
): Generator<Finding> {
  const { source } = document
  const reference = parseReference(text, document.nsid)
  if (reference === undefined) {
    const hint = document.definitionNames.has(text) ? didYouMean(`#${text}`) : undefined
    const message = `${quote(text)} is not a ref: "#name", an NSID, or an NSID and "#name" is expected`
    yield { rule: invalidRef, source, path, message, hint }
    return
  }
  const { nsid, name } = reference
  const resolution = corpus.resolve(reference)
  switch (resolution.kind) {
    case 'unsound':
      break
    case 'unknown-document': {
      const message = `unknown ref ${quote(text)}: there is no document ${quote(nsid)}`
      yield { rule: unknownDocument, source, path, message, hint: suggestDocument(reference) }
      break
    }
    case 'unknown-definition':
      yield {
        rule: unknownRef,
        source,
        path,
        message:
          text.startsWith('#') || name !== 'main'
            ? `unknown ref ${quote(text)}`
            : `unknown ref ${quote(text)}: the document has no definition "main"`,
        hint: suggestDefinition(text, name, resolution.document),
      }
      break
    case 'definition': {
      const { type } = resolution.definition
      if (inUnion && type !== 'object' && type !== 'record') {
        const message = `a union can name objects and records only, but ${quote(text)} is of type ${quote(type)}`
        yield { rule: unionMember, source, path, message }
      } else if (withoutData.has(type)) {
        const message = `no ref can name ${quote(text)}, which is of type ${quote(type)}`
        yield { rule: refTarget, source, path, message }
      }
    }
  }
}

function* checkMembers(
  { document, path }: SchemaSite,
  refs: readonly string[],
): Generator<Finding> {
  const seen = new Set<string>()
  for (const [index, text] of refs.entries()) {
    const reference = parseReference(text, document.nsid)
    if (reference === undefined) continue
    const target = `${reference.nsid}#${reference.name}`
    if (seen.has(target)) {
      const message = `${quote(text)} stands more than once in this union`
      yield { rule: duplicateRef, source: document.source, path: [...path, 'refs', index], message }
    }
    seen.add(target)
  }
}

/** A near match for a definition, written like the reference that missed it. */
function suggestDefinition(
  text: string,
  name: string,
  { definitionNames }: CorpusDocument,
): string | undefined {
  const near = nearMatch(name, definitionNames)
  return near === undefined ? undefined : didYouMean(`${text.split('#')[0] ?? ''}#${near}`)
}

/** Near matches for documents, each worked out once: a missing document is often missed many times. */
function documentSuggester(corpus: Corpus): (reference: Reference) => string | undefined {
  const known = new Map<string, string | undefined>()
  return ({ nsid, name }) => {
    if (!known.has(nsid)) known.set(nsid, nearMatch(nsid, corpus.byNsid.keys()))
    const near = known.get(nsid)
    if (near === undefined) return undefined
    return didYouMean(name === 'main' ? near : `${near}#${name}`)
  }
}
