import type { DefinitionModel, DocumentModel, EncodingUses } from '../model/model.js'
import { isUsed } from '../model/uses.js'
import { constant } from './constant.js'
import type { Definitions } from './definitions.js'
import { emitQuery } from './emit-query.js'
import { ReaderEmitter } from './emit-readers.js'
import { emitMessageFunctions, emitStream } from './emit-stream.js'
import { emitType } from './emit-types.js'
import { WriterEmitter } from './emit-writers.js'
import { type Encoding, keysName, keyTableName } from './function-names.js'
import { GeneratedFile } from './generated-file.js'
import { arrayLiteral } from './literal.js'

const encodings = ['Cbor', 'Json'] as const

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
  for (const encoding of encodings) {
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

function emitKeys(definition: DefinitionModel, file: GeneratedFile): void {
  const { name, type, uses } = definition
  if (type.kind !== 'object' || !(isUsed(uses.cbor) || isUsed(uses.json))) return
  file.add(
    constant({
      isExported: false,
      name: keysName(name),
      type: 'readonly string[]',
      initializer: arrayLiteral(type.keys),
    }),
  )
  for (const encoding of encodings) {
    if (!isUsed(usesIn(encoding, definition))) continue
    const table = file.value(encoding === 'Cbor' ? 'cborKeyTable' : 'jsonKeyTable')
    file.add(
      constant({
        isExported: false,
        name: keyTableName(name, encoding),
        initializer: `/* @__PURE__ */ ${table}(${keysName(name)})`,
      }),
    )
  }
}
