import type { CheckedDocument } from '../check/check-lexicons.js'
import type { LexiconDefinition } from '../load/lexicon.js'
import { DefinitionBuilder, type BuiltDefinition } from './build-definitions.js'
import { buildQuery, buildStream, messagesOf } from './build-endpoints.js'
import { definitionKey } from './definition-key.js'
import { fullTypeOf, LexiconIndex, type IndexedDocument } from './lexicon-index.js'
import type { DocumentModel, Model, QueryModel, StreamModel } from './model.js'
import { plain, referencesOf, typed, unused, Uses } from './uses.js'

interface BuiltDocument {
  readonly document: IndexedDocument
  readonly definitions: readonly BuiltDefinition[]
  readonly stream: StreamModel | undefined
  readonly query: QueryModel | undefined
}

/**
 * Builds the model of a folder of checked documents; their order does not matter.
 *
 * @throws Error where the documents break a rule that `check` would have reported
 */
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
      .map((document) => documentModel(document, uses))
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
      uses.add(definitionKey(reference), { cbor: typed, json: typed })
    }
    for (const reference of query?.output === undefined ? [] : referencesOf(query.output)) {
      uses.add(definitionKey(reference), { cbor: unused, json: plain })
    }
  }
  // These get their types even where no endpoint needs them, and so does all that they refer to.
  for (const { document, definitions } of built) {
    if (!declaresAll(document.lexicon.defs['main'])) continue
    for (const { name } of definitions) {
      uses.add(definitionKey({ nsid: document.nsid, name }), { cbor: unused, json: unused })
    }
  }
  return uses
}

/** Whether all types of a document are declared, or only those that others refer to. */
function declaresAll(main: LexiconDefinition | undefined): boolean {
  return !['record', 'procedure', 'permission-set'].includes(main?.type ?? '')
}

function documentModel(
  { document, definitions, stream, query }: BuiltDocument,
  uses: Uses,
): DocumentModel {
  const { nsid, module, namespace, lexicon } = document
  return {
    nsid,
    module,
    namespace,
    description: lexicon.description,
    definitions: definitions.flatMap((definition) => {
      const used = uses.of(definitionKey({ nsid, name: definition.name }))
      return used === undefined ? [] : [{ ...definition, uses: used }]
    }),
    stream,
    query,
  }
}
