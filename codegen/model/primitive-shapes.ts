import type { LexiconInteger, LexiconString } from '../load/lexicon.js'
import type { IntegerShape, StringShape } from './model.js'

export function integerShape(schema: LexiconInteger): IntegerShape {
  return {
    kind: 'integer',
    minimum: schema.minimum,
    maximum: schema.maximum,
    enum: schema.enum,
    const: schema.const,
  }
}

export function stringShape(schema: LexiconString): StringShape {
  return {
    kind: 'string',
    format: schema.format,
    minLength: schema.minLength,
    maxLength: schema.maxLength,
    minGraphemes: schema.minGraphemes,
    maxGraphemes: schema.maxGraphemes,
    enum: schema.enum,
    const: schema.const,
    knownValues: schema.knownValues,
    alias: undefined,
  }
}
