import { fieldSchemas, nameable } from './field-schemas.js'
import { primarySchemas } from './primary-schemas.js'
import { choice, closedObject, integer, text } from './typed-schema.js'
import type { JsonSchema } from './typed-schema.js'

/** The types that only a definition called `main` can have. */
export const primaryTypes: readonly string[] = [
  'record',
  'query',
  'procedure',
  'subscription',
  'permission-set',
]

/**
 * JSON Schema of a Lexicon document, version 1 of the language, with two additions: `subprotocol` on
 * a subscription (proposal 0015) and `shardKey` on an object. What one member says about another, or
 * about other documents, is left to the rules.
 *
 * It uses the `discriminator` keyword, an annotation `place`, and the formats `nsid`, `error-name` and
 * `record-key-type`.
 */
export const lexiconDocumentSchema: JsonSchema = {
  ...closedObject(
    {
      lexicon: { const: 1 },
      id: { type: 'string', format: 'nsid' },
      revision: integer,
      defs: {
        type: 'object',
        minProperties: 1,
        additionalProperties: choice('definition', [...primaryTypes, ...nameable]),
      },
      // Published documents are records and carry their type; editors look for `$schema`.
      $type: text,
      $schema: text,
    },
    ['lexicon', 'id', 'defs'],
  ),
  $defs: { ...fieldSchemas, ...primarySchemas },
}
