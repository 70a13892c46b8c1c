import { definitionKey } from '../../../model/definition-key.js'
import type { Model, ObjectModel, Reference, Shape } from '../../../model/model.js'
import { isJsonArray, type Json, type JsonObject } from '../encode/json.js'
import type { Reason } from '../invalid/refusal.js'

/** A change to one place of a message that makes it one that its lexicon does not allow, or just does. */
export interface Breach {
  /** The place, as in `ops[0].cid`; of a missing property the object that lacks it. */
  readonly path: string
  /** What is done there, in words for ids and descriptions. */
  readonly title: string
  /** Absent where the message is still allowed. */
  readonly reason?: Reason
  readonly value: JsonObject
  /** A part that stands many times in a row, so that it need be written only once. */
  readonly repeated?: Json
}

type Put = (value: Json | undefined) => JsonObject

/** Every way in which one message can break its lexicon at one place. */
export function breachesOf(
  model: Model,
  message: ObjectModel,
  value: JsonObject,
): readonly Breach[] {
  const types = new Map(
    model.documents.flatMap(({ nsid, definitions }) =>
      definitions.map(({ name, type }) => [definitionKey({ nsid, name }), type] as const),
    ),
  )

  function ofObject(type: ObjectModel, object: JsonObject, path: string, put: Put): Breach[] {
    return type.properties.flatMap(({ name, required, nullable, shape }) => {
      const member = object[name]
      const place = path === '' ? name : `${path}.${name}`
      const inner: Put = (changed) => put({ ...object, [name]: changed })
      const found: Breach[] = []
      if (required) {
        found.push({ path, title: `without ${name}`, reason: 'missing', value: inner(undefined) })
      }
      if (!nullable && shape.kind !== 'null') {
        found.push({ path: place, title: 'null', reason: 'type', value: inner(null) })
      }
      if (member === undefined || member === null) return found
      return [...found, ...ofShape(shape, member, place, inner)]
    })
  }

  function ofShape(shape: Shape, member: Json, path: string, put: Put): Breach[] {
    const type = wrongType(shape, types.get(keyOf(shape))?.kind)
    const typed: Breach[] =
      type === undefined ? [] : [{ path, title: type[0], reason: 'type', value: put(type[1]) }]
    return [...typed, ...limits(shape, path, put), ...inside(shape, member, path, put)]
  }

  function inside(shape: Shape, member: Json, path: string, put: Put): Breach[] {
    const type = types.get(keyOf(shape))
    if (type?.kind === 'object' && isObject(member)) return ofObject(type, member, path, put)
    if (type?.kind !== 'array' || !isJsonArray(member)) return []
    const [item] = member
    if (item === undefined) return []
    const first: Put = (changed) => put(changed === undefined ? [] : [changed])
    const { maxLength, items } = type
    const many = (count: number): Json => Array.from({ length: count }, () => item)
    const over: Breach[] =
      maxLength === undefined || maxLength > 1000
        ? []
        : [
            { path, title: `${maxLength} items`, value: put(many(maxLength)), repeated: item },
            {
              path,
              title: `${maxLength + 1} items`,
              reason: 'length',
              value: put(many(maxLength + 1)),
              repeated: item,
            },
          ]
    return [...over, ...ofShape(items, item, `${path}[0]`, first)]
  }

  return ofObject(message, value, '', (changed) => {
    if (changed === undefined || !isObject(changed)) throw new Error('a message is an object')
    return changed
  })
}

function zeros(size: number): Json {
  return { $bytes: Buffer.alloc(size).toString('base64').replaceAll('=', '') }
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !isJsonArray(value)
}

function keyOf(shape: Shape): string {
  const none: Pick<Reference, 'nsid' | 'name'> = { nsid: '', name: '' }
  return definitionKey(shape.kind === 'reference' ? shape.reference : none)
}

/** A value of the nearest wrong type. */
function wrongType(shape: Shape, target: string | undefined): readonly [string, Json] | undefined {
  switch (shape.kind) {
    case 'boolean':
      return ['an integer', 0]
    case 'integer':
      return ['a text', '1']
    case 'string':
      return ['an integer', 1]
    case 'bytes':
      return ['a text', 'AAEC']
    case 'link':
      return ['a text', 'bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a']
    case 'unknown':
    case 'blob':
      return ['a text', '{}']
    case 'null':
      return ['a boolean', false]
    case 'reference':
      return target === 'array' ? ['an object', {}] : ['an array', []]
  }
}

function limits(shape: Shape, path: string, put: Put): Breach[] {
  switch (shape.kind) {
    case 'integer': {
      const { minimum, maximum } = shape
      return [
        ...(minimum === undefined ? [] : [over('range', `${minimum - 1}`, minimum - 1)]),
        ...(maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER
          ? []
          : [over('range', `${maximum + 1}`, maximum + 1)]),
      ]
    }
    case 'string': {
      const { maxLength, format, enum: choices } = shape
      return [
        ...(format === undefined ? [] : [over('format', `no ${format}`, 'no such thing!')]),
        ...(choices === undefined ? [] : [over('not-listed', 'another text', 'com.example.other')]),
        ...(maxLength === undefined || format !== undefined || choices !== undefined
          ? []
          : [over('length', `${maxLength + 1} bytes of text`, 'x'.repeat(maxLength + 1))]),
      ]
    }
    case 'bytes': {
      const { maxLength } = shape
      if (maxLength === undefined) return []
      return [
        { path, title: `${maxLength} bytes`, value: put(zeros(maxLength)) },
        over('length', `${maxLength + 1} bytes`, zeros(maxLength + 1)),
      ]
    }
    default:
      return []
  }

  function over(reason: Reason, title: string, value: Json): Breach {
    return { path, title, reason, value: put(value) }
  }
}
