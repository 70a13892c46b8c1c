import type { Definitions } from '../../emit/definitions.js'
import type { DefinitionModel, DefinitionType, ObjectModel, Reference } from '../../model/model.js'
import { errorFrameSchema, frameSchemas } from './frame-schemas.js'
import type { JsonSchema } from './json-schema.js'
import type { NeededDefinitions } from '../proposed-streams.js'
import { arraySchema, shapeSchema } from './shape-schema.js'

/** The schemas of one lexicon document, a file of their own. */
export interface SchemaDocument extends JsonSchema {
  readonly $schema: string
  readonly $id: string
  readonly $defs: { readonly [name: string]: JsonSchema }
}

const dialect = 'https://json-schema.org/draft/2020-12/schema'

/** The file of a document's schemas, below the folder of all of them. */
export function schemaFile(nsid: string): string {
  return `${nsid}.json`
}

/** The name, among a document's definitions, of a message in its frame. */
export function frameName(name: string): string {
  return `${name}.frame`
}

/**
 * JSON Schemas of what streams send in `xrpc.v1.json`, and queries answer: for each document the
 * definitions that are needed. The file as a whole describes for a stream its frames, any one of
 * them, and for a query its answer.
 */
export function buildSchemas(
  needed: readonly NeededDefinitions[],
  definitions: Definitions,
): ReadonlyMap<string, SchemaDocument> {
  return new Map(
    needed.map((own) => [schemaFile(own.document.nsid), documentSchema(own, definitions)]),
  )
}

function documentSchema(
  { document, definitions: own }: NeededDefinitions,
  definitions: Definitions,
): SchemaDocument {
  const { nsid, stream, query } = document
  const refer = (reference: Reference, plainMessage = false): string => {
    const file = reference.nsid === nsid ? '' : schemaFile(reference.nsid)
    return `${file}#/$defs/${plainMessage ? plainName(reference.name) : reference.name}`
  }
  const $defs: Record<string, JsonSchema> = {}
  for (const definition of own) {
    const { name, type, uses } = definition
    $defs[name] = describe(definition, definitionSchema(type, refer, definitions))
    if (type.kind !== 'object' || !type.message || !uses.json.plain) continue
    // Where a message is the value of a property, nothing has to tell its type.
    $defs[plainName(name)] = describe(definition, objectSchema({ ...type, message: false }, refer))
  }
  if (query?.output !== undefined) {
    return {
      $schema: dialect,
      $id: schemaFile(nsid),
      title: nsid,
      description: `The answer of the query ${nsid}.`,
      ...shapeSchema(withoutAlias(query.output), refer),
      $defs,
    }
  }
  if (stream === undefined) return { $schema: dialect, $id: schemaFile(nsid), $defs }
  const frames = frameSchemas(stream, refer)
  for (const [name, frame] of frames) $defs[frameName(name)] = frame
  $defs['Error.frame'] = errorFrameSchema(stream.errors)
  return {
    $schema: dialect,
    $id: schemaFile(nsid),
    title: nsid,
    description: `A frame of the stream ${nsid} in the subprotocol xrpc.v1.json.`,
    oneOf: [...frames.keys(), 'Error'].map((name) => ({ $ref: `#/$defs/${frameName(name)}` })),
    $defs,
  }
}

function plainName(name: string): string {
  return `${name}.plain`
}

function describe({ description }: DefinitionModel, schema: JsonSchema): JsonSchema {
  return description === undefined ? schema : { description, ...schema }
}

type Refer = (reference: Reference, plainMessage?: boolean) => string

function definitionSchema(
  type: DefinitionType,
  refer: Refer,
  definitions: Definitions,
): JsonSchema {
  switch (type.kind) {
    case 'object':
      return objectSchema(type, refer)
    case 'array':
      return arraySchema(shapeSchema(type.items, refer), type.minLength, type.maxLength)
    case 'union': {
      const members = type.members.map(({ $type, reference }) => memberSchema($type, reference))
      if (type.closed) return { anyOf: members }
      const known = type.members.map(({ $type }) => $type)
      const unknown: JsonSchema = {
        type: 'object',
        required: ['$type'],
        properties: {
          $type: { type: 'string', ...(known.length > 0 && { not: { enum: known } }) },
        },
      }
      return { anyOf: [...members, unknown] }
    }
    case 'token':
      return { type: 'string', const: type.$type }
    case 'alias':
      return shapeSchema(withoutAlias(type.shape), refer)
  }

  function memberSchema($type: string, reference: Reference): JsonSchema {
    const own = { $ref: refer(reference) }
    if (definitions.isMessage(reference)) return own
    const tagged: JsonSchema = {
      type: 'object',
      required: ['$type'],
      properties: { $type: { type: 'string', const: $type } },
    }
    return { allOf: [tagged, own] }
  }
}

function withoutAlias<S extends { readonly kind: string }>(shape: S): S {
  return shape.kind === 'string' ? { ...shape, alias: undefined } : shape
}

function objectSchema({ $type, message, properties }: ObjectModel, refer: Refer): JsonSchema {
  const members = Object.fromEntries(
    properties.map(({ name, shape, nullable, description, default: preset }) => {
      const schema = shapeSchema(shape, refer)
      return [
        name,
        {
          ...(description !== undefined && { description }),
          ...(nullable ? { anyOf: [schema, { type: 'null' as const }] } : schema),
          ...(preset !== undefined && { default: preset }),
        },
      ] as const
    }),
  )
  const required = properties.filter((property) => property.required).map(({ name }) => name)
  return {
    type: 'object',
    required: message ? ['$type', ...required] : required,
    properties: {
      ...($type !== undefined && { $type: { type: 'string', const: $type } }),
      ...members,
    },
  }
}
