import type { CheckedDocument } from '../check/check-lexicons.js'
import { compareByCodeUnit } from '../load/code-unit-order.js'
import type { LexiconDefinition, LexiconDocument } from '../load/lexicon.js'
import { parseReference } from '../load/reference.js'
import {
  moduleNames,
  type NameTable,
  namespaceNames,
  pascalCase,
  typeNames,
} from './identifiers.js'
import type { Reference } from './model.js'

/** A document with the names that its file and its types go by. */
export interface IndexedDocument {
  readonly lexicon: LexiconDocument
  readonly nsid: string
  readonly module: string
  readonly namespace: string
  /** Takes further names for types without a definition of their own. */
  readonly types: NameTable
  /** Type names by definition name. */
  readonly names: ReadonlyMap<string, string>
}

/** A definition that a reference led to. */
export interface Resolved {
  readonly document: IndexedDocument
  readonly name: string
  readonly definition: LexiconDefinition
}

/** All documents by NSID, with every name settled before anything is built. */
export class LexiconIndex {
  readonly documents: readonly IndexedDocument[]
  private readonly byNsid: ReadonlyMap<string, IndexedDocument>

  constructor(documents: readonly CheckedDocument[]) {
    const modules = moduleNames()
    const namespaces = namespaceNames()
    const named = documents
      .map(({ lexicon }) => lexicon)
      .toSorted((a, b) => compareByCodeUnit(a.id, b.id))
      .map((lexicon) => ({
        lexicon,
        nsid: lexicon.id,
        module: modules.take(lexicon.id, '-'),
        namespace: namespaces.take(pascalCase(lexicon.id)),
      }))
    // A file may import any other one, so that no type can have the name of a namespace.
    const imported = named.map(({ namespace }) => namespace)
    this.documents = named.map((document) => {
      const types = typeNames([...endpointTypes(document.lexicon), ...imported])
      return { ...document, types, names: nameDefinitions(document.lexicon, types) }
    })
    this.byNsid = new Map(this.documents.map((document) => [document.nsid, document]))
  }

  /** What a ref of this document points to. The `check` stage has seen that there is something. */
  resolve(ref: string, from: IndexedDocument): Resolved {
    const target = parseReference(ref, from.nsid)
    const document = target && this.byNsid.get(target.nsid)
    const definition = target && document?.lexicon.defs[target.name]
    if (target === undefined || document === undefined || definition === undefined) {
      throw new Error(`${from.nsid}: ${ref} has passed the checks but leads nowhere`)
    }
    return { document, name: target.name, definition }
  }
}

const withoutType = new Set(['subscription', 'query', 'procedure', 'permission-set'])

/** The types that a document's file declares for its endpoint. */
function endpointTypes({ defs }: LexiconDocument): readonly string[] {
  switch (defs['main']?.type) {
    case 'subscription':
      return ['ErrorName', 'Message', 'Params']
    case 'query':
      return ['ErrorName', 'Output', 'Params']
    default:
      return []
  }
}

function nameDefinitions(
  { id, defs }: LexiconDocument,
  types: NameTable,
): ReadonlyMap<string, string> {
  const last = id.slice(id.lastIndexOf('.') + 1)
  return new Map(
    Object.entries(defs)
      .filter(([, { type }]) => !withoutType.has(type))
      .map(([name]) => [name, types.take(pascalCase(name === 'main' ? last : name))]),
  )
}

/** The full type of a definition: `<nsid>#<name>`, or the NSID alone for `main`. */
export function fullTypeOf({ document, name }: Resolved): string {
  return name === 'main' ? document.nsid : `${document.nsid}#${name}`
}

/** The reference to a definition's type. */
export function referenceTo({ document, name }: Resolved): Reference {
  const { nsid, module, namespace } = document
  return { nsid, module, namespace, name: document.names.get(name) ?? pascalCase(name) }
}
