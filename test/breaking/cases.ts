import { lexicon, objectOf, paramsOf, subscriptionTo } from '../check/in-memory-folder.js'

/** A change to one document, and what is said about it. */
export interface EvolutionCase {
  readonly name: string
  readonly before: object
  readonly after: object
  /** As `<place>: <message> [<rule>]`; none where the change breaks nobody. */
  readonly lines: readonly string[]
}

const text = { type: 'string' }
const integer = { type: 'integer' }
const did = { type: 'string', format: 'did' }

/** Two versions of a document. */
function versions(name: string, before: object, after: object, ...lines: string[]): EvolutionCase {
  return { name, before: lexicon('x', before), after: lexicon('x', after), lines }
}

/** Two versions of an object definition. */
function objects(name: string, before: object, after: object, ...lines: string[]): EvolutionCase {
  return versions(name, { thing: before }, { thing: after }, ...lines)
}

/** Two versions of a property of an object. */
function fields(name: string, before: object, after: object, ...lines: string[]): EvolutionCase {
  return objects(name, objectOf({ a: before }), objectOf({ a: after }), ...lines)
}

/** Two versions of a stream's main definition, beside two messages. */
function streams(name: string, before: object, after: object, ...lines: string[]): EvolutionCase {
  const message = objectOf({ seq: integer, did }, { required: ['seq', 'did'] })
  const others = { one: message, two: message }
  return versions(name, { main: before, ...others }, { main: after, ...others }, ...lines)
}

/** Two versions of a query's parameters. */
function parameters(name: string, before: object, after: object, ...lines: string[]) {
  return versions(
    name,
    { main: { type: 'query', parameters: before } },
    { main: { type: 'query', parameters: after } },
    ...lines,
  )
}

const procedure = { type: 'procedure' }
const body = { encoding: 'application/json', schema: objectOf({}) }
const union = { type: 'union', refs: ['#one', '#two'] }
const members = { one: objectOf({}), two: objectOf({}) }

/** Two versions of a union of an object, beside its members. */
function unions(name: string, before: object, after: object, ...lines: string[]): EvolutionCase {
  const first = { thing: objectOf({ a: before }), ...members }
  return versions(name, first, { thing: objectOf({ a: after }), ...members }, ...lines)
}

const shards = { parameters: paramsOf({ shard: integer, shardCount: integer }) }
function shardKeys(name: string, before: object, after: object, rest: object, ...lines: string[]) {
  return versions(
    name,
    { main: subscriptionTo(['#m'], rest), m: before },
    { main: subscriptionTo(['#m'], rest), m: after },
    ...lines,
  )
}

const keyed = objectOf({ did, by: text }, { required: ['did', 'by'] })

/** For every rule a change that breaks it and one like it that does not. */
export const evolutionCases: readonly EvolutionCase[] = [
  versions(
    'a definition goes',
    { one: objectOf({}), two: objectOf({}) },
    { two: objectOf({}) },
    'a.b.x#one: the definition "one" was removed [definition-removed]',
  ),
  versions('a definition comes', { one: objectOf({}) }, { two: objectOf({}), one: objectOf({}) }),
  versions(
    'a definition becomes something else',
    { thing: objectOf({}) },
    { thing: text },
    'a.b.x#thing.type: the definition "thing" was of type "object", and is of type "string" now [definition-type-changed]',
  ),
  versions(
    'a definition is described otherwise',
    { thing: { ...objectOf({}), description: 'A thing.' } },
    { thing: { ...objectOf({}), description: 'Another.' } },
  ),
  streams(
    'a message goes',
    subscriptionTo(['#one', '#two']),
    subscriptionTo(['#two']),
    'a.b.x#main.message.schema.refs: "#one" was removed [message-removed]',
  ),
  streams(
    'a message comes, and one is referred to in full',
    subscriptionTo(['#one']),
    subscriptionTo(['#two', 'a.b.x#one']),
  ),
  streams(
    'the default subprotocol changes',
    subscriptionTo(['#one']),
    subscriptionTo(['#one'], { subprotocol: 'xrpc.v1.json' }),
    'a.b.x#main.subprotocol: the default subprotocol was xrpc.v0.cbor, and is xrpc.v1.json now [default-subprotocol-changed]',
  ),
  streams(
    'the default subprotocol is named',
    subscriptionTo(['#one']),
    subscriptionTo(['#one'], { subprotocol: 'xrpc.v0.cbor' }),
  ),
  streams(
    'an error goes',
    subscriptionTo(['#one'], { errors: [{ name: 'Gone' }, { name: 'FutureCursor' }] }),
    subscriptionTo(['#one'], { errors: [{ name: 'FutureCursor' }] }),
    'a.b.x#main.errors: the error "Gone" was removed [error-removed]',
  ),
  streams(
    'an error comes',
    subscriptionTo(['#one']),
    subscriptionTo(['#one'], { errors: [{ name: 'FutureCursor' }] }),
  ),
  shardKeys(
    'a shard key changes from the inferred one',
    keyed,
    { ...keyed, shardKey: 'by' },
    shards,
    'a.b.x#m.shardKey: the shard key was "did", and is "by" now [shard-key-changed]',
  ),
  shardKeys(
    'a shard key goes',
    { ...keyed, shardKey: 'by', properties: { by: text } },
    { ...keyed, properties: { by: text } },
    shards,
    'a.b.x#m: the shard key was "by", and is none now [shard-key-changed]',
  ),
  shardKeys('the inferred shard key is named', keyed, { ...keyed, shardKey: 'did' }, shards),
  shardKeys(
    'a shard key changes while there are no shards',
    keyed,
    { ...keyed, shardKey: 'by' },
    {},
  ),
  unions(
    'a member of a union goes',
    union,
    { ...union, refs: ['#one'] },
    'a.b.x#thing.properties.a.refs: "#two" was removed [union-member-removed]',
  ),
  unions('a member of an open union comes', { ...union, refs: ['#one'] }, union),
  unions(
    'a union is closed',
    union,
    { ...union, closed: true },
    'a.b.x#thing.properties.a.closed: the union was open, and is closed now [union-closed]',
  ),
  unions('an open union says so', union, { ...union, closed: false }),
  unions(
    'a union is opened',
    { ...union, closed: true },
    union,
    'a.b.x#thing.properties.a: the union was closed, and is open now [union-opened]',
  ),
  unions('a union stays closed', { ...union, closed: true }, { ...union, closed: true }),
  unions(
    'a closed union grows',
    { ...union, refs: ['#one'], closed: true },
    { ...union, closed: true },
    'a.b.x#thing.properties.a.refs: "#two" was added to a closed union [closed-union-member-added]',
  ),
  unions(
    'a closed union is put in another order',
    { ...union, closed: true },
    { ...union, refs: ['#two', '#one'], closed: true },
  ),
  objects(
    'a required field goes',
    objectOf({ a: text }, { required: ['a'] }),
    objectOf({}),
    'a.b.x#thing.properties.a: the required field "a" was removed [field-removed]',
  ),
  objects(
    'a field is renamed',
    objectOf({ a: text }, { required: ['a'] }),
    objectOf({ b: text }, { required: ['b'] }),
    'a.b.x#thing.properties.a: the required field "a" was removed [field-removed]',
    'a.b.x#thing.properties.b: the new field "b" is required [required-field-added]',
  ),
  objects(
    'an optional field goes',
    objectOf({ a: text }),
    objectOf({}),
    'a.b.x#thing.properties.a: the optional field "a" was removed [optional-field-removed]',
  ),
  objects('an optional field comes', objectOf({}), objectOf({ a: text })),
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
  versions(
    'a reference gets another target',
    { thing: objectOf({ a: { type: 'ref', ref: '#one' } }), ...members },
    { thing: objectOf({ a: { type: 'ref', ref: '#two' } }), ...members },
    'a.b.x#thing.properties.a.ref: the reference was to "a.b.x#one", and is to "a.b.x#two" now [field-type-changed]',
  ),
  versions(
    'a reference is written in full',
    { thing: objectOf({ a: { type: 'ref', ref: '#one' } }), ...members },
    { thing: objectOf({ a: { type: 'ref', ref: 'lex:a.b.x#one' } }), ...members },
  ),
  fields('known values come', text, { ...text, knownValues: ['a'] }),
  objects(
    'a field of an inner object goes',
    objectOf({ in: objectOf({ a: text }, { required: ['a'] }) }),
    objectOf({ in: objectOf({}) }),
    'a.b.x#thing.properties.in.properties.a: the required field "a" was removed [field-removed]',
  ),
  objects(
    'a required field comes',
    objectOf({}),
    objectOf({ a: text }, { required: ['a'] }),
    'a.b.x#thing.properties.a: the new field "a" is required [required-field-added]',
  ),
  objects(
    'a field becomes required',
    objectOf({ a: text }),
    objectOf({ a: text }, { required: ['a'] }),
    'a.b.x#thing.properties.a: the field "a" was optional, and is required now [field-made-required]',
  ),
  objects(
    'required fields are put in another order',
    objectOf({ a: text, b: text }, { required: ['a', 'b'] }),
    objectOf({ b: text, a: text }, { required: ['b', 'a'] }),
  ),
  objects(
    'a field becomes optional',
    objectOf({ a: text }, { required: ['a'] }),
    objectOf({ a: text }),
    'a.b.x#thing.properties.a: the field "a" was required, and is optional now [field-made-optional]',
  ),
  objects(
    'a field may be null',
    objectOf({ a: text }),
    objectOf({ a: text }, { nullable: ['a'] }),
    'a.b.x#thing.properties.a: the field "a" may be null now [field-made-nullable]',
  ),
  objects(
    'a field may not be null',
    objectOf({ a: text }, { nullable: ['a'] }),
    objectOf({ a: text }),
    'a.b.x#thing.properties.a: the field "a" may not be null any more [field-made-non-nullable]',
  ),
  objects(
    'a new field may be null',
    objectOf({ a: text }, { nullable: ['a'] }),
    objectOf({ a: text, b: text }, { nullable: ['b', 'a'] }),
  ),
  fields(
    'a limit falls',
    { ...text, maxLength: 10 },
    { ...text, maxLength: 9 },
    'a.b.x#thing.properties.a.maxLength: maxLength was the number 10, and is the number 9 now [constraint-narrowed]',
  ),
  fields(
    'a lower limit rises',
    { ...integer, minimum: 1 },
    { ...integer, minimum: 2 },
    'a.b.x#thing.properties.a.minimum: minimum was the number 1, and is the number 2 now [constraint-narrowed]',
  ),
  fields(
    'a limit comes',
    { type: 'bytes' },
    { type: 'bytes', maxLength: 9 },
    'a.b.x#thing.properties.a.maxLength: maxLength was added: the number 9 [constraint-narrowed]',
  ),
  fields(
    'a format comes',
    text,
    did,
    'a.b.x#thing.properties.a.format: format was added: the string "did" [constraint-narrowed]',
  ),
  fields(
    'a value of an enum goes, and another comes',
    { ...text, enum: ['a', 'b'] },
    { ...text, enum: ['b', 'c'] },
    'a.b.x#thing.properties.a.enum: enum was ["a","b"], and is ["b","c"] now [constraint-narrowed]',
    'a.b.x#thing.properties.a.enum: enum was ["a","b"], and is ["b","c"] now [constraint-widened]',
  ),
  fields(
    'a limit rises',
    { ...text, maxLength: 9 },
    { ...text, maxLength: 10 },
    'a.b.x#thing.properties.a.maxLength: maxLength was the number 9, and is the number 10 now [constraint-widened]',
  ),
  fields(
    'a limit goes',
    { type: 'blob', maxSize: 9 },
    { type: 'blob' },
    'a.b.x#thing.properties.a: maxSize was removed: the number 9 [constraint-widened]',
  ),
  fields(
    'a constant becomes another one',
    { ...integer, const: 1 },
    { ...integer, const: 2 },
    'a.b.x#thing.properties.a.const: const was the number 1, and is the number 2 now [constraint-narrowed]',
    'a.b.x#thing.properties.a.const: const was the number 1, and is the number 2 now [constraint-widened]',
  ),
  fields(
    'constraints are put in another order',
    { ...text, maxLength: 9, enum: ['a', 'b'] },
    { enum: ['b', 'a'], maxLength: 9, ...text },
  ),
  fields(
    'a default changes',
    { ...integer, default: 1 },
    { ...integer, default: 2 },
    'a.b.x#thing.properties.a: the default was the number 1, and it is the number 2 now [default-changed]',
  ),
  fields('a default stays', { ...integer, default: 1 }, { default: 1, ...integer }),
  parameters(
    'a parameter goes',
    paramsOf({ a: text, b: text }),
    paramsOf({ b: text }),
    'a.b.x#main.parameters.properties.a: the parameter "a" was removed [parameter-removed]',
  ),
  parameters('a parameter comes', paramsOf({ a: text }), paramsOf({ a: text, b: text })),
  parameters(
    'a parameter gets another type',
    paramsOf({ a: { type: 'array', items: text } }),
    paramsOf({ a: { type: 'array', items: integer } }),
    'a.b.x#main.parameters.properties.a.type: the type was "array of string", and is "array of integer" now [parameter-type-changed]',
  ),
  parameters(
    'a required parameter comes',
    paramsOf({}),
    paramsOf({ a: text }, { required: ['a'] }),
    'a.b.x#main.parameters.properties.a: the new parameter "a" is required [required-parameter-added]',
  ),
  parameters(
    'a parameter becomes required',
    paramsOf({ a: text }),
    paramsOf({ a: text }, { required: ['a'] }),
    'a.b.x#main.parameters.properties.a: the parameter "a" was optional, and is required now [parameter-made-required]',
  ),
  parameters(
    'a parameter becomes optional',
    paramsOf({ a: text }, { required: ['a'] }),
    paramsOf({ a: text }),
  ),
  parameters(
    'a limit of a parameter falls',
    paramsOf({ a: { type: 'array', items: { ...integer, maximum: 9 } } }),
    paramsOf({ a: { type: 'array', items: { ...integer, maximum: 8 } } }),
    'a.b.x#main.parameters.properties.a.items.maximum: maximum was the number 9, and is the number 8 now [parameter-narrowed]',
  ),
  parameters(
    'a limit of a parameter rises',
    paramsOf({ a: { ...integer, maximum: 8 } }),
    paramsOf({ a: { ...integer, maximum: 9 } }),
  ),
  versions(
    'a procedure gets an input',
    { main: procedure },
    { main: { ...procedure, input: body } },
    'a.b.x#main.input: there was no input, and there is one now [body-added]',
  ),
  versions(
    'a procedure gets an output',
    { main: procedure },
    { main: { ...procedure, output: body } },
  ),
  versions(
    'an output goes',
    { main: { type: 'query', output: body } },
    { main: { type: 'query' } },
    'a.b.x#main.output: the output was removed [body-removed]',
  ),
  versions(
    'an output gets another encoding, and a required field',
    { main: { type: 'query', output: body } },
    {
      main: {
        type: 'query',
        output: { encoding: 'text/json', schema: objectOf({ a: text }, { required: ['a'] }) },
      },
    },
    'a.b.x#main.output.encoding: the encoding was "application/json", and is "text/json" now [body-encoding-changed]',
    'a.b.x#main.output.schema.properties.a: the new field "a" is required [required-field-added]',
  ),
  versions(
    'an output stays',
    { main: { type: 'query', output: body } },
    { main: { type: 'query', output: { ...body, description: 'All.' } } },
  ),
  versions(
    'a record type gets other keys',
    { main: { type: 'record', key: 'tid', record: objectOf({}) } },
    { main: { type: 'record', key: 'any', record: objectOf({}) } },
    'a.b.x#main.key: the record key was "tid", and is "any" now [record-key-changed]',
  ),
  versions(
    'a record type gets an optional field',
    { main: { type: 'record', key: 'tid', record: objectOf({}) } },
    { main: { type: 'record', key: 'tid', record: objectOf({ a: text }) } },
  ),
]
