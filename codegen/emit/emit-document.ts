import type { DefinitionModel, DocumentModel } from '../model/model.js'
import type { Definitions } from './definitions.js'
import { ReaderEmitter } from './emit-readers.js'
import { emitQuery } from './emit-query.js'
import { emitStream } from './emit-stream.js'
import { emitType } from './emit-types.js'
import { WriterEmitter } from './emit-writers.js'
import { type Encoding, keysName } from './function-names.js'
import { GeneratedFile } from './generated-file.js'
import { stringLiteral } from './literal.js'
import { constant } from './constant.js'

/** The file of one lexicon document: its types first, then the endpoint, then the codecs. */
export function emitDocument(document: DocumentModel, definitions: Definitions): GeneratedFile {
  const file = new GeneratedFile(document.nsid)
  for (const definition of document.definitions) emitType(definition, file, definitions)
  for (const definition of document.definitions) emitKeys(definition, file)
  // Constants of the endpoint refer to functions only, which are there from the start.
  if (document.stream) emitStream(document.stream, document.nsid, file)
  if (document.query) emitQuery(document.query, document.nsid, file, definitions)
  for (const encoding of ['Cbor', 'Json'] as const) {
    const readers = new ReaderEmitter(file, definitions, encoding)
    const writers = new WriterEmitter(file, definitions, encoding)
    for (const definition of document.definitions) {
      if (!isUsed(definition, encoding)) continue
      readers.emit(definition)
      writers.emit(definition)
    }
  }
  return file
}

function isUsed({ uses }: DefinitionModel, encoding: Encoding): boolean {
  return encoding === 'Cbor' ? uses.cbor : uses.json
}

function emitKeys({ name, type, uses }: DefinitionModel, file: GeneratedFile): void {
  if (type.kind !== 'object' || !(uses.cbor || uses.json)) return
  file.add(
    constant({
      isExported: false,
      name: keysName(name),
      initializer: `/* @__PURE__ */ ${file.value('keyTable')}(${type.keys.map(stringLiteral).join(', ')})`,
    }),
  )
}
