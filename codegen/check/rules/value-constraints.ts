import type { RuleDescription } from '../../load/diagnostic.js'
import type { JsonPath } from '../../load/json-path.js'
import type { LexiconInteger, LexiconString } from '../../load/lexicon.js'
import type { Finding } from '../finding.js'
import type { RuleFamily } from '../rule.js'
import { schemaSites } from '../schema-sites.js'
import type { SchemaSite } from '../schema-sites.js'
import { countOf, describeValue } from '../wording.js'

const emptyRange: RuleDescription = {
  name: 'empty-range',
  severity: 'error',
  description: 'A lower bound is not above its upper bound.',
}

const emptyEnum: RuleDescription = {
  name: 'empty-enum',
  severity: 'error',
  description: 'An "enum" has at least one value.',
}

const defaultWithConst: RuleDescription = {
  name: 'default-with-const',
  severity: 'error',
  description: 'A schema has "default" or "const", but not both.',
}

const valueNotInEnum: RuleDescription = {
  name: 'value-not-in-enum',
  severity: 'error',
  description: 'A "default" or "const" is one of the values of the "enum" beside it.',
}

const valueOutOfRange: RuleDescription = {
  name: 'value-out-of-range',
  severity: 'error',
  description: 'A "default", "const" or value of an "enum" keeps the bounds beside it.',
}

/** What a schema says about its own values must leave room for the values that it names. */
export const valueConstraintsRule: RuleFamily = {
  rules: [emptyRange, emptyEnum, defaultWithConst, valueNotInEnum, valueOutOfRange],
  *check(corpus) {
    for (const site of schemaSites(corpus)) {
      const { schema } = site
      yield* checkRanges(site)
      if (schema.type === 'integer' || schema.type === 'string' || schema.type === 'boolean') {
        yield* checkDefaultWithConst(site, schema)
      }
      if (schema.type === 'integer') {
        yield* checkNamedValues(site, schema, integerFault)
      } else if (schema.type === 'string') {
        yield* checkNamedValues(site, schema, stringFault)
      }
    }
  },
}

function* checkRanges({ document, path, schema }: SchemaSite): Generator<Finding> {
  for (const { lowName, low, highName, high } of rangesOf(schema)) {
    if (low === undefined || high === undefined || low <= high) continue
    const message = `${lowName} ${low} is above ${highName} ${high}`
    yield { rule: emptyRange, source: document.source, path: [...path, lowName], message }
  }
}

interface Range {
  readonly lowName: string
  readonly low: number | undefined
  readonly highName: string
  readonly high: number | undefined
}

function rangesOf(schema: SchemaSite['schema']): readonly Range[] {
  switch (schema.type) {
    case 'integer':
      return [rangeOf('minimum', schema.minimum, 'maximum', schema.maximum)]
    case 'string':
      return [
        rangeOf('minLength', schema.minLength, 'maxLength', schema.maxLength),
        rangeOf('minGraphemes', schema.minGraphemes, 'maxGraphemes', schema.maxGraphemes),
      ]
    case 'bytes':
    case 'array':
      return [rangeOf('minLength', schema.minLength, 'maxLength', schema.maxLength)]
    default:
      return []
  }
}

function rangeOf(
  lowName: string,
  low: number | undefined,
  highName: string,
  high: number | undefined,
): Range {
  return { lowName, low, highName, high }
}

function* checkDefaultWithConst(
  { document, path }: SchemaSite,
  values: { readonly default?: unknown; readonly const?: unknown },
): Generator<Finding> {
  if (values.default === undefined || values.const === undefined) return
  const message = '"default" cannot stand beside "const"'
  const at: JsonPath = [...path, 'default']
  yield { rule: defaultWithConst, source: document.source, path: at, part: 'key', message }
}

interface NamedValues<T> {
  readonly enum?: readonly T[]
  readonly default?: T
  readonly const?: T
}

function* checkNamedValues<T, S extends NamedValues<T>>(
  { document: { source }, path }: SchemaSite,
  schema: S & NamedValues<T>,
  faultOf: (value: T, schema: S) => string | undefined,
): Generator<Finding> {
  const { enum: values } = schema
  if (values?.length === 0) {
    const message = '"enum" must have at least one value'
    yield { rule: emptyEnum, source, path: [...path, 'enum'], message }
  }
  for (const [index, value] of (values ?? []).entries()) {
    const fault = faultOf(value, schema)
    if (fault === undefined) continue
    const message = `${describeValue(value)} ${fault}`
    yield { rule: valueOutOfRange, source, path: [...path, 'enum', index], message }
  }
  for (const member of ['default', 'const'] as const) {
    const value = schema[member]
    if (value === undefined) continue
    const at: JsonPath = [...path, member]
    const fault = faultOf(value, schema)
    if (fault !== undefined) {
      const message = `${describeValue(value)} ${fault}`
      yield { rule: valueOutOfRange, source, path: at, message }
    }
    if (values !== undefined && values.length > 0 && !values.includes(value)) {
      const message = `${describeValue(value)} is not in the enum`
      yield { rule: valueNotInEnum, source, path: at, message }
    }
  }
}

function integerFault(value: number, { minimum, maximum }: LexiconInteger): string | undefined {
  if (minimum !== undefined && value < minimum) return `is below minimum ${minimum}`
  if (maximum !== undefined && value > maximum) return `is above maximum ${maximum}`
  return undefined
}

const graphemeSegmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

function stringFault(value: string, schema: LexiconString): string | undefined {
  const { minLength, maxLength, minGraphemes, maxGraphemes } = schema
  if (minLength !== undefined || maxLength !== undefined) {
    const length = Buffer.byteLength(value)
    const is = `is ${countOf(length, 'byte')} long`
    if (minLength !== undefined && length < minLength) return `${is}, below minLength ${minLength}`
    if (maxLength !== undefined && length > maxLength) return `${is}, above maxLength ${maxLength}`
  }
  if (minGraphemes !== undefined || maxGraphemes !== undefined) {
    const length = [...graphemeSegmenter.segment(value)].length
    const is = `is ${countOf(length, 'grapheme')} long`
    if (minGraphemes !== undefined && length < minGraphemes) {
      return `${is}, below minGraphemes ${minGraphemes}`
    }
    if (maxGraphemes !== undefined && length > maxGraphemes) {
      return `${is}, above maxGraphemes ${maxGraphemes}`
    }
  }
  return undefined
}
