import { format } from 'prettier'

import { constraintText, sentences } from '../../emit/constraint-text.js'
import type { Definitions } from '../../emit/definitions.js'
import { docText } from '../../emit/doc-comment.js'
import { memberName } from '../../emit/field-access.js'
import { literal, stringLiteral } from '../../emit/literal.js'
import { primitiveType, readonlyArrayType } from '../../emit/shape-type.js'
import type {
  DefinitionModel,
  DocumentModel,
  PropertyModel,
  Reference,
  Shape,
  StreamModel,
} from '../../model/model.js'
import { subprotocols } from '../../../templates/frame/subprotocol.js'
import type { NeededDefinitions } from '../proposed-streams.js'

/**
 * One TypeScript file that imports nothing and runs nothing: a namespace of types for each document,
 * in the JSON encoding of the data model, and the frames that carry them.
 */
export async function referenceTypes(
  needed: readonly NeededDefinitions[],
  definitions: Definitions,
): Promise<string> {
  const namespaces = needed.map((own) => namespaceText(own, definitions))
  return await format([preamble(), ...namespaces].join('\n\n'), {
    parser: 'babel-ts',
    semi: false,
    singleQuote: true,
    printWidth: 100,
    trailingComma: 'all',
  })
}

function preamble(): string {
  const introduction = docText(
    'The messages in the JSON encoding of the data model, as `JSON.parse` gives them for `xrpc.v1.json`. Decoders of CBOR put byte arrays and links of their own in the places of `Bytes` and `Link`; everything else is the same in all three subprotocols, but for `$type`, which the payload of an `xrpc.v0.cbor` frame does without.',
  )
  const tokens = subprotocols.map((token) => stringLiteral(token)).join(' | ')
  return `${introduction.replaceAll(/^/gm, '// ')}

/** The subprotocols that a client can offer. */
export type Subprotocol = ${tokens}

/** Bytes, in base64 without padding. */
export interface Bytes { readonly $bytes: string }

/** A link to a piece of content, by its CID. */
export interface Link { readonly $link: string }

/** A file kept apart from the record that mentions it. */
export interface Blob {
  readonly $type: 'blob'
  readonly ref: Link
  readonly mimeType: string
  readonly size: number
}

/** A member of an open union that the union does not list, or whose kind is not known. */
export interface Typed { readonly $type: string }

/** The header of a frame of \`xrpc.v0.cbor\`, which is followed by the payload. */
export type V0Header = { readonly op: 1; readonly t: string } | { readonly op: -1 }

/** The payload that follows the header of an error in \`xrpc.v0.cbor\`. */
export interface V0Error { readonly error: string; readonly message?: string }

/** A frame of \`xrpc.v1.cbor\` or \`xrpc.v1.json\`. */
export type V1Frame<Message, ErrorName extends string = string> =
  | { readonly $type: 'message'; readonly payload: Message }
  | V1Error<ErrorName>

/** The last frame of a connection that ends with an error: one of those listed, or another one. */
export interface V1Error<ErrorName extends string = string> {
  readonly $type: 'error'
  readonly error: ErrorName | (string & Record<never, never>)
  readonly message?: string
}`
}

function namespaceText(
  { document, definitions: own }: NeededDefinitions,
  definitions: Definitions,
): string {
  const { nsid, namespace, stream } = document
  const types = own
    .filter((definition) => definition.named || definition.type.kind !== 'array')
    .map((definition) => definitionText(definition, document, definitions))
  if (stream !== undefined) types.push(...streamTexts(stream, document))
  return `/** ${docText(nsid)} */\nexport namespace ${namespace} {\n${types.join('\n\n')}\n}`
}

function streamTexts(stream: StreamModel, document: DocumentModel): readonly string[] {
  const messages = stream.messages.map(({ reference }) => nameFrom(document, reference))
  const errors = stream.errors.map(({ name }) => stringLiteral(name))
  return [
    `/** Every message of the stream. */\nexport type Message = ${messages.join(' | ') || 'never'}`,
    `/** The errors that the stream declares. */\nexport type ErrorName = ${errors.join(' | ') || 'never'}`,
    `/** Every frame of \`xrpc.v1.cbor\` and \`xrpc.v1.json\`. */\nexport type Frame = V1Frame<Message, ErrorName>`,
  ]
}

function nameFrom(document: DocumentModel, { nsid, namespace, name }: Reference): string {
  return nsid === document.nsid ? name : `${namespace}.${name}`
}

function definitionText(
  { name, description, type }: DefinitionModel,
  document: DocumentModel,
  definitions: Definitions,
): string {
  switch (type.kind) {
    case 'object': {
      const tag =
        type.$type === undefined
          ? ''
          : `readonly $type${type.message ? '' : '?'}: ${stringLiteral(type.$type)}\n`
      const members = type.properties.map((property) =>
        propertyText(property, document, definitions),
      )
      return `${comment(description)}export interface ${name} {\n${tag}${members.join('\n')}\n}`
    }
    case 'array': {
      const items = typeOf(type.items, document, definitions)
      const text = sentences(description, constraintText(type, description))
      return `${comment(text)}export type ${name} = ${readonlyArrayType(items)}`
    }
    case 'union': {
      const members = type.members.map(({ $type, reference }) => {
        const member = nameFrom(document, reference)
        const tag = `{ readonly $type: ${stringLiteral($type)} }`
        return definitions.isMessage(reference) ? member : `(${member} & ${tag})`
      })
      if (!type.closed) members.push('Typed')
      return `${comment(description)}export type ${name} = ${members.join(' | ')}`
    }
    case 'token':
      return `${comment(description)}export type ${name} = ${stringLiteral(type.$type)}`
    case 'alias': {
      const { shape } = type
      const text = sentences(description, constraintText(shape, description))
      const aliased =
        shape.kind === 'string' ? primitiveType(shape) : typeOf(shape, document, definitions)
      return `${comment(text)}export type ${name} = ${aliased}`
    }
  }
}

function propertyText(
  { name, description, shape, nullable, required, default: preset }: PropertyModel,
  document: DocumentModel,
  definitions: Definitions,
): string {
  const target = shape.kind === 'reference' ? definitions.find(shape.reference) : undefined
  const constrained = target?.type.kind === 'array' && !target.named ? target.type : shape
  const text = sentences(
    description,
    constraintText(constrained, description),
    preset === undefined ? undefined : `Default: ${literal(preset)}.`,
  )
  const type = typeOf(shape, document, definitions)
  return `${comment(text)}readonly ${memberName(name)}${required ? '' : '?'}: ${type}${nullable ? ' | null' : ''}`
}

function typeOf(shape: Shape, document: DocumentModel, definitions: Definitions): string {
  switch (shape.kind) {
    case 'boolean':
    case 'integer':
      return primitiveType(shape)
    case 'string':
      return shape.alias === undefined ? primitiveType(shape) : nameFrom(document, shape.alias)
    case 'bytes':
      return 'Bytes'
    case 'link':
      return 'Link'
    case 'blob':
      return 'Blob'
    case 'unknown':
      return '{ readonly [name: string]: unknown }'
    case 'null':
      return 'null'
    case 'reference': {
      const target = definitions.find(shape.reference)
      if (target?.type.kind === 'array' && !target.named) {
        return readonlyArrayType(typeOf(target.type.items, document, definitions))
      }
      const name = nameFrom(document, shape.reference)
      return shape.message ? `Omit<${name}, '$type'>` : name
    }
  }
}

function comment(text: string | undefined): string {
  const lines = docText(text)
  if (lines === '') return ''
  return lines.includes('\n')
    ? `/**\n${lines.replaceAll(/^/gm, ' * ')}\n */\n`
    : `/** ${lines} */\n`
}
