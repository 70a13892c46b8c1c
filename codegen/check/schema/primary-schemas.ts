import { choice, closedObject, listOf, mapOf, text, typedObject } from './typed-schema.js'
import type { JsonSchema } from './typed-schema.js'

const parameters = choice('parameters', ['params'])

const body = closedObject({ encoding: text, schema: choice('body', ['object', 'ref', 'union']) }, [
  'encoding',
])

const errors = listOf(closedObject({ name: { type: 'string', format: 'error-name' } }, ['name']))

/** The primary types of the Lexicon language: what only a document's `main` can be. */
export const primarySchemas: Readonly<Record<string, JsonSchema>> = {
  record: typedObject(
    'record',
    {
      key: { type: 'string', format: 'record-key-type' },
      record: choice('record', ['object']),
    },
    ['key', 'record'],
  ),
  query: typedObject('query', { parameters, output: body, errors }),
  procedure: typedObject('procedure', { parameters, input: body, output: body, errors }),
  subscription: typedObject(
    'subscription',
    {
      subprotocol: text,
      parameters,
      message: closedObject({ schema: choice('message', ['union']) }, ['schema']),
      errors,
    },
    ['message'],
  ),
  'permission-set': typedObject(
    'permission-set',
    {
      title: text,
      'title:lang': mapOf(text),
      detail: text,
      'detail:lang': mapOf(text),
      permissions: listOf(choice('permission', ['permission'])),
    },
    ['permissions'],
  ),
  // Which members a permission has depends on its resource, and the set of resources is open.
  permission: {
    type: 'object',
    properties: { type: { const: 'permission' }, resource: { type: 'string', minLength: 1 } },
    required: ['type', 'resource'],
  },
}
