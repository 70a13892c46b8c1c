import type { LexiconUnion } from '../../load/lexicon.js'
import { quote } from '../../check/wording.js'
import type { Change, Versions } from '../finding.js'
import type { EvolutionRule } from '../rule.js'
import { evolutionRules } from '../rules.js'
import { fullReferences } from './references.js'

/**
 * What became of a union.
 *
 * @param removed the rule that a member breaks which is there no longer
 */
export function* compareUnions(
  { before, after, path, nsid }: Versions<LexiconUnion>,
  removed: EvolutionRule = evolutionRules.unionMemberRemoved,
): Generator<Change> {
  const old = fullReferences(before.refs, nsid)
  const now = fullReferences(after.refs, nsid)
  for (const ref of old) {
    if (now.has(ref)) continue
    yield {
      rule: removed,
      path: [...path, 'refs'],
      message: `${quote(shown(ref, nsid))} was removed`,
    }
  }
  const wasClosed = before.closed === true
  const isClosed = after.closed === true
  if (wasClosed !== isClosed) {
    yield {
      rule: isClosed ? evolutionRules.unionClosed : evolutionRules.unionOpened,
      path: isClosed ? [...path, 'closed'] : path,
      message: isClosed
        ? 'the union was open, and is closed now'
        : 'the union was closed, and is open now',
    }
  }
  if (!wasClosed || !isClosed) return
  for (const ref of now) {
    if (old.has(ref)) continue
    yield {
      rule: evolutionRules.closedUnionMemberAdded,
      path: [...path, 'refs'],
      message: `${quote(shown(ref, nsid))} was added to a closed union`,
    }
  }
}

function shown(ref: string, nsid: string): string {
  return ref.startsWith(`${nsid}#`) ? ref.slice(nsid.length) : ref
}
