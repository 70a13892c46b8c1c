import type { BlobShape, ParameterShape, Reference, Shape, StringShape } from '../../model/model.js'
import { formatSchemas } from './format-schemas.js'
import type { JsonSchema } from './json-schema.js'

/** The largest integer of the data model; the smallest one is its negative. */
const largest = Number.MAX_SAFE_INTEGER

/** Base64 without padding, of any number of bytes. */
const base64 = '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3})?$'

/** A link in the JSON encoding of the data model. */
export const linkSchema: JsonSchema = {
  type: 'object',
  required: ['$link'],
  properties: { $link: { type: 'string', ...formatSchemas.cid } },
  additionalProperties: false,
}

/**
 * The JSON Schema of what a property, an item or a parameter holds, in the JSON encoding of the data
 * model.
 *
 * @param refer gives the `$ref` of a definition
 */
export function shapeSchema(
  shape: Shape | ParameterShape,
  refer: (reference: Reference, plainMessage: boolean) => string,
): JsonSchema {
  switch (shape.kind) {
    case 'boolean':
      return { type: 'boolean', ...allowed(shape.const, undefined) }
    case 'integer':
      return {
        type: 'integer',
        ...allowed(shape.const, shape.enum),
        minimum: shape.minimum ?? -largest,
        maximum: shape.maximum ?? largest,
      }
    case 'string':
      return shape.alias === undefined ? stringSchema(shape) : { $ref: refer(shape.alias, false) }
    case 'bytes':
      return bytesSchema(shape.minLength, shape.maxLength)
    case 'link':
      return linkSchema
    case 'blob':
      return blobSchema(shape)
    case 'unknown':
      return { type: 'object' }
    case 'null':
      return { type: 'null' }
    case 'array':
      return arraySchema(shapeSchema(shape.items, refer), shape.minLength, shape.maxLength)
    case 'reference':
      return { $ref: refer(shape.reference, shape.message) }
  }
}

export function arraySchema(
  items: JsonSchema,
  minItems: number | undefined,
  maxItems: number | undefined,
): JsonSchema {
  return {
    type: 'array',
    items,
    ...(minItems !== undefined && { minItems }),
    ...(maxItems !== undefined && { maxItems }),
  }
}

/**
 * A string's schema, whatever its name. JSON Schema counts characters where the Lexicon language
 * counts bytes of UTF-8 and graphemes: what is given here is as near as that comes without refusing
 * anything valid.
 */
export function stringSchema(shape: StringShape): JsonSchema {
  const { format, minLength, maxLength, minGraphemes, knownValues } = shape
  const ofFormat = format === undefined ? {} : formatSchemas[format]
  const least = Math.max(
    minLength === undefined ? 0 : Math.ceil(minLength / 4),
    minGraphemes ?? 0,
    ofFormat.minLength ?? 0,
  )
  const most = Math.min(maxLength ?? Infinity, ofFormat.maxLength ?? Infinity)
  return {
    type: 'string',
    ...allowed(shape.const, shape.enum),
    ...(knownValues !== undefined && knownValues.length > 0 && { examples: knownValues }),
    ...(least > 0 && { minLength: least }),
    ...(most < Infinity && { maxLength: most }),
    ...(ofFormat.pattern !== undefined && { pattern: ofFormat.pattern }),
  }
}

function allowed<T extends boolean | number | string>(
  only: T | undefined,
  values: readonly T[] | undefined,
): JsonSchema {
  if (only !== undefined) return { const: only }
  return values === undefined ? {} : { enum: values }
}

function bytesSchema(minLength: number | undefined, maxLength: number | undefined): JsonSchema {
  return {
    type: 'object',
    required: ['$bytes'],
    properties: {
      $bytes: {
        type: 'string',
        ...(minLength !== undefined && { minLength: base64Length(minLength) }),
        ...(maxLength !== undefined && { maxLength: base64Length(maxLength) }),
        pattern: base64,
      },
    },
    additionalProperties: false,
  }
}

/** How many characters so many bytes take without padding. */
function base64Length(bytes: number): number {
  return Math.ceil((bytes * 4) / 3)
}

function blobSchema({ accept, maxSize }: BlobShape): JsonSchema {
  const types = accept?.filter((type) => type !== '*/*') ?? []
  const pattern = types.map((type) => escapePattern(type).replace(/\\\*$/, '.*')).join('|')
  return {
    type: 'object',
    required: ['$type', 'ref', 'mimeType', 'size'],
    properties: {
      $type: { type: 'string', const: 'blob' },
      ref: linkSchema,
      mimeType: { type: 'string', ...(pattern !== '' && { pattern: `^(?:${pattern})$` }) },
      size: { type: 'integer', minimum: 0, maximum: maxSize ?? largest },
    },
  }
}

function escapePattern(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
}
