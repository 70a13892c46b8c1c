import { objectOf } from '../../check/in-memory-folder.js'
import {
  integer,
  mains,
  text,
  type EvolutionExample,
  type RuleExamples,
} from './evolution-example.js'

const procedure = { type: 'procedure' }
const json = { encoding: 'application/json', schema: objectOf({}) }
const bytes = { encoding: 'video/mp4' }
const anyBytes = { encoding: '*/*' }
const untyped = { encoding: 'application/json' }
const input = (body: object) => ({ ...procedure, input: body })
const output = (body: object) => ({ type: 'query', output: body })

export const bodyAdded: RuleExamples = {
  breaks: [
    mains(
      'a procedure gets an input',
      procedure,
      input(json),
      'a.b.x#main.input: there was no input, and there is one now [body-added]',
    ),
    mains(
      'a procedure gets an output',
      procedure,
      { ...procedure, output: json },
      'a.b.x#main.output: there was no output, and there is one now [body-added] (wire: fine, source: warning)',
    ),
  ],
  keeps: [mains('an input is described', input(json), input({ ...json, description: 'All.' }))],
}

export const bodyRemoved: RuleExamples = {
  breaks: [
    mains(
      'an output goes',
      output(json),
      { type: 'query' },
      'a.b.x#main.output: the output was removed [body-removed]',
    ),
    mains(
      'an input goes',
      input(json),
      procedure,
      'a.b.x#main.input: the input was removed [body-removed]',
    ),
  ],
  keeps: [mains('an output is described', output(json), output({ ...json, description: 'All.' }))],
}

export const bodySchemaAdded: RuleExamples = {
  breaks: [
    mains(
      'an input gets a schema',
      input(untyped),
      input(json),
      'a.b.x#main.input.schema: the input had no schema, and has one now [body-schema-added]',
    ),
    mains(
      'an output gets a schema',
      output(untyped),
      output(json),
      'a.b.x#main.output.schema: the output had no schema, and has one now [body-schema-added] (wire: fine, source: warning)',
    ),
  ],
  keeps: [
    mains(
      'an input with a schema gets an optional field',
      input(json),
      input({ ...json, schema: objectOf({ a: text }) }),
    ),
  ],
}

export const bodySchemaRemoved: RuleExamples = {
  breaks: [
    mains(
      'an output loses its schema',
      output(json),
      output(untyped),
      'a.b.x#main.output: the schema of the output was removed [body-schema-removed]',
    ),
    mains(
      'an input loses its schema',
      input(json),
      input(untyped),
      'a.b.x#main.input: the schema of the input was removed [body-schema-removed] (wire: fine, source: warning)',
    ),
  ],
  keeps: [
    mains(
      'the whole output goes',
      output(json),
      { type: 'query' },
      'a.b.x#main.output: the output was removed [body-removed]',
    ),
  ],
}

export const bodyEncodingChanged: RuleExamples = {
  breaks: [
    mains(
      'an output gets another encoding, and a required field',
      output(json),
      output({ encoding: 'text/json', schema: objectOf({ a: text }, { required: ['a'] }) }),
      'a.b.x#main.output.encoding: the encoding was "application/json", and is "text/json" now [body-encoding-changed]',
      'a.b.x#main.output.schema.properties.a: the new field "a" is required [required-field-added] (wire: fine, source: warning)',
    ),
    mains(
      'an input takes less',
      input(anyBytes),
      input(bytes),
      'a.b.x#main.input.encoding: the encoding was "*/*", and is "video/mp4" now [body-encoding-changed]',
    ),
    mains(
      'an output may be more',
      output(bytes),
      output(anyBytes),
      'a.b.x#main.output.encoding: the encoding was "video/mp4", and is "*/*" now [body-encoding-changed]',
    ),
  ],
  keeps: [
    mains('an input takes more', input(bytes), input(anyBytes)),
    mains('an output says what it is', output(anyBytes), output(bytes)),
  ],
}

/** Two versions of the schema of an input and of an output at once. */
function bodies(name: string, before: object, after: object, ...lines: string[]): EvolutionExample {
  return mains(name, withBodies(before), withBodies(after), ...lines)
}

function withBodies(schema: object) {
  const body = { encoding: 'application/json', schema }
  return { ...procedure, input: body, output: body }
}

const union = { type: 'union', refs: ['#one', '#two'] }
const closed = { ...union, closed: true }
const one = { ...union, refs: ['#one'] }
const nullable = objectOf({ a: text }, { nullable: ['a'] })

/**
 * What only old or only new data minds breaks on one side: an input when it takes less, an output when it
 * holds more.
 */
export const oneWay: readonly EvolutionExample[] = [
  bodies(
    'what a body holds is narrowed',
    objectOf({ a: { ...text, maxLength: 9 } }),
    objectOf({ a: { ...text, maxLength: 8 } }),
    'a.b.x#main.input.schema.properties.a.maxLength: maxLength was the number 9, and is the number 8 now [constraint-narrowed]',
  ),
  bodies(
    'what a body holds is widened',
    objectOf({ a: { ...text, maxLength: 8 } }),
    objectOf({ a: { ...text, maxLength: 9 } }),
    'a.b.x#main.output.schema.properties.a.maxLength: maxLength was the number 8, and is the number 9 now [constraint-widened]',
  ),
  bodies(
    'an enum of a body grows',
    objectOf({ a: { ...text, enum: ['a'] } }),
    objectOf({ a: { ...text, enum: ['a', 'b'] } }),
    'a.b.x#main.input.schema.properties.a.enum: enum was ["a"], and is ["a","b"] now [enum-value-added] (wire: fine, source: warning)',
    'a.b.x#main.output.schema.properties.a.enum: enum was ["a"], and is ["a","b"] now [enum-value-added]',
  ),
  bodies(
    'an enum of a body shrinks',
    objectOf({ a: { ...text, enum: ['a', 'b'] } }),
    objectOf({ a: { ...text, enum: ['a'] } }),
    'a.b.x#main.input.schema.properties.a.enum: enum was ["a","b"], and is ["a"] now [enum-value-removed]',
    'a.b.x#main.output.schema.properties.a.enum: enum was ["a","b"], and is ["a"] now [enum-value-removed] (wire: fine, source: warning)',
  ),
  bodies(
    'a body gets a required field',
    objectOf({}),
    objectOf({ a: text }, { required: ['a'] }),
    'a.b.x#main.input.schema.properties.a: the new field "a" is required [required-field-added]',
    'a.b.x#main.output.schema.properties.a: the new field "a" is required [required-field-added] (wire: fine, source: warning)',
  ),
  bodies(
    'a field of a body becomes required',
    objectOf({ a: text }),
    objectOf({ a: text }, { required: ['a'] }),
    'a.b.x#main.input.schema.properties.a: the field "a" was optional, and is required now [field-made-required]',
    'a.b.x#main.output.schema.properties.a: the field "a" was optional, and is required now [field-made-required] (wire: fine, source: warning)',
  ),
  bodies(
    'a field of a body becomes optional',
    objectOf({ a: text }, { required: ['a'] }),
    objectOf({ a: text }),
    'a.b.x#main.input.schema.properties.a: the field "a" was required, and is optional now [field-made-optional] (wire: fine, source: warning)',
    'a.b.x#main.output.schema.properties.a: the field "a" was required, and is optional now [field-made-optional]',
  ),
  bodies(
    'a field of a body may be null',
    objectOf({ a: text }),
    nullable,
    'a.b.x#main.input.schema.properties.a: the field "a" may be null now [field-made-nullable] (wire: fine, source: warning)',
    'a.b.x#main.output.schema.properties.a: the field "a" may be null now [field-made-nullable]',
  ),
  bodies(
    'a field of a body may not be null',
    nullable,
    objectOf({ a: text }),
    'a.b.x#main.input.schema.properties.a: the field "a" may not be null any more [field-made-non-nullable]',
    'a.b.x#main.output.schema.properties.a: the field "a" may not be null any more [field-made-non-nullable] (wire: fine, source: warning)',
  ),
  bodies(
    'a body is a closed union that grows',
    { ...one, closed: true },
    closed,
    'a.b.x#main.input.schema.refs: "#two" was added to a closed union [closed-union-member-added] (wire: fine, source: warning)',
    'a.b.x#main.output.schema.refs: "#two" was added to a closed union [closed-union-member-added]',
  ),
  bodies(
    'a body is a union that shrinks',
    union,
    one,
    'a.b.x#main.input.schema.refs: "#two" was removed [union-member-removed]',
    'a.b.x#main.output.schema.refs: "#two" was removed [union-member-removed] (wire: fine, source: warning)',
  ),
  bodies(
    'a body is a union that is closed',
    union,
    closed,
    'a.b.x#main.input.schema.closed: the union was open, and is closed now [union-closed]',
    'a.b.x#main.output.schema.closed: the union was open, and is closed now [union-closed] (wire: fine, source: warning)',
  ),
  bodies(
    'a body is a union that is opened',
    closed,
    union,
    'a.b.x#main.input.schema: the union was closed, and is open now [union-opened] (wire: fine, source: warning)',
    'a.b.x#main.output.schema: the union was closed, and is open now [union-opened]',
  ),
  bodies(
    'a field of a body goes, and one gets another type',
    objectOf({ a: text, b: text, c: text }, { required: ['a'] }),
    objectOf({ c: integer }),
    'a.b.x#main.input.schema.properties.a: the required field "a" was removed [field-removed]',
    'a.b.x#main.input.schema.properties.b: the optional field "b" was removed [optional-field-removed]',
    'a.b.x#main.input.schema.properties.c.type: the type was "string", and is "integer" now [field-type-changed]',
    'a.b.x#main.output.schema.properties.a: the required field "a" was removed [field-removed]',
    'a.b.x#main.output.schema.properties.b: the optional field "b" was removed [optional-field-removed]',
    'a.b.x#main.output.schema.properties.c.type: the type was "string", and is "integer" now [field-type-changed]',
  ),
]
