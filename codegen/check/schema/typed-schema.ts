/** A JSON Schema, or a part of one, as data. */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/**
 * Where a choice between types stands. Each such schema carries its place under the keyword `place`,
 * so that an error there can say what kind of thing the reader has in front of them.
 */
export type Place =
  | 'definition'
  | 'property'
  | 'items'
  | 'parameters'
  | 'parameter'
  | 'parameter-items'
  | 'body'
  | 'message'
  | 'record'
  | 'permission'

/** The schema of an object of one Lexicon type: its `type`, `description` and what else it may have. */
export function typedObject(
  type: string,
  members: JsonSchema = {},
  required: readonly string[] = [],
): JsonSchema {
  return closedObject({ type: { const: type }, ...members }, ['type', ...required])
}

/** The schema of an object that has these members, a `description`, and no others. */
export function closedObject(members: JsonSchema, required: readonly string[]): JsonSchema {
  return {
    type: 'object',
    properties: { ...members, description: { type: 'string' } },
    required,
    additionalProperties: false,
  }
}

/** The schema of a place where the member `type` decides which of these `$defs` applies. */
export function choice(place: Place, definitions: readonly string[]): JsonSchema {
  return {
    type: 'object',
    place,
    discriminator: { propertyName: 'type' },
    oneOf: definitions.map((name) => ({ $ref: `#/$defs/${name}` })),
  }
}

/** The schema of an object whose members all follow one schema, whatever their names. */
export function mapOf(values: JsonSchema): JsonSchema {
  return { type: 'object', additionalProperties: values }
}

/** The schema of an array. */
export function listOf(items: JsonSchema): JsonSchema {
  return { type: 'array', items }
}

export const text: JsonSchema = { type: 'string' }
export const flag: JsonSchema = { type: 'boolean' }
export const integer: JsonSchema = { type: 'integer' }
/** A length or size. */
export const count: JsonSchema = { type: 'integer', minimum: 0 }
