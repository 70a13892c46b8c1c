import type {
  LexiconDefinition,
  LexiconError,
  LexiconObject,
  LexiconParameter,
  LexiconParams,
  LexiconQuery,
  LexiconSubscription,
} from '../load/lexicon.js'
import type { DefinitionBuilder } from './build-definitions.js'
import { camelCase, variableNames } from './identifiers.js'
import { alwaysHas, shardKeyOf } from './shard-key.js'
import {
  fullTypeOf,
  type IndexedDocument,
  type LexiconIndex,
  referenceTo,
  type Resolved,
} from './lexicon-index.js'
import type {
  BooleanShape,
  ErrorModel,
  IntegerShape,
  MessageModel,
  ParameterModel,
  ParameterShape,
  QueryModel,
  StreamModel,
  StringShape,
} from './model.js'
import { integerShape, stringShape } from './primitive-shapes.js'

/** The definitions that a subscription's messages are, in the lexicon's order. */
export function messagesOf(
  subscription: LexiconSubscription,
  document: IndexedDocument,
  index: LexiconIndex,
): readonly Resolved[] {
  return subscription.message.schema.refs.map((ref) => index.resolve(ref, document))
}

export function buildStream(
  subscription: LexiconSubscription,
  document: IndexedDocument,
  index: LexiconIndex,
): StreamModel {
  return {
    description: subscription.description,
    defaultSubprotocol: subscription.subprotocol ?? 'xrpc.v0.cbor',
    parameters: buildParameters(subscription.parameters),
    messages: messagesOf(subscription, document, index).map((message) =>
      buildMessage(message, document),
    ),
    errors: buildErrors(subscription.errors),
  }
}

/** `builder` makes the types of the output. */
export function buildQuery(query: LexiconQuery, builder: DefinitionBuilder): QueryModel {
  const { output } = query
  const isJson = output?.encoding === 'application/json'
  return {
    description: query.description,
    parameters: buildParameters(query.parameters),
    output: isJson ? builder.output(output, 'defs.main.output.schema') : undefined,
    errors: buildErrors(query.errors),
  }
}

function buildMessage(message: Resolved, stream: IndexedDocument): MessageModel {
  const $type = fullTypeOf(message)
  const schema = objectOf(message.definition)
  return {
    $type,
    t: message.document === stream ? `#${message.name}` : $type,
    reference: referenceTo(message),
    sequenced: schema !== undefined && alwaysHas(schema, 'seq', ({ type }) => type === 'integer'),
    shardKey: schema && shardKeyOf(schema),
  }
}

function objectOf(definition: LexiconDefinition): LexiconObject | undefined {
  if (definition.type === 'record') return definition.record
  return definition.type === 'object' ? definition : undefined
}

function buildErrors(errors: readonly LexiconError[] = []): readonly ErrorModel[] {
  return errors.map(({ name, description }) => ({ name, description }))
}

function buildParameters(params: LexiconParams | undefined): readonly ParameterModel[] {
  const variables = variableNames(['checker', 'parsed', 'query', 'reader', 'text'])
  return Object.entries(params?.properties ?? {}).map(([name, schema]) => ({
    name,
    variable: variables.take(camelCase(name)),
    description: schema.description,
    required: params?.required?.includes(name) ?? false,
    default: 'default' in schema ? schema.default : undefined,
    shape: parameterShape(schema),
  }))
}

function parameterShape(schema: LexiconParameter): ParameterShape {
  if (schema.type !== 'array') return singleShape(schema)
  const { minLength, maxLength } = schema
  return { kind: 'array', items: singleShape(schema.items), minLength, maxLength }
}

function singleShape(
  schema: Exclude<LexiconParameter, { readonly type: 'array' }>,
): BooleanShape | IntegerShape | StringShape {
  switch (schema.type) {
    case 'boolean':
      return { kind: 'boolean', const: schema.const }
    case 'integer':
      return integerShape(schema)
    case 'string':
      return stringShape(schema)
    case 'unknown':
      return stringShape({ type: 'string' })
  }
}
