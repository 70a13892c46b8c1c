import type { CheckedDocument } from '../check/check-lexicons.js'
import type { LexiconDefinition } from '../load/lexicon.js'
import { DefinitionBuilder, type BuiltDefinition } from './build-definitions.js'
import { buildQuery, buildStream, messagesOf } from './build-endpoints.js'
import { fullTypeOf, LexiconIndex, type IndexedDocument } from './lexicon-index.js'
import type { DocumentModel, Model, QueryModel, StreamModel } from './model.js'
import { definitionKey, Uses } from './uses.js'

interface BuiltDocument {
  readonly document: IndexedDocument
  readonly definitions: readonly BuiltDefinition[]
  readonly stream: StreamModel | undefined
  readonly query: QueryModel | undefined
}

/** Builds the model of a folder of checked documents; their order does not matter. */
export function buildModel(documents: readonly CheckedDocument[]): Model {
  const index = new LexiconIndex(documents)
  const messageTypes = new Set(
    index.documents.flatMap((document) => {
      const main = document.lexicon.defs['main']
      if (main?.type !== 'subscription') return []
      return messagesOf(main, document, index).map(fullTypeOf)
    }),
  )
  const built = index.documents.map((document) => buildDocument(document, index, messageTypes))
  const uses = usesOf(built)
  return {
    documents: built
      .map((document) => finish(document, uses))
      .filter(({ definitions, stream, query }) => definitions.length > 0 || stream || query),
  }
}

function buildDocument(
  document: IndexedDocument,
  index: LexiconIndex,
  messageTypes: ReadonlySet<string>,
): BuiltDocument {
  const builder = new DefinitionBuilder(index, document, messageTypes)
  const { defs } = document.lexicon
  for (const [name, definition] of Object.entries(defs)) {
    builder.define(name, definition)
  }
  const main = defs['main']
  return {
    document,
    stream: main?.type === 'subscription' ? buildStream(main, document, index) : undefined,
    query: main?.type === 'query' ? buildQuery(main, builder) : undefined,
    definitions: builder.built,
  }
}

function usesOf(built: readonly BuiltDocument[]): Uses {
  const uses = new Uses(
    new Map(
      built.flatMap(({ document, definitions }) =>
        definitions.map((definition) => [
          definitionKey({ nsid: document.nsid, name: definition.name }),
          definition,
        ]),
      ),
    ),
  )
  for (const { stream, query } of built) {
    for (const { reference } of stream?.messages ?? []) {
      uses.add(reference, { cbor: true, json: true, typed: true })
    }
    if (query?.output) uses.add(query.output.reference, { json: true, plain: true })
  }
  // What has a type gets one even where no endpoint needs it, and so does all that it refers to.
  for (const { document, definitions } of built) {
    const { nsid, module, namespace } = document
    for (const { name } of definitions) {
      if (declaresAll(document.lexicon.defs['main'])) {
        uses.add({ nsid, module, namespace, name }, {})
      }
    }
  }
  return uses
}

/** Whether all types of a document are generated, or only those that others refer to. */
function declaresAll(main: LexiconDefinition | undefined): boolean {
  return !['record', 'procedure', 'permission-set'].includes(main?.type ?? '')
}

function finish(
  { document, definitions, stream, query }: BuiltDocument,
  uses: Uses,
): DocumentModel {
  const { nsid, module, namespace, lexicon } = document
  return {
    nsid,
    module,
    namespace,
    description: lexicon.description,
    definitions: definitions
      .map((definition) => ({ key: definitionKey({ nsid, name: definition.name }), definition }))
      .filter(({ key }) => uses.has(key))
      .map(({ key, definition: { name, path, description, type } }) => ({
        name,
        path,
        description,
        uses: uses.of(key),
        type,
      })),
    stream,
    query,
  }
}
