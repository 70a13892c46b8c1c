import type { JsonObject } from '../encode/json.js'
import type { Parts } from '../encode/parts.js'
import { jsonRows } from './json-rows.js'
import { explainReasons, slug, type Reason } from './refusal.js'

/** A text that is no JSON of the data model. */
export interface InvalidJson {
  readonly id: string
  readonly description: string
  readonly json: Parts
  readonly reason: Reason
  /** Where the trouble shows, in bytes from the start; absent where readers differ. */
  readonly offset?: number
  /** The place in the value. */
  readonly path: string
}

const deep: readonly InvalidJson[] = [
  {
    id: 'too-deep/arrays',
    description: '100000 arrays in one another: to be refused, not to be died of.',
    json: [
      { repeat: '[', times: 100_000 },
      { repeat: ']', times: 100_000 },
    ],
    reason: 'too-deep',
    path: '[0]'.repeat(128),
  },
]

/** Texts that every receiver refuses. */
export const invalidJson: readonly InvalidJson[] = [
  ...jsonRows.flatMap(([reason, rows]) =>
    rows.map(([title, json, offset, path = '']) => ({
      id: `${reason}/${slug(title)}`,
      description: `${title}.`,
      json,
      reason,
      offset,
      path,
    })),
  ),
  ...deep,
]

/** The vectors of invalid texts. */
export function buildInvalidJson(): JsonObject {
  return {
    $schema: 'schema/invalid-json.schema.json',
    description:
      'Texts that are no single value of the data model in JSON. A receiver that meets them in a frame closes the connection.',
    reasons: explainReasons(invalidJson),
    cases: invalidJson.map(({ id, description, json, reason, offset, path }) => ({
      id,
      description,
      json,
      reason,
      offset,
      path,
    })),
  }
}
