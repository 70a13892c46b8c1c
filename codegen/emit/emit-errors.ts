import { StructureKind } from 'ts-morph'

import type { ErrorModel } from '../model/model.js'
import { docs } from './doc-comment.js'
import type { GeneratedFile } from './generated-file.js'
import { arrayLiteral, stringLiteral } from './literal.js'

/** Declares `ErrorName`, the union of an endpoint's error names. */
export function emitErrors(errors: readonly ErrorModel[], file: GeneratedFile): void {
  const bullets = errors.map(({ name, description }) =>
    description === undefined ? `\`${name}\`` : `\`${name}\`: ${description}`,
  )
  file.add({
    kind: StructureKind.TypeAlias,
    name: 'ErrorName',
    isExported: true,
    docs: docs(
      errors.length === 0 ? 'The lexicon names no errors.' : 'The errors that the lexicon names.',
      { bullets },
    ),
    type: errors.map(({ name }) => stringLiteral(name)).join(' | ') || 'never',
  })
}

/** The error names as an array literal. */
export function errorNames(errors: readonly ErrorModel[]): string {
  return arrayLiteral(errors.map(({ name }) => name))
}
