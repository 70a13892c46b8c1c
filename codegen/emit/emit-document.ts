import type { DefinitionModel, DocumentModel, EncodingUses } from '../model/model.js'
import { isUsed } from '../model/uses.js'
import { constant } from './constant.js'
import type { Definitions } from './definitions.js'
import { emitQuery } from './emit-query.js'
import { ReaderEmitter } from './emit-readers.js'
import { emitMessageFunctions, emitStream } from './emit-stream.js'
import { emitType } from './emit-types.js'
import { WriterEmitter } from './emit-writers.js'
import { type Encoding, keysName } from './function-names.js'
import { GeneratedFile } from './generated-file.js'
import { stringLiteral } from './literal.js'

/**
 * The file of one lexicon document: its types and its endpoint, which people read, then what reads
 * and writes them.
 */
export function emitDocument(document: DocumentModel, definitions: Definitions): GeneratedFile {
  const file = new GeneratedFile(document.nsid)
  for (const definition of document.definitions) emitType(definition, file, definitions)
  // Constants of the endpoint refer to functions only, which are there from the start.
  if (document.stream) emitStream(document.stream, document.nsid, file)
  if (document.query) emitQuery(document.query, document.nsid, file, definitions)
  for (const definition of document.definitions) emitKeys(definition, file)
  for (const encoding of ['Cbor', 'Json'] as const) {
    if (document.stream) emitMessageFunctions(document.stream, encoding, file)
    const readers = new ReaderEmitter(file, definitions, encoding)
    const writers = new WriterEmitter(file, definitions, encoding)
    for (const definition of document.definitions) {
      const uses = usesIn(encoding, definition)
      readers.emit(definition, uses)
      if (isUsed(uses)) writers.emit(definition)
    }
  }
  return file
}

function usesIn(encoding: Encoding, { uses }: DefinitionModel): EncodingUses {
  return encoding === 'Cbor' ? uses.cbor : uses.json
}

function emitKeys({ name, type, uses }: DefinitionModel, file: GeneratedFile): void {
  if (type.kind !== 'object' || !(isUsed(uses.cbor) || isUsed(uses.json))) return
  file.add(
    constant({
      isExported: false,
      name: keysName(name),
      initializer: `/* @__PURE__ */ ${file.value('keyTable')}(${type.keys.map(stringLiteral).join(', ')})`,
    }),
  )
}
