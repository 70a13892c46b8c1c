import { StructureKind } from 'ts-morph'

import type { ErrorModel } from '../model/model.js'
import { docs } from './doc-comment.js'
import type { GeneratedFile } from './generated-file.js'
import { stringLiteral } from './literal.js'

/** Declares `ErrorName`, the union of an endpoint's error names. */
export function emitErrors(errors: readonly ErrorModel[], file: GeneratedFile): void {
  file.add({
    kind: StructureKind.TypeAlias,
    name: 'ErrorName',
    isExported: true,
    docs: docs(
      'The errors that the lexicon names.',
      ...errors.map(
        ({ name, description }) => `- \`${name}\`: ${description ?? 'no description.'}`,
      ),
    ),
    type: errors.map(({ name }) => stringLiteral(name)).join(' | ') || 'never',
  })
}

/** The error names as an array literal. */
export function errorNames(errors: readonly ErrorModel[]): string {
  return `[${errors.map(({ name }) => stringLiteral(name)).join(', ')}]`
}
