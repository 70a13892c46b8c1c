import { definitionKey } from '../model/definition-key.js'
import type { DefinitionModel, Model, Reference } from '../model/model.js'

/** All definitions of a model, found by reference. */
export class Definitions {
  private readonly byKey: ReadonlyMap<string, DefinitionModel>

  constructor({ documents }: Model) {
    this.byKey = new Map(
      documents.flatMap(({ nsid, definitions }) =>
        definitions.map((definition) => [
          definitionKey({ nsid, name: definition.name }),
          definition,
        ]),
      ),
    )
  }

  find(reference: Reference): DefinitionModel | undefined {
    return this.byKey.get(definitionKey(reference))
  }

  /** Whether a reference leads to a message of some stream, which always says its `$type`. */
  isMessage(reference: Reference): boolean {
    const type = this.find(reference)?.type
    return type?.kind === 'object' && type.message
  }
}
