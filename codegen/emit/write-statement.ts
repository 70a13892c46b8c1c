import type { Shape } from '../model/model.js'
import { byteFormat, checked } from './constraints.js'
import { type Encoding, writerName } from './function-names.js'
import type { GeneratedFile } from './generated-file.js'

/** The statement that checks the value of an expression and writes it to `writer`. */
export function writeStatement(
  shape: Shape,
  expression: string,
  encoding: Encoding,
  file: GeneratedFile,
): string {
  const value = checked(expression, shape, 'writer', file)
  switch (shape.kind) {
    case 'boolean':
      return `writer.writeBoolean(${value})`
    case 'integer':
      return `writer.writeInteger(${value})`
    case 'string': {
      const format = byteFormat(shape, file)
      return format === undefined
        ? `writer.writeString(${value})`
        : `writer.writeFormat(${format}, ${value})`
    }
    case 'bytes':
      return `writer.writeBytes(${value})`
    case 'link':
      return `writer.writeLink(${value})`
    case 'null':
      return 'writer.writeNull()'
    case 'blob':
      return `${file.value(encoding === 'Cbor' ? 'writeCborBlob' : 'writeJsonBlob')}(writer, ${value})`
    case 'unknown':
      return `${file.value(encoding === 'Cbor' ? 'writeCborObject' : 'writeJsonObject')}(writer, ${value})`
    case 'reference': {
      const { reference, message } = shape
      const write = file.functionOf(reference, writerName(reference.name, encoding))
      return `${write}(writer, ${value}${message ? `, ${value}.$type !== undefined` : ''})`
    }
  }
}
