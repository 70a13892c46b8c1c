import type {
  LexiconArray,
  LexiconBody,
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
  DefinitionModel,
  ObjectModel,
  PropertyModel,
  ReferenceShape,
  Shape,
  UnionModel,
} from './model.js'
import { integerShape, stringShape } from './primitive-shapes.js'

/** Variables that the generated functions of an object have besides those of its properties. */
const ownVariables = ['key', 'left', 'reader', 'size', 'start', 'typed', 'value', 'writer']

/** A definition before it is known who needs it. */
export type BuiltDefinition = Omit<DefinitionModel, 'uses'>

/** What a definition is called, and where it comes from. */
type Heading = Omit<BuiltDefinition, 'type'>

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
    const resolved: Resolved = { document: this.document, name, definition }
    const isRecord = definition.type === 'record'
    const schema = isRecord ? definition.record : definition
    const heading: Heading = {
      name: referenceTo(resolved).name,
      path: isRecord ? `defs.${name}.record` : `defs.${name}`,
      named: true,
      description: definition.description ?? schema.description,
    }
    switch (schema.type) {
      case 'subscription':
      case 'query':
      case 'procedure':
      case 'permission-set':
        return
      case 'object':
        return this.object(heading, schema, fullTypeOf(resolved))
      case 'array':
        return this.array(heading, schema)
      case 'union':
        return this.union(heading, schema)
      case 'token': {
        this.built.push({ ...heading, type: { kind: 'token', $type: fullTypeOf(resolved) } })
        return
      }
      default: {
        const shape = this.shape(schema, heading.name, heading.path)
        this.built.push({ ...heading, type: { kind: 'alias', shape } })
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
      case 'ref':
        return this.referenced(schema.ref)
      case 'object':
      case 'array':
      case 'union':
        return this.anonymous(schema, {
          name: this.document.types.take(name),
          path,
          named: false,
          description: schema.description,
        })
      case 'token':
        throw new Error(`${this.document.nsid}: ${path} has passed the checks but is a token`)
    }
  }

  /** The shape of a query's output; what has no name of its own becomes the type `Output`. */
  output({ schema, description }: LexiconBody, path: string): Shape | undefined {
    if (schema === undefined || schema.type === 'ref') return schema && this.referenced(schema.ref)
    return this.anonymous(schema, {
      name: 'Output',
      path,
      named: false,
      description: schema.description ?? description,
    })
  }

  private anonymous(
    schema: LexiconObject | LexiconArray | LexiconUnion,
    heading: Heading,
  ): ReferenceShape {
    if (schema.type === 'object') this.object(heading, schema, undefined)
    else if (schema.type === 'array') this.array(heading, schema)
    else this.union(heading, schema)
    const { nsid, module, namespace } = this.document
    const reference = { nsid, module, namespace, name: heading.name }
    return { kind: 'reference', target: schema.type, reference, message: false }
  }

  private referenced(ref: string): Shape {
    const resolved = this.index.resolve(ref, this.document)
    const reference = referenceTo(resolved)
    const { definition } = resolved
    switch (definition.type) {
      case 'object':
      case 'record': {
        const message = this.messageTypes.has(fullTypeOf(resolved))
        return { kind: 'reference', target: 'object', reference, message }
      }
      case 'array':
      case 'union':
        return { kind: 'reference', target: definition.type, reference, message: false }
      case 'string':
        return { ...stringShape(definition), alias: reference }
      case 'token':
      case 'query':
      case 'procedure':
      case 'subscription':
      case 'permission-set':
        throw new Error(`${this.document.nsid}: ${ref} has passed the checks but is no data`)
      default:
        return this.shape(definition, reference.name, `defs.${resolved.name}`)
    }
  }

  private object(heading: Heading, schema: LexiconObject, $type: string | undefined): void {
    const place = this.built.length
    const { name, path } = heading
    const variables = variableNames(ownVariables)
    const properties = Object.entries(schema.properties).map(([property, part]): PropertyModel => ({
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
    this.built.splice(place, 0, { ...heading, type })
  }

  private array(heading: Heading, schema: LexiconArray): void {
    const place = this.built.length
    const { name, path } = heading
    const type: ArrayModel = {
      kind: 'array',
      items: this.shape(schema.items, `${name}Item`, `${path}.items`),
      minLength: schema.minLength,
      maxLength: schema.maxLength,
    }
    this.built.splice(place, 0, { ...heading, type })
  }

  private union(heading: Heading, schema: LexiconUnion): void {
    const type: UnionModel = {
      kind: 'union',
      closed: schema.closed ?? false,
      members: schema.refs.map((ref) => {
        const resolved = this.index.resolve(ref, this.document)
        return { $type: fullTypeOf(resolved), reference: referenceTo(resolved) }
      }),
    }
    this.built.push({ ...heading, type })
  }
}
