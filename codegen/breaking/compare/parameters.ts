import { quote } from '../../check/wording.js'
import type { LexiconParams } from '../../load/lexicon.js'
import type { Change, Versions } from '../finding.js'
import { evolutionRules } from '../rules.js'
import { compareConstraints } from './constraints.js'
import { compareDefaults } from './schemas.js'

/**
 * What became of the parameters of an endpoint. They go one way only, from clients to servers: what is
 * allowed now and was not breaks nobody.
 */
export function* compareParameters({
  before,
  after,
  path,
  nsid,
}: Versions<LexiconParams | undefined>): Generator<Change> {
  const old = before?.properties ?? {}
  const now = after?.properties ?? {}
  for (const [name, was] of Object.entries(old)) {
    const place = [...path, 'properties', name]
    const is = Object.hasOwn(now, name) ? now[name] : undefined
    if (is === undefined) {
      yield {
        rule: evolutionRules.parameterRemoved,
        path: place,
        message: `the parameter ${quote(name)} was removed`,
      }
      continue
    }
    if (after?.required?.includes(name) === true && before?.required?.includes(name) !== true) {
      yield {
        rule: evolutionRules.parameterMadeRequired,
        path: place,
        message: `the parameter ${quote(name)} was optional, and is required now`,
      }
    }
    const oldType = typeName(was)
    const newType = typeName(is)
    if (oldType !== newType) {
      yield {
        rule: evolutionRules.parameterTypeChanged,
        path: [...place, 'type'],
        message: `the type was ${quote(oldType)}, and is ${quote(newType)} now`,
      }
      continue
    }
    const pairs = [{ before: was, after: is, path: place, nsid }]
    if (was.type === 'array' && is.type === 'array') {
      pairs.push({ before: was.items, after: is.items, path: [...place, 'items'], nsid })
    }
    for (const pair of pairs) {
      for (const { name: constraint, narrowed, message } of compareConstraints(
        pair.before,
        pair.after,
      )) {
        if (!narrowed) continue
        const at = Object.hasOwn(pair.after, constraint) ? [...pair.path, constraint] : pair.path
        yield { rule: evolutionRules.parameterNarrowed, path: at, message }
      }
    }
    yield* compareDefaults({ before: was, after: is, path: place, nsid })
  }
  for (const name of after?.required ?? []) {
    if (Object.hasOwn(old, name)) continue
    yield {
      rule: evolutionRules.requiredParameterAdded,
      path: [...path, 'properties', name],
      message: `the new parameter ${quote(name)} is required`,
    }
  }
}

function typeName(parameter: LexiconParams['properties'][string]): string {
  return parameter.type === 'array' ? `array of ${parameter.items.type}` : parameter.type
}
