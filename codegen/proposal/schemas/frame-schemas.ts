import type { ErrorModel, Reference, StreamModel } from '../../model/model.js'
import type { JsonSchema } from './json-schema.js'

/**
 * Each message of a stream in the frame that `xrpc.v1.json` has for it, by the name of its
 * definition.
 */
export function frameSchemas(
  stream: StreamModel,
  refer: (reference: Reference) => string,
): ReadonlyMap<string, JsonSchema> {
  return new Map(
    stream.messages.map(({ $type, reference }) => [
      reference.name,
      {
        title: $type,
        type: 'object',
        required: ['$type', 'payload'],
        properties: {
          $type: { type: 'string', const: 'message' },
          payload: { $ref: refer(reference) },
        },
      },
    ]),
  )
}

/** The last frame of a connection that ends with an error. The names are an open list. */
export function errorFrameSchema(errors: readonly ErrorModel[]): JsonSchema {
  const names = errors.map(({ name }) => name)
  return {
    title: 'error',
    type: 'object',
    required: ['$type', 'error'],
    properties: {
      $type: { type: 'string', const: 'error' },
      error: {
        description: 'The name of the error. Other names than those given as examples may come.',
        type: 'string',
        minLength: 1,
        ...(names.length > 0 && { examples: names }),
      },
      message: { description: 'The same for people to read.', type: 'string' },
    },
  }
}
