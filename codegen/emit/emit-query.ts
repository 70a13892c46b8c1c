import { StructureKind } from 'ts-morph'

import type { QueryModel } from '../model/model.js'
import type { Definitions } from './definitions.js'
import { docs } from './doc-comment.js'
import { emitErrors, errorNames } from './emit-errors.js'
import { emitParams } from './emit-params.js'
import { readerName, writerName } from './function-names.js'
import type { GeneratedFile } from './generated-file.js'
import { stringLiteral } from './literal.js'
import { shapeType } from './shape-type.js'
import { constant } from './constant.js'

/** Declares what a query is to its servers and clients: parameters, output and the descriptor. */
export function emitQuery(
  query: QueryModel,
  nsid: string,
  file: GeneratedFile,
  definitions: Definitions,
): void {
  emitParams(query.parameters, nsid, file)
  emitErrors(query.errors, file)
  const { output } = query
  if (output !== undefined) {
    const { reference } = output
    const read = file.functionOf(reference, readerName(reference.name, 'Json'))
    const write = file.functionOf(reference, writerName(reference.name, 'Json'))
    file.add({
      kind: StructureKind.TypeAlias,
      name: 'Output',
      isExported: true,
      docs: docs(`What ${nsid} answers.`),
      type: shapeType(output, file, definitions),
    })
    const writing = output.message
      ? `(writer, value) => ${write}(writer, value, value.$type !== undefined)`
      : write
    file.add(
      constant({
        isExported: true,
        docs: docs('Reads and writes the answer.'),
        name: 'output',
        initializer: `/* @__PURE__ */ ${file.value('jsonCodec')}<Output>({ read: ${read}, write: ${writing} })`,
      }),
    )
  }
  file.add(
    constant({
      isExported: true,
      docs: docs(query.description, 'What a server and a client of this query are typed from.'),
      name: 'query',
      type: `${file.type('QueryDescriptor')}<Params, ${output === undefined ? 'undefined' : 'Output'}, ErrorName>`,
      initializer: `{
          nsid: ${stringLiteral(nsid)},
          params,
          output${output === undefined ? ': undefined' : ''},
          errors: ${errorNames(query.errors)},
        }`,
    }),
  )
}
