import { subprotocols } from '../../../templates/frame/subprotocol.js'
import { packageVersion } from '../../package-version.js'
import type { ParameterModel, StreamModel } from '../../model/model.js'
import { frameName, schemaFile } from '../schemas/build-schemas.js'
import type { JsonSchema } from '../schemas/json-schema.js'
import { shapeSchema } from '../schemas/shape-schema.js'
import { fragmentOf, type ProposedStream } from '../proposed-streams.js'

/** A part of an AsyncAPI document. */
export type AsyncApiPart =
  | boolean
  | number
  | string
  | JsonSchema
  | readonly AsyncApiPart[]
  | { readonly [name: string]: AsyncApiPart }

const description =
  'Event streams of the AT Protocol with `#cursor` messages, shards and three encodings. The messages are described as they are in the subprotocol xrpc.v1.json; the other two carry the same ones in CBOR. A client connects to the path of a stream on any host that serves it.'

/**
 * An AsyncAPI 3 document of the endpoints, seen from the server: a channel for each stream, with its
 * query parameters and subprotocols, and an operation that sends its messages. Its schemas are those
 * of the folder `schemas` beside it.
 */
export function buildAsyncApi(streams: readonly ProposedStream[]): AsyncApiPart {
  return {
    asyncapi: '3.0.0',
    info: { title: 'Event streams with cursor messages', version: packageVersion(), description },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(streams.map((proposed) => [proposed.nsid, channelOf(proposed)])),
    operations: Object.fromEntries(
      streams.map((proposed) => [`send.${proposed.nsid}`, operationOf(proposed)]),
    ),
    components: {
      messages: Object.fromEntries(streams.flatMap((proposed) => messagesOf(proposed))),
    },
  }
}

/** What a message is called in its channel, and the one of an error. */
function messageNames({ stream }: ProposedStream): readonly string[] {
  return [...stream.messages.map(fragmentOf), 'error']
}

function componentName(nsid: string, message: string): string {
  return `${nsid}.${message}`
}

function channelOf(proposed: ProposedStream): AsyncApiPart {
  const { nsid, stream } = proposed
  return {
    address: `/xrpc/${nsid}`,
    ...(stream.description !== undefined && { description: stream.description }),
    messages: Object.fromEntries(
      messageNames(proposed).map((name) => [
        name,
        { $ref: `#/components/messages/${componentName(nsid, name)}` },
      ]),
    ),
    bindings: {
      ws: {
        method: 'GET',
        query: querySchema(stream.parameters),
        headers: headersSchema(stream),
        bindingVersion: '0.1.0',
      },
    },
  }
}

function operationOf(proposed: ProposedStream): AsyncApiPart {
  const channel = `#/channels/${proposed.nsid}`
  return {
    action: 'send',
    channel: { $ref: channel },
    summary: 'Sends `#cursor`, what is to be replayed, and then new messages as they come.',
    messages: messageNames(proposed).map((name) => ({ $ref: `${channel}/messages/${name}` })),
  }
}

function messagesOf({
  nsid,
  stream,
}: ProposedStream): readonly (readonly [string, AsyncApiPart])[] {
  const messages = stream.messages.map((message) => {
    const fragment = fragmentOf(message)
    return [
      componentName(nsid, fragment),
      {
        name: fragment,
        title: message.$type,
        contentType: 'application/json',
        payload: payloadOf(nsid, message.reference.name),
      },
    ] as const
  })
  const error = {
    name: 'error',
    title: 'The last frame of a connection that ends with an error',
    contentType: 'application/json',
    payload: payloadOf(nsid, 'Error'),
  }
  return [...messages, [componentName(nsid, 'error'), error]]
}

function payloadOf(nsid: string, name: string): AsyncApiPart {
  return {
    schemaFormat: 'application/schema+json;version=draft-2020-12',
    schema: { $ref: `./schemas/${schemaFile(nsid)}#/$defs/${frameName(name)}` },
  }
}

function querySchema(parameters: readonly ParameterModel[]): JsonSchema {
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name)
  return {
    type: 'object',
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(
      parameters.map(({ name, description: text, shape, default: preset }) => [
        name,
        {
          ...(text !== undefined && { description: text }),
          ...parameterSchema(name, shape),
          ...(preset !== undefined && { default: preset }),
        },
      ]),
    ),
  }
}

function parameterSchema(name: string, shape: ParameterModel['shape']): JsonSchema {
  // Parameters hold neither names nor references.
  const schema = shapeSchema(
    shape.kind === 'string' ? { ...shape, alias: undefined } : shape,
    () => '',
  )
  // No position is below 0, whether the lexicon says so or not (RES-7).
  return name === 'cursor' && shape.kind === 'integer'
    ? { ...schema, minimum: Math.max(schema.minimum ?? 0, 0) }
    : schema
}

function headersSchema({ defaultSubprotocol }: StreamModel): JsonSchema {
  return {
    type: 'object',
    properties: {
      'Sec-WebSocket-Protocol': {
        type: 'string',
        description: `The subprotocols that the client can read, by preference, with commas between. The server answers with the first of them that it supports, or with none. Without the header, and where it answers with none, the stream comes in ${defaultSubprotocol}.`,
        examples: subprotocols,
      },
    },
  }
}
