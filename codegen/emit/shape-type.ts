import type { DefinitionModel, Reference, Shape, StringShape } from '../model/model.js'
import type { Definitions } from './definitions.js'
import type { GeneratedFile } from './generated-file.js'
import { literal } from './literal.js'

/** The TypeScript type of what a property or an item holds. */
export function shapeType(shape: Shape, file: GeneratedFile, definitions: Definitions): string {
  switch (shape.kind) {
    case 'boolean':
      return shape.const === undefined ? 'boolean' : String(shape.const)
    case 'integer':
      if (shape.const !== undefined) return String(shape.const)
      return shape.enum === undefined ? 'number' : shape.enum.join(' | ')
    case 'string':
      return shape.alias === undefined ? stringType(shape) : file.typeOf(shape.alias)
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
  if (target?.type.kind === 'array' && !isNamed(target)) {
    const items = shapeType(target.type.items, file, definitions)
    return `readonly ${items.includes('|') ? `(${items})` : items}[]`
  }
  return file.typeOf(reference)
}

/** Whether a type stands under `defs` by itself, so that others can refer to it. */
export function isNamed({ path }: DefinitionModel): boolean {
  return /^defs\.[^.]+(?:\.record)?$/.test(path)
}

/** The type of a string: its literal, the values allowed, or the known ones and any other. */
export function stringType(shape: StringShape): string {
  if (shape.const !== undefined) return literal(shape.const)
  if (shape.enum !== undefined) return shape.enum.map(literal).join(' | ')
  if (shape.knownValues === undefined || shape.knownValues.length === 0) return 'string'
  return [...shape.knownValues.map(literal), '(string & Record<never, never>)'].join(' | ')
}
