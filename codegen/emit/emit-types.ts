import { StructureKind, type PropertySignatureStructure } from 'ts-morph'

import type { DefinitionModel, ObjectModel, PropertyModel, Shape } from '../model/model.js'
import type { Definitions } from './definitions.js'
import { docs } from './doc-comment.js'
import { memberName } from './field-access.js'
import type { GeneratedFile } from './generated-file.js'
import { literal, stringLiteral } from './literal.js'
import { isNamed, shapeType, stringType } from './shape-type.js'
import { constant } from './constant.js'

/** Declares the type of a definition: an interface, a union, an alias or a token's constant. */
export function emitType(
  definition: DefinitionModel,
  file: GeneratedFile,
  definitions: Definitions,
): void {
  const { name, type, description } = definition
  switch (type.kind) {
    case 'object':
      return emitInterface(name, description, type, file, definitions)
    case 'array':
      if (isNamed(definition)) {
        const items = shapeType(type.items, file, definitions)
        emitAlias(name, description, `readonly (${items})[]`, file)
      }
      return
    case 'union': {
      const members = type.members.map(({ reference }) => {
        const member = definitions.find(reference)
        const text = file.typeOf(reference)
        return isMessage(member) ? text : `${file.type('Typed')}<${text}>`
      })
      if (!type.closed) members.push(file.type('UnknownUnionMember'))
      return emitAlias(name, description, members.join(' | ') || 'never', file)
    }
    case 'token':
      emitAlias(name, description, stringLiteral(type.$type), file)
      file.add(
        constant({
          isExported: true,
          docs: docs(`The value of the token {@link ${name}}.`),
          name,
          type: name,
          initializer: stringLiteral(type.$type),
        }),
      )
      return
    case 'alias': {
      const shape = type.shape
      const text = shape.kind === 'string' ? stringType(shape) : shapeType(shape, file, definitions)
      emitAlias(name, joined(description, constraintText(shape)), text, file)
    }
  }
}

function isMessage(definition: DefinitionModel | undefined): boolean {
  return definition?.type.kind === 'object' && definition.type.message
}

function emitAlias(
  name: string,
  description: string | undefined,
  type: string,
  file: GeneratedFile,
): void {
  file.add({
    kind: StructureKind.TypeAlias,
    name,
    isExported: true,
    docs: docs(description),
    type,
  })
}

function emitInterface(
  name: string,
  description: string | undefined,
  object: ObjectModel,
  file: GeneratedFile,
  definitions: Definitions,
): void {
  const properties = object.properties.map((property) =>
    propertySignature(property, shapeType(property.shape, file, definitions)),
  )
  if (object.$type !== undefined) {
    properties.unshift({
      kind: StructureKind.PropertySignature,
      name: '$type',
      isReadonly: true,
      hasQuestionToken: !object.message,
      type: stringLiteral(object.$type),
    })
  }
  file.add({
    kind: StructureKind.Interface,
    name,
    isExported: true,
    docs: docs(description),
    properties,
  })
}

function propertySignature(property: PropertyModel, type: string): PropertySignatureStructure {
  const { name, description, shape, nullable, required } = property
  const byDefault =
    property.default === undefined ? undefined : `Default: ${literal(property.default)}.`
  return {
    kind: StructureKind.PropertySignature,
    name: memberName(name),
    isReadonly: true,
    hasQuestionToken: !required,
    docs: docs(joined(description, constraintText(shape), byDefault)),
    type: nullable ? `${type} | null` : type,
  }
}

function joined(...sentences: readonly (string | undefined)[]): string | undefined {
  const present = sentences.filter((sentence) => sentence !== undefined && sentence !== '')
  return present.length === 0 ? undefined : present.join(' ')
}

/** The constraints of a shape in words, as far as the type does not show them. */
export function constraintText(shape: Shape): string | undefined {
  switch (shape.kind) {
    case 'integer':
      if (shape.const !== undefined || shape.enum !== undefined) return undefined
      return range('', shape.minimum, shape.maximum)
    case 'string':
      if (shape.const !== undefined || shape.enum !== undefined) return undefined
      return joined(
        shape.format === undefined ? undefined : `Format: ${shape.format}.`,
        range(' bytes', shape.minLength, shape.maxLength),
        range(' graphemes', shape.minGraphemes, shape.maxGraphemes),
      )
    case 'bytes':
      return range(' bytes', shape.minLength, shape.maxLength)
    case 'blob':
      return joined(
        shape.accept === undefined ? undefined : `Accepts ${shape.accept.join(', ')}.`,
        range(' bytes', undefined, shape.maxSize),
      )
    default:
      return undefined
  }
}

function range(
  unit: string,
  minimum: number | undefined,
  maximum: number | undefined,
): string | undefined {
  if (minimum !== undefined && maximum !== undefined) return `From ${minimum} to ${maximum}${unit}.`
  if (minimum !== undefined) return `At least ${minimum}${unit}.`
  return maximum === undefined ? undefined : `At most ${maximum}${unit}.`
}
