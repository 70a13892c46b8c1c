import { definitionKey } from './definition-key.js'
import type { DefinitionType, Model } from './model.js'

/** Every definition of a model, by its {@link definitionKey}. */
export function definitionTypes({ documents }: Model): ReadonlyMap<string, DefinitionType> {
  return new Map(
    documents.flatMap(({ nsid, definitions }) =>
      definitions.map(({ name, type }) => [definitionKey({ nsid, name }), type]),
    ),
  )
}
