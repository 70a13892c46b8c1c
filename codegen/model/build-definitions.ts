import type {
  LexiconArray,
  LexiconDefinition,
  LexiconObject,
  LexiconSchema,
  LexiconUnion,
} from '../load/lexicon.js'
import { compareInDrislOrder } from './drisl-order.js'
import { camelCase, pascalCase, variableNames } from './identifiers.js'
import {
  fullTypeOf,
  type IndexedDocument,
  type LexiconIndex,
  referenceTo,
  type Resolved,
} from './lexicon-index.js'
import type {
  ArrayModel,
  DefinitionType,
  ObjectModel,
  PropertyModel,
  Reference,
  ReferenceShape,
  Shape,
  UnionModel,
} from './model.js'
import { integerShape, stringShape } from './primitive-shapes.js'

/** Variables that the generated functions of an object have besides those of its properties. */
const ownVariables = ['key', 'left', 'reader', 'size', 'start', 'typed', 'value', 'writer', '$type']

/** A definition before it is known who needs it. */
export interface BuiltDefinition {
  readonly name: string
  readonly path: string
  readonly description: string | undefined
  readonly type: DefinitionType
}

/** Builds the types of one document, in the order of its definitions, each before its parts. */
export class DefinitionBuilder {
  readonly built: BuiltDefinition[] = []
  private readonly index: LexiconIndex
  private readonly document: IndexedDocument
  private readonly messageTypes: ReadonlySet<string>

  /** `messageTypes` holds the full types of all messages of all streams. */
  constructor(index: LexiconIndex, document: IndexedDocument, messageTypes: ReadonlySet<string>) {
    this.index = index
    this.document = document
    this.messageTypes = messageTypes
  }

  /** Builds a definition that stands under `defs`; primary ones other than records have no type. */
  define(name: string, definition: LexiconDefinition): void {
    const schema = definition.type === 'record' ? definition.record : definition
    const resolved: Resolved = { document: this.document, name, definition }
    const typeName = referenceTo(resolved).name
    const path = definition.type === 'record' ? `defs.${name}.record` : `defs.${name}`
    const description = definition.description ?? schema.description
    switch (schema.type) {
      case 'subscription':
      case 'query':
      case 'procedure':
      case 'permission-set':
        return
      case 'object':
        return this.object(typeName, path, description, schema, fullTypeOf(resolved))
      case 'array':
        return this.array(typeName, path, description, schema)
      case 'union':
        return this.union(typeName, path, description, schema)
      case 'token': {
        const type: DefinitionType = { kind: 'token', $type: fullTypeOf(resolved) }
        this.built.push({ name: typeName, path, description, type })
        return
      }
      default: {
        const shape = this.shape(schema, typeName, path)
        this.built.push({ name: typeName, path, description, type: { kind: 'alias', shape } })
      }
    }
  }

  /** The shape of a schema; what has no name of its own becomes a type called `name`. */
  shape(schema: LexiconSchema, name: string, path: string): Shape {
    switch (schema.type) {
      case 'boolean':
        return { kind: 'boolean', const: schema.const }
      case 'integer':
        return integerShape(schema)
      case 'string':
        return stringShape(schema)
      case 'bytes':
        return { kind: 'bytes', minLength: schema.minLength, maxLength: schema.maxLength }
      case 'cid-link':
        return { kind: 'link' }
      case 'blob':
        return { kind: 'blob', accept: schema.accept, maxSize: schema.maxSize }
      case 'unknown':
      case 'null':
        return { kind: schema.type }
      case 'token':
        return { kind: 'unknown' }
      case 'ref':
        return this.referenced(schema.ref)
      case 'object': {
        const reference = this.lift(name)
        this.object(reference.name, path, schema.description, schema, undefined)
        return { kind: 'reference', target: 'object', reference, message: false }
      }
      case 'array': {
        const reference = this.lift(name)
        this.array(reference.name, path, schema.description, schema)
        return { kind: 'reference', target: 'array', reference, message: false }
      }
      case 'union': {
        const reference = this.lift(name)
        this.union(reference.name, path, schema.description, schema)
        return { kind: 'reference', target: 'union', reference, message: false }
      }
    }
  }

  private lift(name: string): Reference {
    const { nsid, module, namespace, types } = this.document
    return { nsid, module, namespace, name: types.take(name) }
  }

  private referenced(ref: string): Shape {
    let resolved = this.index.resolve(ref, this.document)
    const seen = new Set<LexiconDefinition>()
    while (resolved.definition.type === 'ref' && !seen.has(resolved.definition)) {
      seen.add(resolved.definition)
      resolved = this.index.resolve(resolved.definition.ref, resolved.document)
    }
    const reference = referenceTo(resolved)
    const { definition } = resolved
    switch (definition.type) {
      case 'object':
      case 'record':
        return this.objectReference(resolved)
      case 'array':
      case 'union':
        return { kind: 'reference', target: definition.type, reference, message: false }
      case 'string':
        return { ...stringShape(definition), alias: reference }
      case 'token':
        return { ...stringShape({ type: 'string', const: fullTypeOf(resolved) }), alias: reference }
      case 'query':
      case 'procedure':
      case 'subscription':
      case 'permission-set':
        throw new Error(`${ref} has passed the checks but is no type`)
      default:
        return this.shape(definition, reference.name, `defs.${resolved.name}`)
    }
  }

  private objectReference(resolved: Resolved): ReferenceShape {
    return {
      kind: 'reference',
      target: 'object',
      reference: referenceTo(resolved),
      message: this.messageTypes.has(fullTypeOf(resolved)),
    }
  }

  private object(
    name: string,
    path: string,
    description: string | undefined,
    schema: LexiconObject,
    $type: string | undefined,
  ): void {
    const place = this.built.length
    const variables = variableNames(ownVariables)
    const properties = Object.entries(schema.properties)
      .filter(([property]) => property !== '$type')
      .map(([property, part]): PropertyModel => ({
        name: property,
        variable: variables.take(camelCase(property)),
        description: part.description,
        required: schema.required?.includes(property) ?? false,
        nullable: schema.nullable?.includes(property) ?? false,
        shape: this.shape(part, `${name}${pascalCase(property)}`, `${path}.properties.${property}`),
        default: 'default' in part ? part.default : undefined,
      }))
    const keys = properties.map((property) => property.name)
    if ($type !== undefined) keys.push('$type')
    const type: ObjectModel = {
      kind: 'object',
      $type,
      message: $type !== undefined && this.messageTypes.has($type),
      properties,
      keys: keys.toSorted(compareInDrislOrder),
    }
    this.built.splice(place, 0, { name, path, description, type })
  }

  private array(
    name: string,
    path: string,
    description: string | undefined,
    schema: LexiconArray,
  ): void {
    const place = this.built.length
    const type: ArrayModel = {
      kind: 'array',
      items: this.shape(schema.items, `${name}Item`, `${path}.items`),
      minLength: schema.minLength,
      maxLength: schema.maxLength,
    }
    this.built.splice(place, 0, { name, path, description, type })
  }

  private union(
    name: string,
    path: string,
    description: string | undefined,
    schema: LexiconUnion,
  ): void {
    const type: UnionModel = {
      kind: 'union',
      closed: schema.closed ?? false,
      members: schema.refs.map((ref) => {
        const resolved = this.index.resolve(ref, this.document)
        return { $type: fullTypeOf(resolved), reference: referenceTo(resolved) }
      }),
    }
    this.built.push({ name, path, description, type })
  }
}
