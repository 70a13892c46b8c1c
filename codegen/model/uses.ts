import type { BuiltDefinition } from './build-definitions.js'
import type { DefinitionUses, Reference, Shape } from './model.js'

const nobody: DefinitionUses = { cbor: false, json: false, typed: false, plain: false }

/** Works out which definitions are reached from the streams and queries, and in which way. */
export class Uses {
  private readonly definitions: ReadonlyMap<string, BuiltDefinition>
  private readonly uses = new Map<string, DefinitionUses>()

  /** `definitions` by {@link definitionKey}. */
  constructor(definitions: ReadonlyMap<string, BuiltDefinition>) {
    this.definitions = definitions
  }

  of(key: string): DefinitionUses {
    return this.uses.get(key) ?? nobody
  }

  has(key: string): boolean {
    return this.uses.has(key)
  }

  /** Adds a way in which a definition is used, and with it all that it refers to. */
  add(reference: Reference, use: Partial<DefinitionUses>): void {
    const pending: { key: string; use: Partial<DefinitionUses> }[] = [
      { key: definitionKey(reference), use },
    ]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const before = this.of(next.key)
      const after = {
        cbor: before.cbor || (next.use.cbor ?? false),
        json: before.json || (next.use.json ?? false),
        typed: before.typed || (next.use.typed ?? false),
        plain: before.plain || (next.use.plain ?? false),
      }
      const known = this.uses.has(next.key)
      if (known && sameUses(before, after)) continue
      this.uses.set(next.key, after)
      const { cbor, json } = after
      for (const part of partsOf(this.definitions.get(next.key))) {
        const { typed } = part
        pending.push({
          key: definitionKey(part.reference),
          use: { cbor, json, typed, plain: !typed },
        })
      }
    }
  }
}

interface Part {
  readonly reference: Reference
  readonly typed: boolean
}

function partsOf(definition: BuiltDefinition | undefined): readonly Part[] {
  const type = definition?.type
  switch (type?.kind) {
    case 'object':
      return type.properties.flatMap(({ shape }) => partOf(shape))
    case 'array':
      return partOf(type.items)
    case 'union':
      return type.members.map(({ reference }) => ({ reference, typed: true }))
    default:
      return []
  }
}

function partOf(shape: Shape): readonly Part[] {
  if (shape.kind === 'reference') return [{ reference: shape.reference, typed: false }]
  if (shape.kind === 'string' && shape.alias) return [{ reference: shape.alias, typed: false }]
  return []
}

function sameUses(a: DefinitionUses, b: DefinitionUses): boolean {
  return a.cbor === b.cbor && a.json === b.json && a.typed === b.typed && a.plain === b.plain
}

/** One string for a definition of a document. */
export function definitionKey({ nsid, name }: { nsid: string; name: string }): string {
  return `${nsid}#${name}`
}
