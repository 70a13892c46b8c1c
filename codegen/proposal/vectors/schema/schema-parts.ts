import type { JsonObject } from '../encode/json.js'

// What the schemas have in common: each is a document of its own, so these are put into every one.

/** An object of exactly these members; the names in `optional` may be absent. */
export function record(
  properties: { readonly [name: string]: JsonObject },
  optional: readonly string[] = [],
): JsonObject {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    additionalProperties: false,
  }
}

/** A list of such items, one or more. */
export function listOf(items: JsonObject): JsonObject {
  return { type: 'array', items, minItems: 1 }
}

export const textual: JsonObject = { type: 'string' }
export const sentence: JsonObject = {
  type: 'string',
  minLength: 4,
  description: 'What the case is about.',
}
export const id: JsonObject = {
  type: 'string',
  pattern: '^[A-Za-z0-9][A-Za-z0-9/_-]*$',
  description: 'A name that no other case of the list has, and that stays the same.',
}
export const whole: JsonObject = {
  type: 'integer',
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
}
export const seq: JsonObject = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }
export const flag: JsonObject = { type: 'boolean' }
export const hexText: JsonObject = { type: 'string', pattern: '^([0-9a-f]{2})*$' }
export const token: JsonObject = { enum: ['xrpc.v0.cbor', 'xrpc.v1.cbor', 'xrpc.v1.json'] }

/** Null or what the schema says. */
export function orNull(schema: JsonObject): JsonObject {
  return { anyOf: [{ type: 'null' }, schema] }
}

function runs(part: JsonObject): JsonObject {
  return {
    description: 'The whole, or parts to be joined; a part may be a run of the same.',
    anyOf: [
      part,
      {
        type: 'array',
        minItems: 1,
        items: { anyOf: [part, record({ repeat: part, times: { type: 'integer', minimum: 1 } })] },
      },
    ],
  }
}

export const hexParts: JsonObject = runs(hexText)
export const textParts: JsonObject = runs(textual)

/** A value of the data model in JSON: anything without fractions. */
export const lexValue: JsonObject = { $ref: '#/$defs/value' }
export const lexObject: JsonObject = { type: 'object', additionalProperties: lexValue }
export const lexDefinitions: JsonObject = {
  value: {
    description: 'A value of the AT Protocol data model in its JSON form.',
    anyOf: [
      { type: 'null' },
      { type: 'boolean' },
      { type: 'string' },
      { type: 'integer' },
      { type: 'array', items: lexValue },
      { type: 'object', additionalProperties: lexValue },
    ],
  },
}

/** What reasons mean, by name. */
export const explained: JsonObject = {
  type: 'object',
  additionalProperties: textual,
  description: 'What each reason means that a case gives.',
}

/**
 * A file of vectors, which names its schema and says what is in it.
 *
 * @param name that of the schema; a validator that holds all of them tells them apart by their `$id`
 */
export function file(
  name: string,
  title: string,
  properties: { readonly [name: string]: JsonObject },
  definitions?: JsonObject,
): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${name}.schema.json`,
    title,
    ...record({ $comment: textual, $schema: textual, description: sentence, ...properties }, [
      '$comment',
    ]),
    $defs: definitions,
  }
}
