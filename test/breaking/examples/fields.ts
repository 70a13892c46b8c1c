import { objectOf } from '../../check/in-memory-folder.js'
import { fields, integer, objects, text, type RuleExamples } from './evolution-example.js'

const required = objectOf({ a: text }, { required: ['a'] })
const optional = objectOf({ a: text })
const nullable = objectOf({ a: text }, { nullable: ['a'] })

export const fieldRemoved: RuleExamples = {
  breaks: [
    objects(
      'a required field goes',
      required,
      objectOf({}),
      'a.b.x#thing.properties.a: the required field "a" was removed [field-removed]',
    ),
    objects(
      'a field is renamed',
      required,
      objectOf({ b: text }, { required: ['b'] }),
      'a.b.x#thing.properties.a: the required field "a" was removed [field-removed]',
      'a.b.x#thing.properties.b: the new field "b" is required [required-field-added]',
    ),
    objects(
      'a field of an inner object goes',
      objectOf({ in: required }),
      objectOf({ in: objectOf({}) }),
      'a.b.x#thing.properties.in.properties.a: the required field "a" was removed [field-removed]',
    ),
  ],
  keeps: [
    objects('a required field is marked as one of the past', required, {
      ...required,
      properties: { a: { ...text, description: 'Deprecated.' } },
    }),
  ],
}

export const optionalFieldRemoved: RuleExamples = {
  breaks: [
    objects(
      'an optional field goes',
      optional,
      objectOf({}),
      'a.b.x#thing.properties.a: the optional field "a" was removed [optional-field-removed]',
    ),
  ],
  keeps: [objects('an optional field comes', optional, objectOf({ a: text, b: text }))],
}

export const fieldTypeChanged: RuleExamples = {
  breaks: [
    fields(
      'a field gets another type',
      text,
      integer,
      'a.b.x#thing.properties.a.type: the type was "string", and is "integer" now [field-type-changed]',
    ),
    fields(
      'the items of an array get another type',
      { type: 'array', items: text },
      { type: 'array', items: integer },
      'a.b.x#thing.properties.a.items.type: the type was "string", and is "integer" now [field-type-changed]',
    ),
    fields(
      'a reference gets another target',
      { type: 'ref', ref: '#one' },
      { type: 'ref', ref: '#two' },
      'a.b.x#thing.properties.a.ref: the reference was to "a.b.x#one", and is to "a.b.x#two" now [field-type-changed]',
    ),
  ],
  keeps: [
    fields(
      'a reference is written in full',
      { type: 'ref', ref: '#one' },
      { type: 'ref', ref: 'lex:a.b.x#one' },
    ),
    fields('known values come', text, { ...text, knownValues: ['a'] }),
  ],
}

export const requiredFieldAdded: RuleExamples = {
  breaks: [
    objects(
      'a required field comes',
      objectOf({}),
      required,
      'a.b.x#thing.properties.a: the new field "a" is required [required-field-added]',
    ),
  ],
  keeps: [objects('the first optional field comes', objectOf({}), optional)],
}

export const fieldMadeRequired: RuleExamples = {
  breaks: [
    objects(
      'a field becomes required',
      optional,
      required,
      'a.b.x#thing.properties.a: the field "a" was optional, and is required now [field-made-required]',
    ),
  ],
  keeps: [
    objects(
      'required fields are put in another order',
      objectOf({ a: text, b: text }, { required: ['a', 'b'] }),
      objectOf({ b: text, a: text }, { required: ['b', 'a'] }),
    ),
  ],
}

export const fieldMadeOptional: RuleExamples = {
  breaks: [
    objects(
      'a field becomes optional',
      required,
      optional,
      'a.b.x#thing.properties.a: the field "a" was required, and is optional now [field-made-optional]',
    ),
  ],
  keeps: [
    objects('no field is required, and that is said', optional, { ...optional, required: [] }),
  ],
}

export const fieldMadeNullable: RuleExamples = {
  breaks: [
    objects(
      'a field may be null',
      optional,
      nullable,
      'a.b.x#thing.properties.a: the field "a" may be null now [field-made-nullable]',
    ),
  ],
  keeps: [
    objects(
      'a new field may be null',
      nullable,
      objectOf({ a: text, b: text }, { nullable: ['b', 'a'] }),
    ),
  ],
}

export const fieldMadeNonNullable: RuleExamples = {
  breaks: [
    objects(
      'a field may not be null',
      nullable,
      optional,
      'a.b.x#thing.properties.a: the field "a" may not be null any more [field-made-non-nullable]',
    ),
  ],
  keeps: [
    objects('no field may be null, and that is said', optional, { ...optional, nullable: [] }),
  ],
}
