import { type PropertySignatureStructure, StructureKind } from 'ts-morph'

import type { DefinitionModel, ObjectModel, PropertyModel, Shape } from '../model/model.js'
import { constant } from './constant.js'
import { constraintText, inheritanceText, sentences } from './constraint-text.js'
import type { Definitions } from './definitions.js'
import { docs } from './doc-comment.js'
import { memberName } from './field-access.js'
import type { GeneratedFile } from './generated-file.js'
import { literal, stringLiteral } from './literal.js'
import { primitiveType, readonlyArrayType, shapeType } from './shape-type.js'

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
    case 'array': {
      // One without a name is written out where it stands.
      if (!definition.named) return
      const items = shapeType(type.items, file, definitions)
      const text = sentences(description, constraintText(type, description))
      return emitAlias(name, text, readonlyArrayType(items), file)
    }
    case 'union': {
      const members = type.members.map(({ reference }) => {
        const member = file.typeOf(reference)
        return definitions.isMessage(reference) ? member : `${file.type('Typed')}<${member}>`
      })
      if (!type.closed) members.push(file.type('UnknownUnionMember'))
      return emitAlias(name, description, members.join(' | '), file)
    }
    case 'token':
      emitAlias(name, description, stringLiteral(type.$type), file)
      file.add(
        constant({
          isExported: true,
          docs: docs(`The value of the token \`${name}\`.`),
          name,
          type: name,
          initializer: stringLiteral(type.$type),
        }),
      )
      return
    case 'alias': {
      const { shape } = type
      const text = sentences(description, constraintText(shape, description))
      const aliased =
        shape.kind === 'string' ? primitiveType(shape) : shapeType(shape, file, definitions)
      emitAlias(name, text, aliased, file)
    }
  }
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
    propertySignature(property, file, definitions),
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

function propertySignature(
  property: PropertyModel,
  file: GeneratedFile,
  definitions: Definitions,
): PropertySignatureStructure {
  const { name, description, shape, nullable, required } = property
  const type = shapeType(shape, file, definitions)
  return {
    kind: StructureKind.PropertySignature,
    name: memberName(name),
    isReadonly: true,
    hasQuestionToken: !required,
    docs: docs(
      sentences(
        description,
        shapeText(shape, definitions, description),
        property.default === undefined ? undefined : `Default: ${literal(property.default)}.`,
      ),
      inheritanceText(name, required),
    ),
    type: nullable ? `${type} | null` : type,
  }
}

/** A property's constraints in words, those of an array that is written out included. */
function shapeText(
  shape: Shape,
  definitions: Definitions,
  description: string | undefined,
): string | undefined {
  if (shape.kind !== 'reference') return constraintText(shape, description)
  const target = definitions.find(shape.reference)
  return target?.type.kind === 'array' && !target.named
    ? constraintText(target.type, description)
    : undefined
}
