import { type ParameterDeclarationStructure, StructureKind } from 'ts-morph'

import type { MessageModel, StreamModel } from '../model/model.js'
import { constant } from './constant.js'
import { docs } from './doc-comment.js'
import { emitErrors, errorNames } from './emit-errors.js'
import { emitParams } from './emit-params.js'
import { type Encoding, readerName, writerName } from './function-names.js'
import type { GeneratedFile } from './generated-file.js'
import { arrayLiteral, stringLiteral } from './literal.js'

/** Declares what a stream is to its servers and clients: messages, codecs and the descriptor. */
export function emitStream(stream: StreamModel, nsid: string, file: GeneratedFile): void {
  emitParams(stream.parameters, nsid, file)
  emitErrors(stream.errors, file)
  file.add({
    kind: StructureKind.TypeAlias,
    name: 'Message',
    isExported: true,
    docs: docs(`A message of ${nsid}; \`switch (message.$type)\` tells them apart.`),
    type: stream.messages.map(({ reference }) => file.typeOf(reference)).join(' | '),
  })
  emitMessages(stream.messages, file)
  emitCodecs(nsid, file)
  emitDescriptor(stream, nsid, file)
  emitJsonDescriptor(stream, nsid, file)
}

/** Declares the functions that read and write any message of a stream, which its codecs name. */
export function emitMessageFunctions(
  { messages }: StreamModel,
  encoding: Encoding,
  file: GeneratedFile,
): void {
  emitReadMessage(messages, encoding, file)
  emitWriteMessage(messages, encoding, file)
}

function emitReadMessage(
  messages: readonly MessageModel[],
  encoding: Encoding,
  file: GeneratedFile,
): void {
  const read = ({ reference }: MessageModel): string =>
    `return ${file.functionOf(reference, readerName(reference.name, encoding, 'typed'))}(reader)`
  const [first, ...others] = messages
  if (first === undefined) return
  const cases = others.flatMap((message, index) => [`case ${index + 1}:`, read(message)])
  const statements =
    others.length === 0
      ? [read(first)]
      : ['switch (message) {', ...cases, 'default:', read(first), '}']
  file.add({
    kind: StructureKind.Function,
    name: readerName('Message', encoding),
    parameters: [
      parameter('reader', file.type(encoding === 'Cbor' ? 'CborReader' : 'JsonReader')),
      ...(others.length === 0 ? [] : [parameter('message', 'number')]),
    ],
    returnType: 'Message',
    statements: statements.join('\n'),
  })
}

function emitWriteMessage(
  messages: readonly MessageModel[],
  encoding: Encoding,
  file: GeneratedFile,
): void {
  const typed = encoding === 'Cbor' ? 'typed' : 'true'
  const cases = messages.flatMap(({ $type, reference }) => [
    `case ${stringLiteral($type)}:`,
    `return ${file.functionOf(reference, writerName(reference.name, encoding))}(writer, message, ${typed})`,
  ])
  file.add({
    kind: StructureKind.Function,
    name: writerName('Message', encoding),
    parameters: [
      parameter('writer', file.type(encoding === 'Cbor' ? 'CborWriter' : 'JsonWriter')),
      parameter('message', 'Message'),
      ...(encoding === 'Cbor' ? [parameter('typed', 'boolean')] : []),
    ],
    returnType: 'void',
    statements: ['switch (message.$type) {', ...cases, '}'].join('\n'),
  })
}

function emitMessages(messages: readonly MessageModel[], file: GeneratedFile): void {
  const rows = messages.map(
    ({ $type, t, sequenced, shardKey }) =>
      `{ $type: ${stringLiteral($type)}, t: ${stringLiteral(t)}, sequenced: ${sequenced}, ` +
      `shardKey: ${shardKey === undefined ? 'undefined' : stringLiteral(shardKey)} }`,
  )
  file.add(
    constant({
      isExported: true,
      docs: docs('The message types, in the order of the lexicon.'),
      name: 'messages',
      type: `readonly ${file.type('MessageDescriptor')}[]`,
      initializer: `[${rows.join(', ')}]`,
    }),
  )
}

function emitCodecs(nsid: string, file: GeneratedFile): void {
  const types = `{ nsid: ${stringLiteral(nsid)}, messages }`
  const cbor = `{ read: ${readerName('Message', 'Cbor')}, write: ${writerName('Message', 'Cbor')} }`
  const json = `{ read: ${readerName('Message', 'Json')}, write: ${writerName('Message', 'Json')} }`
  file.add(
    constant({
      isExported: true,
      docs: docs('The codecs of its frames, by subprotocol.'),
      name: 'codecs',
      type: `${file.type('FrameCodecs')}<Message>`,
      initializer: `{
          'xrpc.v0.cbor': /* @__PURE__ */ ${file.value('v0CborCodec')}(${types}, ${cbor}),
          'xrpc.v1.cbor': /* @__PURE__ */ ${file.value('v1CborCodec')}(${types}, ${cbor}),
          'xrpc.v1.json': /* @__PURE__ */ ${file.value('v1JsonCodec')}(${types}, ${json}),
        }`,
    }),
  )
}

function emitDescriptor(stream: StreamModel, nsid: string, file: GeneratedFile): void {
  file.add(
    constant({
      isExported: true,
      docs: docs(
        stream.description,
        'What a server and a client of this stream are made and typed from.',
      ),
      name: 'stream',
      type: `${file.type('StreamDescriptor')}<Params, Message, ErrorName>`,
      initializer: `{
          nsid: ${stringLiteral(nsid)},
          defaultSubprotocol: ${stringLiteral(stream.defaultSubprotocol)},
          params,
          messages,
          errors: ${errorNames(stream.errors)},
          codecs,
        }`,
    }),
  )
}

function emitJsonDescriptor(stream: StreamModel, nsid: string, file: GeneratedFile): void {
  // Of `messages` a decoder needs no more than this.
  const types = arrayLiteral(stream.messages.map(({ $type }) => $type))
  file.add(
    constant({
      isExported: true,
      docs: docs(
        'The same stream for clients that do no more than read it in `xrpc.v1.json`, such as ' +
          '`runtime/client/light`: it takes less than half the room in the bundle of a web page.',
      ),
      name: 'jsonStream',
      type: `${file.type('JsonStreamDescriptor')}<Message>`,
      initializer: `{
          nsid: ${stringLiteral(nsid)},
          defaultSubprotocol: ${stringLiteral(stream.defaultSubprotocol)},
          codecs: {
            'xrpc.v1.json': /* @__PURE__ */ ${file.value('v1JsonDecoder')}(${types}, ${readerName('Message', 'Json')}),
          },
        }`,
    }),
  )
}

function parameter(name: string, type: string): ParameterDeclarationStructure {
  return { kind: StructureKind.Parameter, name, type }
}
