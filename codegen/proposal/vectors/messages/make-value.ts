import { definitionKey } from '../../../model/definition-key.js'
import type {
  ArrayModel,
  BlobShape,
  DefinitionModel,
  Model,
  ObjectModel,
  PropertyModel,
  Reference,
  Shape,
  UnionModel,
} from '../../../model/model.js'
import type { Json, JsonObject } from '../encode/json.js'
import type { Recipe } from './recipe.js'
import { rawCid } from './samples.js'

/** How deep optional parts and items go: types may contain themselves. */
const DEEPEST = 4

/** Makes values of a model's types. */
export class ValueMaker {
  readonly #definitions: ReadonlyMap<string, DefinitionModel>

  constructor(model: Model) {
    this.#definitions = new Map(
      model.documents.flatMap(({ nsid, definitions }) =>
        definitions.map((definition) => [
          definitionKey({ nsid, name: definition.name }),
          definition,
        ]),
      ),
    )
  }

  /** A value of an object type, without its `$type`. */
  object(reference: Reference, recipe: Recipe): JsonObject {
    return this.#object(this.objectModel(reference), recipe, 0)
  }

  /** @throws Error where the reference is to something else */
  objectModel(reference: Reference): ObjectModel {
    const { type } = this.#definition(reference)
    if (type.kind !== 'object') throw new Error(`${definitionKey(reference)} is no object`)
    return type
  }

  #definition(reference: Reference): DefinitionModel {
    const definition = this.#definitions.get(definitionKey(reference))
    if (definition === undefined) throw new Error(`there is no ${definitionKey(reference)}`)
    return definition
  }

  #object(model: ObjectModel, recipe: Recipe, depth: number): JsonObject {
    const members = model.properties.flatMap((property) => {
      const value = this.#property(property, recipe, depth)
      return value === undefined ? [] : [[property.name, value] as const]
    })
    return Object.fromEntries(members)
  }

  #property(property: PropertyModel, recipe: Recipe, depth: number): Json | undefined {
    const { name, required, nullable, shape } = property
    if (!required && (!recipe.optional || depth > DEEPEST)) return undefined
    if (nullable && recipe.nulls) return null
    return this.#value(shape, recipe, depth + 1, name)
  }

  #value(shape: Shape, recipe: Recipe, depth: number, name: string, item = 0): Json {
    switch (shape.kind) {
      case 'boolean':
        return shape.const ?? recipe.boolean
      case 'integer':
        return recipe.integer(shape, name)
      case 'string':
        return recipe.text(shape)
      case 'bytes': {
        const bytes = Buffer.from(recipe.bytes(shape), 'hex')
        return { $bytes: bytes.toString('base64').replaceAll('=', '') }
      }
      case 'link':
        return { $link: recipe.link((item + 0xc0 + name.length).toString(16)) }
      case 'null':
        return null
      case 'blob':
        return blob(shape)
      case 'unknown':
        return {
          $type: 'com.example.record',
          text: 'é',
          list: [0, { link: { $link: rawCid('aa') } }],
        }
      case 'reference':
        return this.#referred(shape.reference, recipe, depth)
    }
  }

  #referred(reference: Reference, recipe: Recipe, depth: number): Json {
    const { type } = this.#definition(reference)
    switch (type.kind) {
      case 'object':
        return this.#object(type, recipe, depth)
      case 'array':
        return this.#array(type, recipe, depth)
      case 'union':
        return this.#union(type, recipe, depth)
      case 'alias':
        return this.#value(type.shape, recipe, depth, reference.name)
      case 'token':
        return type.$type
    }
  }

  #array(model: ArrayModel, recipe: Recipe, depth: number): Json {
    const wanted = depth > DEEPEST ? 0 : Math.min(recipe.items, model.maxLength ?? recipe.items)
    const count = Math.max(wanted, model.minLength ?? 0)
    return Array.from({ length: count }, (_, item) =>
      this.#value(model.items, recipe, depth + 1, '', item),
    )
  }

  #union(model: UnionModel, recipe: Recipe, depth: number): Json {
    const { members, closed } = model
    const beyond = recipe.member >= members.length && !closed
    const member = members[Math.min(recipe.member, members.length - 1)]
    if (beyond || member === undefined) return { $type: 'com.example.unlisted#thing', text: 'é' }
    const object = this.#object(this.objectModel(member.reference), recipe, depth)
    return { $type: member.$type, ...object }
  }
}

function blob({ accept, maxSize }: BlobShape): Json {
  const [type = 'image/png'] = accept ?? []
  return {
    $type: 'blob',
    ref: { $link: rawCid('b0') },
    mimeType: type.replace('/*', '/png').replace('*/png', 'image/png'),
    size: Math.min(maxSize ?? 1000, 1000),
  }
}
