import { Ajv } from 'ajv'

import type { JsonPath } from '../load/json-path.js'
import { isJsonObject } from '../load/json-value.js'
import type { LexiconDefinition, LexiconDocument } from '../load/lexicon.js'
import type { LoadedDocument } from '../load/loaded-document.js'
import { isNsid } from '../load/nsid.js'
import type { Finding } from './finding.js'
import { lexiconDocumentSchema } from './schema/document-schema.js'
import { wordShapeError } from './shape-wording.js'

/** What the JSON Schema says about a document. */
export interface Shape {
  readonly findings: readonly Finding[]
  /** The definitions that have the right shape, by name, in the document's order. */
  readonly definitions: ReadonlyMap<string, LexiconDefinition>
  /** The whole document; absent where anything in it has the wrong shape. */
  readonly lexicon?: LexiconDocument
}

const ajv = new Ajv({
  allErrors: true,
  discriminator: true,
  // Gives each error the value and the schema that it is about.
  verbose: true,
  keywords: ['place'],
  formats: {
    nsid: isNsid,
    'error-name': /^\S+$/,
    'record-key-type': /^(?:any|nsid|tid|literal:[A-Za-z0-9._~:-]{1,512})$/,
  },
})
const validate = ajv.compile(lexiconDocumentSchema)

/** Holds a document against the JSON Schema of the Lexicon language. Never throws. */
export function shapeOf(source: LoadedDocument): Shape {
  const { json } = source
  validate(json)
  const findings = (validate.errors ?? []).flatMap((error) => wordShapeError(error, source))
  const faultyPaths = findings
    .filter(({ rule }) => rule.severity === 'error')
    .map(({ path }) => path)
  const faultyDefinitions = new Set(
    faultyPaths.flatMap(([first, name]) => (first === 'defs' ? [name] : [])),
  )

  const definitions = new Map<string, LexiconDefinition>()
  const defs = isJsonObject(json) ? json['defs'] : undefined
  for (const [name, definition] of isJsonObject(defs) ? Object.entries(defs) : []) {
    if (isSoundDefinition(definition, name, faultyDefinitions)) definitions.set(name, definition)
  }
  return isSoundDocument(json, faultyPaths)
    ? { findings, definitions, lexicon: json }
    : { findings, definitions }
}

function isSoundDefinition(
  _definition: unknown,
  name: string,
  faultyDefinitions: ReadonlySet<string | number | undefined>,
): _definition is LexiconDefinition {
  return !faultyDefinitions.has(name)
}

function isSoundDocument(
  _json: unknown,
  faultyPaths: readonly JsonPath[],
): _json is LexiconDocument {
  return faultyPaths.length === 0
}
