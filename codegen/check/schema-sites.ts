import type { JsonPath } from '../load/json-path.js'
import type {
  LexiconBody,
  LexiconDefinition,
  LexiconParameter,
  LexiconParams,
  LexiconSchema,
} from '../load/lexicon.js'
import type { Corpus, CorpusDocument } from './corpus.js'

/** A schema in a document, however deep inside a definition. */
export interface SchemaSite {
  readonly document: CorpusDocument
  readonly path: JsonPath
  readonly schema: LexiconSchema | LexiconParams
}

/** Every schema of every document, each before those inside it. */
export function* schemaSites(corpus: Corpus): Generator<SchemaSite> {
  for (const document of corpus.documents) {
    for (const [name, definition] of document.definitions) {
      for (const [path, schema] of schemasOfDefinition(definition, ['defs', name])) {
        yield { document, path, schema }
      }
    }
  }
}

type PlacedSchema = readonly [path: JsonPath, schema: LexiconSchema | LexiconParams]

function* schemasOfDefinition(
  definition: LexiconDefinition,
  path: JsonPath,
): Generator<PlacedSchema> {
  switch (definition.type) {
    case 'subscription':
      yield* schemasOfParams(definition.parameters, [...path, 'parameters'])
      yield* schemasWithin(definition.message.schema, [...path, 'message', 'schema'])
      break
    case 'query':
      yield* schemasOfParams(definition.parameters, [...path, 'parameters'])
      yield* schemasOfBody(definition.output, [...path, 'output'])
      break
    case 'procedure':
      yield* schemasOfParams(definition.parameters, [...path, 'parameters'])
      yield* schemasOfBody(definition.input, [...path, 'input'])
      yield* schemasOfBody(definition.output, [...path, 'output'])
      break
    case 'record':
      yield* schemasWithin(definition.record, [...path, 'record'])
      break
    case 'permission-set':
      break
    default:
      yield* schemasWithin(definition, path)
  }
}

function* schemasOfParams(
  params: LexiconParams | undefined,
  path: JsonPath,
): Generator<PlacedSchema> {
  if (params === undefined) return
  yield [path, params]
  yield* schemasOfProperties(params.properties, path)
}

function* schemasOfBody(body: LexiconBody | undefined, path: JsonPath): Generator<PlacedSchema> {
  if (body?.schema !== undefined) yield* schemasWithin(body.schema, [...path, 'schema'])
}

function* schemasWithin(schema: LexiconSchema, path: JsonPath): Generator<PlacedSchema> {
  yield [path, schema]
  if (schema.type === 'array') yield* schemasWithin(schema.items, [...path, 'items'])
  if (schema.type === 'object') yield* schemasOfProperties(schema.properties, path)
}

function* schemasOfProperties(
  properties: { readonly [name: string]: LexiconSchema | LexiconParameter },
  path: JsonPath,
): Generator<PlacedSchema> {
  for (const [name, property] of Object.entries(properties)) {
    yield* schemasWithin(property, [...path, 'properties', name])
  }
}
