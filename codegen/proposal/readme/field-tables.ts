import type { ParameterModel } from '../../model/model.js'
import { isJsonObject } from '../../load/json-value.js'
import { code, listing, table } from './markdown.js'

type JsonObject = Readonly<Record<string, unknown>>

/** The fields of an object as its lexicon has it, in the lexicon's order. */
export function fieldsTable(schema: unknown): string {
  const properties = isJsonObject(schema) ? schema['properties'] : undefined
  const required: unknown = isJsonObject(schema) ? schema['required'] : undefined
  if (!isJsonObject(properties)) throw new Error('this is no object of a lexicon')
  const rows = Object.entries(properties).flatMap(([name, property]) => {
    if (!isJsonObject(property)) return []
    const isRequired = Array.isArray(required) && required.includes(name)
    return [
      [code(name), typeText(property), isRequired ? 'yes' : '', text(property['description'])],
    ]
  })
  return table(['field', 'type', 'required', 'meaning'], rows)
}

/** The two parameters of shards, as the streams declare them. */
export function shardParametersTable(parameters: readonly ParameterModel[]): string {
  const rows = parameters
    .filter(({ name }) => name === 'shard' || name === 'shardCount')
    .map(({ name, shape, description = '' }) => {
      const least = shape.kind === 'integer' ? shape.minimum : undefined
      return [code(name), `integer${least === undefined ? '' : ` ≥ ${least}`}`, description]
    })
  return table(['parameter', 'type', 'meaning'], rows)
}

function typeText(property: JsonObject): string {
  const { type, format, minimum, maxLength, knownValues, items } = property
  if (type === 'array' && isJsonObject(items)) return `array of ${typeText(items)}`
  const limits = [
    typeof minimum === 'number' ? ` ≥ ${minimum}` : '',
    typeof maxLength === 'number' ? `, at most ${maxLength} bytes` : '',
    Array.isArray(knownValues)
      ? `, known: ${listing(knownValues.map((value) => code(String(value))))}`
      : '',
  ].join('')
  return `${text(format) || text(type)}${limits}`
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
