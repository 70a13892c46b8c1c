import { stringFormats } from '../../load/lexicon.js'
import { choice, count, flag, integer, listOf, mapOf, text, typedObject } from './typed-schema.js'
import type { JsonSchema } from './typed-schema.js'

const primitives = ['boolean', 'integer', 'string', 'unknown']

const concrete = [
  'boolean',
  'integer',
  'string',
  'bytes',
  'cid-link',
  'blob',
  'null',
  'array',
  'object',
]

/** What can be given a name under `defs`, primary types aside. */
export const nameable: readonly string[] = [...concrete, 'token']

/** What a property or an array's items can be. */
const fields = [...concrete, 'ref', 'union', 'unknown']

/** The field types of the Lexicon language, by the name under `$defs` that {@link choice} refers to. */
export const fieldSchemas: Readonly<Record<string, JsonSchema>> = {
  null: typedObject('null'),
  boolean: typedObject('boolean', { default: flag, const: flag }),
  integer: typedObject('integer', {
    minimum: integer,
    maximum: integer,
    enum: listOf(integer),
    default: integer,
    const: integer,
  }),
  string: typedObject('string', {
    format: { enum: stringFormats },
    minLength: count,
    maxLength: count,
    minGraphemes: count,
    maxGraphemes: count,
    enum: listOf(text),
    default: text,
    const: text,
    knownValues: listOf(text),
  }),
  bytes: typedObject('bytes', { minLength: count, maxLength: count }),
  'cid-link': typedObject('cid-link'),
  blob: typedObject('blob', { accept: listOf(text), maxSize: count }),
  array: typedObject(
    'array',
    { items: choice('items', fields), minLength: count, maxLength: count },
    ['items'],
  ),
  object: typedObject(
    'object',
    {
      required: listOf(text),
      nullable: listOf(text),
      properties: mapOf(choice('property', fields)),
      shardKey: text,
    },
    ['properties'],
  ),
  ref: typedObject('ref', { ref: text }, ['ref']),
  union: typedObject('union', { refs: listOf(text), closed: flag }, ['refs']),
  token: typedObject('token'),
  unknown: typedObject('unknown'),
  params: typedObject(
    'params',
    {
      required: listOf(text),
      properties: mapOf(choice('parameter', [...primitives, 'array-of-primitives'])),
    },
    ['properties'],
  ),
  'array-of-primitives': typedObject(
    'array',
    { items: choice('parameter-items', primitives), minLength: count, maxLength: count },
    ['items'],
  ),
}
