import type { EvolutionRule } from './rule.js'

/** Every rule of evolution, by what it is about. */
export const evolutionRules = {
  documentRemoved: {
    name: 'document-removed',
    description:
      'A document with an endpoint, a record type or a permission set stays: whoever calls, writes, asks for or generates from it needs it.',
    wire: 'error',
    source: 'error',
  },
  endpointRemoved: {
    name: 'endpoint-removed',
    description:
      'A query, procedure or subscription stays: programs that run go on calling it, and are refused.',
    wire: 'error',
    source: 'error',
  },
  recordRemoved: {
    name: 'record-removed',
    description:
      'A record type stays: records of it lie in repositories, and programs go on writing and reading them.',
    wire: 'error',
    source: 'error',
  },
  permissionSetRemoved: {
    name: 'permission-set-removed',
    description: 'A permission set stays: whoever asks for it by its name is refused.',
    wire: 'error',
  },
  permissionRemoved: {
    name: 'permission-removed',
    description:
      'What a permission set grants stays granted: sessions lose it when they refresh their tokens.',
    wire: 'error',
  },
  definitionRemoved: {
    name: 'definition-removed',
    description:
      'A definition that others may refer to stays, by itself and with its document; programs that run have it already.',
    source: 'error',
  },
  definitionTypeChanged: {
    name: 'definition-type-changed',
    description:
      'A definition keeps its type: an object stays an object, a query is no procedure later.',
    wire: 'error',
    source: 'error',
  },
  messageRemoved: {
    name: 'message-removed',
    description:
      'A message stays in the union of its stream: persisted ones are still to be replayed.',
    wire: 'error',
    source: 'error',
  },
  defaultSubprotocolChanged: {
    name: 'default-subprotocol-changed',
    description:
      'The default subprotocol of a stream stays: clients that negotiate nothing rely on it. Absent means xrpc.v0.cbor.',
    wire: 'error',
  },
  shardKeyChanged: {
    name: 'shard-key-changed',
    description:
      'The shard key of a message stays, named or inferred, once its stream has shards: another one sends messages to other shards.',
    wire: 'error',
  },
  unionMemberRemoved: {
    name: 'union-member-removed',
    description: 'A member stays in its union: data with it exists.',
    wire: 'error',
    source: 'error',
    refuses: 'old',
  },
  unionClosed: {
    name: 'union-closed',
    description: 'An open union stays open: data may hold members that nobody here knows.',
    wire: 'error',
    source: 'error',
    refuses: 'old',
  },
  unionOpened: {
    name: 'union-opened',
    description: 'A closed union stays closed: programs refuse what was not in it.',
    wire: 'error',
    source: 'warning',
    refuses: 'new',
  },
  closedUnionMemberAdded: {
    name: 'closed-union-member-added',
    description: 'A closed union gets no new members: programs refuse what was not in it.',
    wire: 'error',
    source: 'error',
    refuses: 'new',
  },
  fieldRemoved: {
    name: 'field-removed',
    description:
      'A required field stays, also in an input, where servers ignore what they do not know, and do something else than was asked for; elsewhere old programs refuse data without it.',
    wire: 'error',
    source: 'error',
  },
  optionalFieldRemoved: {
    name: 'optional-field-removed',
    description:
      'An optional field stays, deprecated if need be: code that reads it no longer compiles, and its name must never come back with another meaning.',
    wire: 'warning',
    source: 'error',
  },
  fieldTypeChanged: {
    name: 'field-type-changed',
    description: 'A field keeps its type, the items of an array theirs, a reference its target.',
    wire: 'error',
    source: 'error',
  },
  requiredFieldAdded: {
    name: 'required-field-added',
    description: 'A new field is optional: old data does not have it.',
    wire: 'error',
    source: 'error',
    refuses: 'old',
  },
  fieldMadeRequired: {
    name: 'field-made-required',
    description: 'An optional field stays optional: old data may lack it.',
    wire: 'error',
    source: 'error',
    refuses: 'old',
  },
  fieldMadeOptional: {
    name: 'field-made-optional',
    description: 'A required field stays required: old programs refuse data without it.',
    wire: 'error',
    source: 'error',
    refuses: 'new',
  },
  fieldMadeNullable: {
    name: 'field-made-nullable',
    description: 'A field that may not be null stays so: old programs refuse null.',
    wire: 'error',
    source: 'error',
    refuses: 'new',
  },
  fieldMadeNonNullable: {
    name: 'field-made-non-nullable',
    description: 'A field that may be null stays so: old data may have null.',
    wire: 'error',
    source: 'warning',
    refuses: 'old',
  },
  constraintNarrowed: {
    name: 'constraint-narrowed',
    description: 'What was allowed in a value stays allowed: old data may have it.',
    wire: 'error',
    refuses: 'old',
  },
  constraintWidened: {
    name: 'constraint-widened',
    description: 'What was not allowed in a value stays so: old programs refuse it.',
    wire: 'error',
    refuses: 'new',
  },
  enumValueRemoved: {
    name: 'enum-value-removed',
    description:
      'The values that an enum or a const allows stay allowed: old data has them, and code names them.',
    wire: 'error',
    source: 'error',
    refuses: 'old',
  },
  enumValueAdded: {
    name: 'enum-value-added',
    description:
      'An enum or a const allows no further values: old programs refuse them, and code that goes through all of them no longer compiles. `knownValues` may grow.',
    wire: 'error',
    source: 'error',
    refuses: 'new',
  },
  defaultChanged: {
    name: 'default-changed',
    description: 'A default stays: whoever leaves the value out means it.',
    wire: 'warning',
  },
  parameterRemoved: {
    name: 'parameter-removed',
    description:
      'A parameter stays: servers ignore what they do not know, and answer something else.',
    wire: 'error',
    source: 'error',
  },
  parameterTypeChanged: {
    name: 'parameter-type-changed',
    description: 'A parameter keeps its type.',
    wire: 'error',
    source: 'error',
  },
  requiredParameterAdded: {
    name: 'required-parameter-added',
    description: 'A new parameter is optional: old clients do not send it.',
    wire: 'error',
    source: 'error',
  },
  parameterMadeRequired: {
    name: 'parameter-made-required',
    description: 'An optional parameter stays optional: old clients may not send it.',
    wire: 'error',
    source: 'error',
  },
  parameterMadeOptional: {
    name: 'parameter-made-optional',
    description:
      'A required parameter stays required for servers that are compiled anew: they read it without asking whether it is there.',
    source: 'warning',
  },
  parameterNarrowed: {
    name: 'parameter-narrowed',
    description: 'What was allowed in a parameter stays allowed: old clients may send it.',
    wire: 'error',
  },
  parameterValueRemoved: {
    name: 'parameter-value-removed',
    description:
      'The values that an enum or a const of a parameter allows stay allowed: old clients send them, and code names them.',
    wire: 'error',
    source: 'error',
  },
  parameterValueAdded: {
    name: 'parameter-value-added',
    description:
      'An enum or a const of a parameter allows no further values where servers go through all of them.',
    source: 'warning',
  },
  errorRemoved: {
    name: 'error-removed',
    description: 'An error stays declared: clients handle it by its name.',
    wire: 'warning',
    source: 'error',
  },
  bodyAdded: {
    name: 'body-added',
    description:
      'An endpoint without an input gets none, since old clients send no body; nor without an output, since servers that are compiled anew return none.',
    wire: 'error',
    source: 'error',
    refuses: 'old',
  },
  bodyRemoved: {
    name: 'body-removed',
    description:
      'An input or output stays: servers refuse a body that they do not expect, and clients wait for theirs.',
    wire: 'error',
    source: 'error',
  },
  bodySchemaAdded: {
    name: 'body-schema-added',
    description:
      'An input or output without a schema gets none: old clients send whatever they like.',
    wire: 'error',
    source: 'error',
    refuses: 'old',
  },
  bodySchemaRemoved: {
    name: 'body-schema-removed',
    description: 'The schema of an input or output stays: old clients rely on what it promises.',
    wire: 'error',
    source: 'error',
    refuses: 'new',
  },
  bodyEncodingChanged: {
    name: 'body-encoding-changed',
    description:
      'An input or output keeps its encoding; an input may take more of them, an output be one of those that it was.',
    wire: 'error',
    source: 'error',
  },
  recordKeyChanged: {
    name: 'record-key-changed',
    description: 'The kind of record keys of a record type stays: records with other keys exist.',
    wire: 'error',
  },
} as const satisfies Readonly<Record<string, EvolutionRule>>
