import { describeValue, quote } from '../../check/wording.js'
import type { LexiconObject, LexiconSchema } from '../../load/lexicon.js'
import type { Change, Versions } from '../finding.js'
import { evolutionRules } from '../rules.js'
import { compareConstraints, defaultOf } from './constraints.js'
import { fullReference } from './references.js'
import { compareUnions } from './unions.js'

/** What became of a value, wherever it stands: of its type, its constraints and its parts. */
export function* compareSchemas(versions: Versions<LexiconSchema>): Generator<Change> {
  const { before, after, path, nsid } = versions
  if (before.type !== after.type) {
    yield {
      rule: evolutionRules.fieldTypeChanged,
      path: [...path, 'type'],
      message: `the type was ${quote(before.type)}, and is ${quote(after.type)} now`,
    }
    return
  }
  for (const change of compareConstraints(before, after)) {
    const { name, narrowed, widened, listsValues, message } = change
    const place = Object.hasOwn(after, name) ? [...path, name] : path
    const { constraintNarrowed, constraintWidened, enumValueRemoved, enumValueAdded } =
      evolutionRules
    const narrower = listsValues ? enumValueRemoved : constraintNarrowed
    const wider = listsValues ? enumValueAdded : constraintWidened
    if (narrowed) yield { rule: narrower, path: place, message }
    if (widened) yield { rule: wider, path: place, message }
  }
  yield* compareDefaults(versions)
  if (before.type === 'object' && after.type === 'object') {
    yield* compareObjects({ before, after, path, nsid })
  } else if (before.type === 'array' && after.type === 'array') {
    yield* compareSchemas({
      before: before.items,
      after: after.items,
      path: [...path, 'items'],
      nsid,
    })
  } else if (before.type === 'union' && after.type === 'union') {
    yield* compareUnions({ before, after, path, nsid })
  } else if (before.type === 'ref' && after.type === 'ref') {
    const old = fullReference(before.ref, nsid)
    const now = fullReference(after.ref, nsid)
    if (old === now) return
    yield {
      rule: evolutionRules.fieldTypeChanged,
      path: [...path, 'ref'],
      message: `the reference was to ${quote(old)}, and is to ${quote(now)} now`,
    }
  }
}

/** What became of a default. */
export function* compareDefaults({
  before,
  after,
  path,
}: Versions<LexiconSchema>): Generator<Change> {
  const old = defaultOf(before)
  const now = defaultOf(after)
  if (old === now) return
  const was = old === undefined ? 'there was no default' : `the default was ${describeValue(old)}`
  const is = now === undefined ? 'there is none now' : `it is ${describeValue(now)} now`
  yield { rule: evolutionRules.defaultChanged, path, message: `${was}, and ${is}` }
}

/** What became of the fields of an object. */
export function* compareObjects(versions: Versions<LexiconObject>): Generator<Change> {
  const { before, after, path, nsid } = versions
  for (const [name, old] of Object.entries(before.properties)) {
    const place = [...path, 'properties', name]
    const now = Object.hasOwn(after.properties, name) ? after.properties[name] : undefined
    if (now === undefined) {
      const wasRequired = before.required?.includes(name) === true
      yield {
        rule: wasRequired ? evolutionRules.fieldRemoved : evolutionRules.optionalFieldRemoved,
        path: place,
        message: `the ${wasRequired ? 'required' : 'optional'} field ${quote(name)} was removed`,
      }
      continue
    }
    yield* comparePresence(versions, name)
    yield* compareSchemas({ before: old, after: now, path: place, nsid })
  }
  for (const name of after.required ?? []) {
    if (Object.hasOwn(before.properties, name) || !Object.hasOwn(after.properties, name)) continue
    yield {
      rule: evolutionRules.requiredFieldAdded,
      path: [...path, 'properties', name],
      message: `the new field ${quote(name)} is required`,
    }
  }
}

function* comparePresence(
  { before, after, path }: Versions<LexiconObject>,
  name: string,
): Generator<Change> {
  const place = [...path, 'properties', name]
  const wasRequired = before.required?.includes(name) === true
  const isRequired = after.required?.includes(name) === true
  if (wasRequired !== isRequired) {
    yield {
      rule: isRequired ? evolutionRules.fieldMadeRequired : evolutionRules.fieldMadeOptional,
      path: place,
      message: isRequired
        ? `the field ${quote(name)} was optional, and is required now`
        : `the field ${quote(name)} was required, and is optional now`,
    }
  }
  const wasNullable = before.nullable?.includes(name) === true
  const isNullable = after.nullable?.includes(name) === true
  if (wasNullable === isNullable) return
  yield {
    rule: isNullable ? evolutionRules.fieldMadeNullable : evolutionRules.fieldMadeNonNullable,
    path: place,
    message: isNullable
      ? `the field ${quote(name)} may be null now`
      : `the field ${quote(name)} may not be null any more`,
  }
}
