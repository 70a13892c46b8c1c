import { StructureKind } from 'ts-morph'

import type { QueryModel, Shape } from '../model/model.js'
import { constant } from './constant.js'
import type { Definitions } from './definitions.js'
import { docs } from './doc-comment.js'
import { emitErrors, errorNames } from './emit-errors.js'
import { emitParams } from './emit-params.js'
import { readerName, writerName } from './function-names.js'
import type { GeneratedFile } from './generated-file.js'
import { stringLiteral } from './literal.js'
import { readExpression } from './read-expression.js'
import { shapeType } from './shape-type.js'
import { writeStatement } from './write-statement.js'

/** Declares what a query is to its servers and clients: parameters, output and the descriptor. */
export function emitQuery(
  query: QueryModel,
  nsid: string,
  file: GeneratedFile,
  definitions: Definitions,
): void {
  const { description, parameters, output, errors } = query
  emitParams(parameters, nsid, file)
  emitErrors(errors, file)
  if (output !== undefined) emitOutput(output, nsid, file, definitions)
  file.add(
    constant({
      isExported: true,
      docs: docs(description, 'What a server and a client of this query are typed from.'),
      name: 'query',
      type: `${file.type('QueryDescriptor')}<Params, ${output === undefined ? 'undefined' : 'Output'}, ErrorName>`,
      initializer: `{
          nsid: ${stringLiteral(nsid)},
          params,
          output${output === undefined ? ': undefined' : ''},
          errors: ${errorNames(errors)},
        }`,
    }),
  )
}

function emitOutput(
  output: Shape,
  nsid: string,
  file: GeneratedFile,
  definitions: Definitions,
): void {
  const type = shapeType(output, file, definitions)
  // What has no name of its own has been declared as `Output` already.
  if (type !== 'Output') {
    file.add({
      kind: StructureKind.TypeAlias,
      name: 'Output',
      isExported: true,
      docs: docs(`What ${nsid} answers.`),
      type,
    })
  }
  file.add(
    constant({
      isExported: true,
      docs: docs('Reads and writes the answer.'),
      name: 'output',
      type: `${file.type('JsonCodec')}<Output>`,
      initializer: `/* @__PURE__ */ ${file.value('jsonCodec')}({
          read: ${reading(output, file)},
          write: ${writing(output, file)},
        })`,
    }),
  )
}

function reading(output: Shape, file: GeneratedFile): string {
  return output.kind === 'reference'
    ? file.functionOf(output.reference, readerName(output.reference.name, 'Json'))
    : `(reader) => ${readExpression(output, 'Json', file)}`
}

function writing(output: Shape, file: GeneratedFile): string {
  return output.kind === 'reference' && !output.message
    ? file.functionOf(output.reference, writerName(output.reference.name, 'Json'))
    : `(writer, value) => ${writeStatement(output, 'value', 'Json', file)}`
}
