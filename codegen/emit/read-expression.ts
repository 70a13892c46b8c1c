import type { Shape } from '../model/model.js'
import { byteFormat, checked } from './constraints.js'
import { type Encoding, readerName } from './function-names.js'
import type { GeneratedFile } from './generated-file.js'

/** The expression that reads a value of this shape off `reader`, and checks it. */
export function readExpression(shape: Shape, encoding: Encoding, file: GeneratedFile): string {
  return checked(bareExpression(shape, encoding, file), shape, 'reader', file)
}

function bareExpression(shape: Shape, encoding: Encoding, file: GeneratedFile): string {
  switch (shape.kind) {
    case 'boolean':
      return 'reader.readBoolean()'
    case 'integer':
      return 'reader.readInteger()'
    case 'string': {
      const format = byteFormat(shape, file)
      return format === undefined ? 'reader.readString()' : `reader.readFormat(${format})`
    }
    case 'bytes':
      return 'reader.readBytes()'
    case 'link':
      return 'reader.readLink()'
    case 'null':
      return 'reader.readNull()'
    case 'blob':
      return `${file.value(encoding === 'Cbor' ? 'readCborBlob' : 'readJsonBlob')}(reader)`
    case 'unknown':
      return `${file.value(encoding === 'Cbor' ? 'readCborObject' : 'readJsonObject')}(reader)`
    case 'reference': {
      const { reference } = shape
      return `${file.functionOf(reference, readerName(reference.name, encoding))}(reader)`
    }
  }
}
