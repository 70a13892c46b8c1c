import type { BooleanShape, IntegerShape, Reference, Shape, StringShape } from '../model/model.js'
import type { Definitions } from './definitions.js'
import type { GeneratedFile } from './generated-file.js'
import { literal } from './literal.js'

/** The TypeScript type of what a property or an item holds. */
export function shapeType(shape: Shape, file: GeneratedFile, definitions: Definitions): string {
  switch (shape.kind) {
    case 'boolean':
    case 'integer':
      return primitiveType(shape)
    case 'string':
      return shape.alias === undefined ? primitiveType(shape) : file.typeOf(shape.alias)
    case 'bytes':
      return 'Uint8Array'
    case 'link':
      return file.type('Cid')
    case 'blob':
      return file.type('BlobRef')
    case 'unknown':
      return file.type('LexMap')
    case 'null':
      return 'null'
    case 'reference': {
      const type = referenceType(shape.reference, file, definitions)
      return shape.message ? `${file.type('Untyped')}<${type}>` : type
    }
  }
}

/** A type by its name; an array that has no name of its own by what it is. */
function referenceType(
  reference: Reference,
  file: GeneratedFile,
  definitions: Definitions,
): string {
  const target = definitions.find(reference)
  return target?.type.kind === 'array' && !target.named
    ? readonlyArrayType(shapeType(target.type.items, file, definitions))
    : file.typeOf(reference)
}

/** The type of a primitive, names of aliases aside: its literal, the values allowed, or any. */
export function primitiveType(shape: BooleanShape | IntegerShape | StringShape): string {
  if (shape.const !== undefined) return literal(shape.const)
  switch (shape.kind) {
    case 'boolean':
      return 'boolean'
    case 'integer':
      return shape.enum?.map(literal).join(' | ') ?? 'number'
    case 'string':
      if (shape.enum !== undefined) return shape.enum.map(literal).join(' | ')
      if (shape.knownValues === undefined || shape.knownValues.length === 0) return 'string'
      return [...shape.knownValues.map(literal), '(string & Record<never, never>)'].join(' | ')
  }
}

/** The type of an array that is under construction. */
export function arrayType(items: string): string {
  return /^-|^readonly |[|&]/.test(items) ? `(${items})[]` : `${items}[]`
}

export function readonlyArrayType(items: string): string {
  return `readonly ${arrayType(items)}`
}
