import { lexiconDoc } from '@atproto/lexicon'

import type { RuleDescription } from '../load/diagnostic.js'
import type { JsonPath } from '../load/json-path.js'
import type { LoadedDocument } from '../load/loaded-document.js'
import type { Finding } from './finding.js'

/**
 * A warning, since the parser is narrower than the language: it refuses objects inside objects, for
 * instance, which the protocol's own example documents have.
 */
export const upstreamParser: RuleDescription = {
  name: 'upstream-parser',
  severity: 'warning',
  description:
    'The parser of @atproto/lexicon, on which other tools build, accepts the document too.',
}

/** A second opinion on a document in which nothing else was found wrong. */
export function askUpstreamParser(source: LoadedDocument): readonly Finding[] {
  const result = lexiconDoc.safeParse(source.json)
  if (result.success) return []
  return result.error.issues.map((issue) => {
    const { path, message } = deepest(issue)
    return {
      rule: upstreamParser,
      source,
      path,
      message: `@atproto/lexicon refuses this document: ${message}`,
    }
  })
}

interface Issue {
  readonly path: JsonPath
  readonly message: string
  readonly unionErrors?: readonly { readonly issues: readonly Issue[] }[]
}

/** Of the alternatives that all failed, the one that got furthest says most. */
function deepest(issue: Issue): Issue {
  return (issue.unionErrors ?? [])
    .flatMap(({ issues }) => issues.map(deepest))
    .reduce((best, other) => (other.path.length > best.path.length ? other : best), issue)
}
