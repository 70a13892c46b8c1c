import type { BuiltDefinition } from './build-definitions.js'
import { definitionKey } from './definition-key.js'
import type { DefinitionUses, EncodingUses, Reference, Shape } from './model.js'

export const unused: EncodingUses = { typed: false, plain: false }
export const typed: EncodingUses = { typed: true, plain: false }
export const plain: EncodingUses = { typed: false, plain: true }

/** Works out which definitions are reached from the streams and queries, and in which way. */
export class Uses {
  private readonly definitions: ReadonlyMap<string, BuiltDefinition>
  private readonly uses = new Map<string, DefinitionUses>()

  /** `definitions` by {@link definitionKey}. */
  constructor(definitions: ReadonlyMap<string, BuiltDefinition>) {
    this.definitions = definitions
  }

  /** How a definition is used; absent where nothing has led to it. */
  of(key: string): DefinitionUses | undefined {
    return this.uses.get(key)
  }

  /** Adds a way in which a definition is used, and with it all that it refers to. */
  add(key: string, use: DefinitionUses): void {
    const pending = [{ key, use }]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const before = this.uses.get(next.key)
      const after = before === undefined ? next.use : union(before, next.use)
      if (before !== undefined && isSame(before, after)) continue
      this.uses.set(next.key, after)
      for (const { reference, use: form } of partsOf(this.definitions.get(next.key))) {
        const { cbor, json } = after
        pending.push({
          key: definitionKey(reference),
          use: { cbor: isUsed(cbor) ? form : unused, json: isUsed(json) ? form : unused },
        })
      }
    }
  }
}

/** Whether an encoding's decoders or encoders are needed at all. */
export function isUsed(uses: EncodingUses): boolean {
  return uses.typed || uses.plain
}

interface Part {
  readonly reference: Reference
  readonly use: EncodingUses
}

function partsOf(definition: BuiltDefinition | undefined): readonly Part[] {
  const type = definition?.type
  switch (type?.kind) {
    case 'object':
      return type.properties.flatMap(({ shape }) => plainParts(shape))
    case 'array':
      return plainParts(type.items)
    case 'union':
      return type.members.map(({ reference }) => ({ reference, use: typed }))
    default:
      return []
  }
}

function plainParts(shape: Shape): readonly Part[] {
  return referencesOf(shape).map((reference) => ({ reference, use: plain }))
}

/** The definitions that a shape names itself. */
export function referencesOf(shape: Shape): readonly Reference[] {
  if (shape.kind === 'reference') return [shape.reference]
  return shape.kind === 'string' && shape.alias !== undefined ? [shape.alias] : []
}

function union(a: DefinitionUses, b: DefinitionUses): DefinitionUses {
  return { cbor: unionIn(a.cbor, b.cbor), json: unionIn(a.json, b.json) }
}

function unionIn(a: EncodingUses, b: EncodingUses): EncodingUses {
  return { typed: a.typed || b.typed, plain: a.plain || b.plain }
}

function isSame(a: DefinitionUses, b: DefinitionUses): boolean {
  return isSameIn(a.cbor, b.cbor) && isSameIn(a.json, b.json)
}

function isSameIn(a: EncodingUses, b: EncodingUses): boolean {
  return a.typed === b.typed && a.plain === b.plain
}
