import type { DefinitionModel, Model, Reference } from '../model/model.js'

/** All definitions of a model, found by reference. */
export class Definitions {
  private readonly byKey: ReadonlyMap<string, DefinitionModel>

  constructor(model: Model) {
    this.byKey = new Map(
      model.documents.flatMap(({ nsid, definitions }) =>
        definitions.map((definition) => [`${nsid}#${definition.name}`, definition]),
      ),
    )
  }

  find({ nsid, name }: Reference): DefinitionModel | undefined {
    return this.byKey.get(`${nsid}#${name}`)
  }
}
