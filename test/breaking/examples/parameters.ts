import { paramsOf, subscriptionTo } from '../../check/in-memory-folder.js'
import { did, integer, mains, text, type RuleExamples } from './evolution-example.js'

/** Two versions of a query's parameters. */
function parameters(name: string, before: object, after: object, ...lines: string[]) {
  const query = { type: 'query' }
  return mains(name, { ...query, parameters: before }, { ...query, parameters: after }, ...lines)
}

const optional = paramsOf({ a: text })
const required = paramsOf({ a: text }, { required: ['a'] })

export const parameterRemoved: RuleExamples = {
  breaks: [
    parameters(
      'a parameter goes',
      paramsOf({ a: text, b: text }),
      paramsOf({ b: text }),
      'a.b.x#main.parameters.properties.a: the parameter "a" was removed [parameter-removed]',
    ),
    mains(
      'the parameters of a stream go',
      subscriptionTo(['#one'], { parameters: optional }),
      subscriptionTo(['#one']),
      'a.b.x#main.parameters.properties.a: the parameter "a" was removed [parameter-removed]',
    ),
  ],
  keeps: [parameters('a parameter comes', optional, paramsOf({ a: text, b: text }))],
}

export const parameterTypeChanged: RuleExamples = {
  breaks: [
    parameters(
      'a parameter gets another type',
      paramsOf({ a: { type: 'array', items: text } }),
      paramsOf({ a: { type: 'array', items: integer } }),
      'a.b.x#main.parameters.properties.a.type: the type was "array of string", and is "array of integer" now [parameter-type-changed]',
    ),
  ],
  keeps: [
    parameters(
      'a parameter is described',
      optional,
      paramsOf({ a: { ...text, description: 'A.' } }),
    ),
  ],
}

export const requiredParameterAdded: RuleExamples = {
  breaks: [
    parameters(
      'a required parameter comes',
      paramsOf({}),
      required,
      'a.b.x#main.parameters.properties.a: the new parameter "a" is required [required-parameter-added]',
    ),
  ],
  keeps: [
    mains('the first parameters come', { type: 'query' }, { type: 'query', parameters: optional }),
  ],
}

export const parameterMadeRequired: RuleExamples = {
  breaks: [
    parameters(
      'a parameter becomes required',
      optional,
      required,
      'a.b.x#main.parameters.properties.a: the parameter "a" was optional, and is required now [parameter-made-required]',
    ),
  ],
  keeps: [
    parameters('no parameter is required, and that is said', optional, {
      ...optional,
      required: [],
    }),
  ],
}

export const parameterMadeOptional: RuleExamples = {
  breaks: [
    parameters(
      'a parameter becomes optional',
      required,
      optional,
      'a.b.x#main.parameters.properties.a: the parameter "a" was required, and is optional now [parameter-made-optional]',
    ),
  ],
  keeps: [
    parameters(
      'an optional parameter comes to a required one',
      required,
      paramsOf({ a: text, b: text }, { required: ['a'] }),
    ),
  ],
}

export const parameterNarrowed: RuleExamples = {
  breaks: [
    parameters(
      'a limit of a parameter falls',
      paramsOf({ a: { type: 'array', items: { ...integer, maximum: 9 } } }),
      paramsOf({ a: { type: 'array', items: { ...integer, maximum: 8 } } }),
      'a.b.x#main.parameters.properties.a.items.maximum: maximum was the number 9, and is the number 8 now [parameter-narrowed]',
    ),
  ],
  keeps: [
    parameters(
      'a limit of a parameter rises',
      paramsOf({ a: { ...integer, maximum: 8 } }),
      paramsOf({ a: { ...integer, maximum: 9 } }),
    ),
    parameters(
      'a parameter takes handles as well',
      paramsOf({ a: did }),
      paramsOf({ a: { ...text, format: 'at-identifier' } }),
    ),
  ],
}

const letters = paramsOf({ a: { ...text, enum: ['a', 'b'] } })

export const parameterValueRemoved: RuleExamples = {
  breaks: [
    parameters(
      'a value of a parameter goes',
      letters,
      paramsOf({ a: { ...text, enum: ['a'] } }),
      'a.b.x#main.parameters.properties.a.enum: enum was ["a","b"], and is ["a"] now [parameter-value-removed]',
    ),
  ],
  keeps: [
    parameters(
      'values of a parameter are put in another order',
      letters,
      paramsOf({ a: { ...text, enum: ['b', 'a'] } }),
    ),
  ],
}

export const parameterValueAdded: RuleExamples = {
  breaks: [
    parameters(
      'a value of a parameter comes',
      letters,
      paramsOf({ a: { ...text, enum: ['a', 'b', 'c'] } }),
      'a.b.x#main.parameters.properties.a.enum: enum was ["a","b"], and is ["a","b","c"] now [parameter-value-added]',
    ),
  ],
  keeps: [
    parameters(
      'a known value of a parameter comes',
      paramsOf({ a: { ...text, knownValues: ['a'] } }),
      paramsOf({ a: { ...text, knownValues: ['a', 'b'] } }),
    ),
  ],
}

const stream = subscriptionTo(['#one'], { errors: [{ name: 'Gone' }, { name: 'FutureCursor' }] })

export const errorRemoved: RuleExamples = {
  breaks: [
    mains(
      'an error goes',
      stream,
      subscriptionTo(['#one'], { errors: [{ name: 'FutureCursor' }] }),
      'a.b.x#main.errors: the error "Gone" was removed [error-removed]',
    ),
    mains(
      'an error is renamed',
      { type: 'query', errors: [{ name: 'Gone' }] },
      { type: 'query', errors: [{ name: 'NotFound' }] },
      'a.b.x#main.errors: the error "Gone" was removed [error-removed]',
    ),
  ],
  keeps: [
    mains('errors come', subscriptionTo(['#one']), stream),
    mains('errors are put in another order', stream, {
      ...stream,
      errors: [{ name: 'FutureCursor', description: 'Too high.' }, { name: 'Gone' }],
    }),
  ],
}
