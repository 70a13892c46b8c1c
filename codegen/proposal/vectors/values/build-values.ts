import type { JsonObject } from '../encode/json.js'
import { compounds } from './compounds.js'
import { scalars } from './scalars.js'

/** The vectors of single values. */
export function buildValues(): JsonObject {
  return {
    $schema: 'schema/values.schema.json',
    description:
      'Single values of the data model: their only DRISL form, and the JSON texts that are read as them.',
    cases: [...scalars, ...compounds].map(({ id, description, value, cbor, json, alsoJson }) => ({
      id,
      description,
      value,
      cbor,
      json,
      alsoJson: alsoJson === undefined || alsoJson.length === 0 ? undefined : alsoJson,
    })),
  }
}
