import { quote } from '../../check/wording.js'
import type { LexiconParams } from '../../load/lexicon.js'
import type { Change, Versions } from '../finding.js'
import { evolutionRules } from '../rules.js'
import { compareConstraints } from './constraints.js'
import { compareDefaults } from './schemas.js'

/**
 * What became of the parameters of an endpoint. They go one way only, from clients to servers: what is
 * allowed now and was not breaks no program that runs.
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
    const wasRequired = before?.required?.includes(name) === true
    const isRequired = after?.required?.includes(name) === true
    if (wasRequired !== isRequired) {
      yield {
        rule: isRequired
          ? evolutionRules.parameterMadeRequired
          : evolutionRules.parameterMadeOptional,
        path: place,
        message: isRequired
          ? `the parameter ${quote(name)} was optional, and is required now`
          : `the parameter ${quote(name)} was required, and is optional now`,
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
    for (const pair of pairs) yield* compareAllowed(pair)
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

function* compareAllowed({
  before,
  after,
  path,
}: Versions<LexiconParams['properties'][string]>): Generator<Change> {
  for (const change of compareConstraints(before, after)) {
    const { name, narrowed, widened, listsValues, message } = change
    const place = Object.hasOwn(after, name) ? [...path, name] : path
    const { parameterNarrowed, parameterValueRemoved, parameterValueAdded } = evolutionRules
    const narrower = listsValues ? parameterValueRemoved : parameterNarrowed
    if (narrowed) yield { rule: narrower, path: place, message }
    if (widened && listsValues) yield { rule: parameterValueAdded, path: place, message }
  }
}

function typeName(parameter: LexiconParams['properties'][string]): string {
  return parameter.type === 'array' ? `array of ${parameter.items.type}` : parameter.type
}
