import type { RuleDescription } from '../../load/diagnostic.js'
import { isJsonObject } from '../../load/json-value.js'
import type { JsonPath } from '../../load/json-path.js'
import { parseReference } from '../../load/reference.js'
import type { RuleFamily } from '../rule.js'
import { streamsOf } from '../streams.js'
import { describeValue, quote } from '../wording.js'

const cursorDefinition: RuleDescription = {
  name: 'cursor-definition',
  severity: 'error',
  description:
    'The "#cursor" message of a stream is defined like com.atproto.stream.defs#cursor, descriptions aside.',
}

const canonicalNsid = 'com.atproto.stream.defs'

export const cursorDefinitionRule: RuleFamily = {
  rules: [cursorDefinition],
  *check(corpus) {
    const canonical = corpus.byNsid.get(canonicalNsid)?.definitions.get('cursor')
    if (canonical === undefined) return
    for (const { document, messages } of streamsOf(corpus)) {
      const local = messages.find(
        ({ reference }) => reference.nsid === document.nsid && reference.name === 'cursor',
      )
      if (local === undefined) continue
      const sides = { actualBase: document.nsid, expectedBase: canonicalNsid }
      for (const { path, part, message } of differences(local.definition, canonical, [], sides)) {
        yield {
          rule: cursorDefinition,
          source: document.source,
          path: [...local.path, ...path],
          part,
          message: `#cursor must equal ${canonicalNsid}#cursor: ${message}`,
        }
      }
    }
  },
}

interface Difference {
  readonly path: JsonPath
  readonly part: 'key' | 'value'
  readonly message: string
}

/** The documents that local references on either side belong to. */
interface Sides {
  readonly actualBase: string
  readonly expectedBase: string
}

function* differences(
  actual: unknown,
  expected: unknown,
  path: JsonPath,
  sides: Sides,
): Generator<Difference> {
  if (isJsonObject(actual) && isJsonObject(expected)) {
    const ignored = isPropertyMap(path) ? undefined : 'description'
    for (const [name, value] of Object.entries(expected)) {
      if (name === ignored) continue
      if (Object.hasOwn(actual, name)) {
        yield* differences(actual[name], value, [...path, name], sides)
      } else {
        yield { path, part: 'value', message: `${quote(name)} is missing` }
      }
    }
    for (const name of Object.keys(actual)) {
      if (name === ignored || Object.hasOwn(expected, name)) continue
      yield { path: [...path, name], part: 'key', message: `${quote(name)} must not be there` }
    }
  } else if (Array.isArray(actual) && Array.isArray(expected)) {
    yield* listDifferences(actual, expected, path, sides)
  } else {
    const found = normalize(actual, path, sides.actualBase)
    const wanted = normalize(expected, path, sides.expectedBase)
    if (found === wanted) return
    const message = `must be ${describeValue(wanted)}, not ${describeValue(found)}`
    yield { path, part: 'value', message }
  }
}

/**
 * Whether the names at a path are those of properties, among which a `description` is no description.
 * In `properties.properties`, the second is a property itself.
 */
function isPropertyMap(path: JsonPath): boolean {
  const above = path.findLastIndex((segment) => segment !== 'properties')
  return (path.length - 1 - above) % 2 === 1
}

/** Every list of the Lexicon language is a set: its order means nothing. */
function* listDifferences(
  actual: readonly unknown[],
  expected: readonly unknown[],
  path: JsonPath,
  { actualBase, expectedBase }: Sides,
): Generator<Difference> {
  const found = actual.map((value) => normalize(value, path, actualBase))
  const wanted = expected.map((value) => normalize(value, path, expectedBase))
  for (const value of wanted) {
    if (found.includes(value)) continue
    yield { path, part: 'value', message: `${describeValue(value)} is missing` }
  }
  for (const [index, value] of found.entries()) {
    if (wanted.includes(value)) continue
    const message = `${describeValue(value)} must not be there`
    yield { path: [...path, index], part: 'value', message }
  }
}

/** Makes references of two documents comparable. */
function normalize(value: unknown, path: JsonPath, base: string): unknown {
  const isReference = path.at(-1) === 'ref' || path.at(-1) === 'refs'
  if (!isReference || typeof value !== 'string') return value
  const reference = parseReference(value, base)
  return reference === undefined ? value : `${reference.nsid}#${reference.name}`
}
