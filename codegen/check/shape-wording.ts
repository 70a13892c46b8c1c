import type { ErrorObject } from 'ajv'

import type { RuleDescription } from '../load/diagnostic.js'
import type { JsonPath } from '../load/json-path.js'
import { isJsonObject } from '../load/json-value.js'
import type { LoadedDocument } from '../load/loaded-document.js'
import type { Finding } from './finding.js'
import { suggest } from './near-match.js'
import { fieldSchemas } from './schema/field-schemas.js'
import { primarySchemas } from './schema/primary-schemas.js'
import type { Place } from './schema/typed-schema.js'
import {
  documentShape,
  misplacedType,
  subscriptionMessage,
  unknownMember,
  unknownType,
} from './shape-rules.js'
import { describeValue, listWords, quote } from './wording.js'

/** Turns an error of the schema validator into what a person needs to know. */
export function wordShapeError(error: ErrorObject, source: LoadedDocument): readonly Finding[] {
  const path = pathOf(error.instancePath, source.json)
  const wrong = (message: string, hint?: string): readonly Finding[] => [
    { rule: documentShape, source, path, message, hint },
  ]
  const subject = path.length === 0 ? 'a lexicon document ' : ''
  const value: unknown = error.data
  switch (error.keyword) {
    case 'additionalProperties':
      return [unknownMemberOf(error, source, path)]
    case 'discriminator':
      return [wrongType(error, source, path)]
    case 'required':
      return wrong(`${subject}must have a member ${quote(textParam(error, 'missingProperty'))}`)
    case 'type':
      return wrong(
        `${subject}must be ${withArticle(textParam(error, 'type'))}, not ${describeValue(value)}`,
      )
    case 'const':
      return wrong(`must be ${String(error.params['allowedValue'])}, not ${describeValue(value)}`)
    case 'enum':
      return wrong(
        typeof value === 'string'
          ? `unknown ${String(path.at(-1))} ${quote(value)}`
          : `must be a string, not ${describeValue(value)}`,
        hintOfEnum(value, error.params['allowedValues']),
      )
    case 'minimum':
      return wrong(`must be at least ${String(error.params['limit'])}, not ${String(value)}`)
    case 'minProperties':
      return wrong('a lexicon document must have at least one definition')
    case 'minLength':
      return wrong('must not be empty')
    case 'format':
      return wrong(...wordsOfFormat(textParam(error, 'format'), value))
    default:
      return wrong(error.message ?? 'this is not right')
  }
}

/** Reads a JSON pointer; the document tells indexes of items from names of properties. */
function pathOf(pointer: string, root: unknown): JsonPath {
  const path: (string | number)[] = []
  let value = root
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(value)) {
      const items: readonly unknown[] = value
      path.push(Number(name))
      value = items[Number(name)]
    } else {
      path.push(name)
      value = isJsonObject(value) ? value[name] : undefined
    }
  }
  return path
}

function unknownMemberOf(error: ErrorObject, source: LoadedDocument, path: JsonPath): Finding {
  const name = textParam(error, 'additionalProperty')
  const known: unknown = error.parentSchema?.['properties']
  const present = isJsonObject(error.data) ? error.data : {}
  const candidates = isJsonObject(known) ? Object.keys(known) : []
  return {
    rule: unknownMember,
    source,
    path: [...path, name],
    part: 'key',
    message: `unknown member ${quote(name)}`,
    hint: suggest(
      name,
      candidates.filter((candidate) => !Object.hasOwn(present, candidate)),
    ),
  }
}

const nameOfPlace: Readonly<Record<Place, string>> = {
  definition: 'a definition',
  property: 'a property',
  items: 'what an array holds',
  parameters: '"parameters"',
  parameter: 'a parameter',
  'parameter-items': 'what a parameter of type "array" holds',
  body: 'the schema of an input or output',
  message: 'the schema of the messages',
  record: '"record"',
  permission: 'a permission',
}

const typeNames = new Set(Object.keys({ ...fieldSchemas, ...primarySchemas }).map(typeOf))

function wrongType(error: ErrorObject, source: LoadedDocument, path: JsonPath): Finding {
  const type: unknown = error.params['tagValue']
  const place: unknown = error.parentSchema?.['place']
  const allowed = typesAllowedBy(error.parentSchema?.['oneOf'])
  const where = isPlace(place) ? nameOfPlace[place] : 'this'
  if (type === undefined) {
    const message = `${where} must have a member "type"`
    return { rule: documentShape, source, path, message, hint: oneOf(allowed) }
  }
  const finding = (rule: RuleDescription, message: string, hint?: string): Finding => {
    return { rule, source, path: [...path, 'type'], message, hint }
  }
  if (typeof type !== 'string') {
    return finding(documentShape, `must be a string, not ${describeValue(type)}`)
  }
  if (place === 'message') {
    return finding(subscriptionMessage, `${where} must be a "union" of refs, not ${quote(type)}`)
  }
  if (typeNames.has(type)) {
    return finding(misplacedType, `${where} cannot be of type ${quote(type)}`, oneOf(allowed))
  }
  return finding(
    unknownType,
    `unknown type ${quote(type)}`,
    suggest(type, allowed) ?? oneOf(allowed),
  )
}

function isPlace(value: unknown): value is Place {
  return typeof value === 'string' && Object.hasOwn(nameOfPlace, value)
}

/** The types that a list of `{ $ref: '#/$defs/<name>' }` lets through. */
function typesAllowedBy(branches: unknown): readonly string[] {
  if (!Array.isArray(branches)) return []
  const list: readonly unknown[] = branches
  return list.flatMap((branch) => {
    const reference = isJsonObject(branch) ? branch['$ref'] : undefined
    if (typeof reference !== 'string') return []
    return [typeOf(reference.replace('#/$defs/', ''))]
  })
}

/** The `type` that the schema of this name describes. */
function typeOf(schemaName: string): string {
  return schemaName === 'array-of-primitives' ? 'array' : schemaName
}

function oneOf(allowed: readonly string[]): string {
  return allowed.length === 1
    ? `it must be ${quote(allowed[0] ?? '')}`
    : `it can be ${listWords(allowed, 'or')}`
}

function hintOfEnum(value: unknown, allowedValues: unknown): string | undefined {
  if (typeof value !== 'string' || !Array.isArray(allowedValues)) return undefined
  const list: readonly unknown[] = allowedValues
  const allowed = list.map(String)
  return suggest(value, allowed) ?? oneOf(allowed)
}

function wordsOfFormat(format: string, value: unknown): [message: string, hint?: string] {
  const quoted = quote(String(value))
  switch (format) {
    case 'nsid':
      return [`${quoted} is not an NSID`, 'like com.example.fooBar']
    case 'record-key-type':
      return [
        `${quoted} is not a type of record key`,
        'it can be any, nsid, tid or literal: and a record key',
      ]
    default:
      return [`${quoted} is not an error name: one word without white space is expected`]
  }
}

function textParam(error: ErrorObject, name: string): string {
  return String(error.params[name])
}

function withArticle(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
}
