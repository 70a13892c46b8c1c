import type { JsonObject } from '../encode/json.js'
import { dataSchemas } from './data-schemas.js'
import { ruleSchemas } from './rule-schemas.js'
import { transcriptSchema } from './transcript-schema.js'

/** The JSON Schema (2020-12) of each kind of file, by the name that it has without its ending. */
export const vectorSchemas: readonly (readonly [name: string, schema: JsonObject])[] = [
  ...dataSchemas,
  ...ruleSchemas,
  transcriptSchema,
]
