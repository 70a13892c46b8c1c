import type { RuleDescription } from '../../load/diagnostic.js'
import { isJsonObject } from '../../load/json-value.js'
import { parseReference } from '../../load/reference.js'
import type { CorpusDocument } from '../corpus.js'
import type { RuleFamily } from '../rule.js'
import { quote } from '../wording.js'

const unusedDefinition: RuleDescription = {
  name: 'unused-definition',
  severity: 'warning',
  description:
    'In a document with a record, query, procedure or subscription, every other definition is referred to, tokens aside.',
}

const endpointTypes = new Set<unknown>(['record', 'query', 'procedure', 'subscription'])

/** Documents without such a main definition are libraries: what they define is there for others. */
export const unusedDefinitionsRule: RuleFamily = {
  rules: [unusedDefinition],
  *check({ documents }) {
    if (documents.some(({ complete }) => !complete)) return
    const used = reachableDefinitions(documents)
    for (const document of documents) {
      if (isLibrary(document)) continue
      for (const name of document.definitionNames) {
        if (name === 'main' || used.has(`${document.nsid}#${name}`)) continue
        // Data may name a token that no schema lists.
        if (document.definitions.get(name)?.type === 'token') continue
        const message = `nothing refers to the definition ${quote(name)}`
        const path = ['defs', name]
        yield { rule: unusedDefinition, source: document.source, path, part: 'key', message }
      }
    }
  },
}

/** `<nsid>#<name>` of all that main definitions and libraries lead to. */
function reachableDefinitions(documents: readonly CorpusDocument[]): ReadonlySet<string> {
  const neighbours = new Map<string, readonly string[]>()
  const waiting: string[] = []
  for (const document of documents) {
    const library = isLibrary(document)
    for (const name of document.definitionNames) {
      const key = `${document.nsid}#${name}`
      neighbours.set(key, [...mentions(definitionOf(document, name), document.nsid)])
      if (library || name === 'main') waiting.push(key)
    }
  }
  const reached = new Set<string>()
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (reached.has(key)) continue
    reached.add(key)
    waiting.push(...(neighbours.get(key) ?? []))
  }
  return reached
}

/**
 * The definitions that the texts inside a definition may name. It looks at the JSON as it is, so that
 * a definition with a wrong shape still counts as a user.
 */
function* mentions(value: unknown, base: string): Generator<string> {
  if (typeof value === 'string') {
    const reference = parseReference(value, base)
    if (reference !== undefined) yield `${reference.nsid}#${reference.name}`
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if (name !== 'description') yield* mentions(member, base)
    }
  }
}

function isLibrary(document: CorpusDocument): boolean {
  const main = definitionOf(document, 'main')
  return !isJsonObject(main) || !endpointTypes.has(main['type'])
}

function definitionOf({ source }: CorpusDocument, name: string): unknown {
  const defs = isJsonObject(source.json) ? source.json['defs'] : undefined
  return isJsonObject(defs) && Object.hasOwn(defs, name) ? defs[name] : undefined
}
