import type { BlobShape, IntegerShape, Shape, StringShape } from '../model/model.js'
import type { StringFormat } from '../load/lexicon.js'
import type { GeneratedFile } from './generated-file.js'
import { arrayLiteral, literal } from './literal.js'
import type { RuntimeValue } from '../model/runtime-symbols.js'

const formatChecks: { readonly [F in StringFormat]: RuntimeValue } = {
  'at-identifier': 'checkAtIdentifier',
  'at-uri': 'checkAtUri',
  cid: 'checkCid',
  datetime: 'checkDatetime',
  did: 'checkDid',
  handle: 'checkHandle',
  language: 'checkLanguage',
  nsid: 'checkNsid',
  'record-key': 'checkRecordKey',
  tid: 'checkTid',
  uri: 'checkUri',
}

/** Formats that readers and writers check themselves, on the bytes of the frame. */
const byteFormats: { readonly [F in StringFormat]?: RuntimeValue } = {
  datetime: 'datetimeFormat',
  did: 'didFormat',
  tid: 'tidFormat',
}

/** The format that a reader or writer is to check itself, imported; undefined where it is none. */
export function byteFormat(shape: StringShape, file: GeneratedFile): string | undefined {
  const format = shape.format && shape.const === undefined ? byteFormats[shape.format] : undefined
  return format && file.value(format)
}

/**
 * Wraps an expression in the checks that its shape asks for: `checkTid(reader, …)`. `checker` is
 * the reader or writer that says where a check failed.
 */
export function checked(
  expression: string,
  shape: Shape,
  checker: string,
  file: GeneratedFile,
): string {
  switch (shape.kind) {
    case 'boolean':
      return shape.const === undefined
        ? expression
        : `${file.value('checkBooleanConst')}(${checker}, ${expression}, ${shape.const})`
    case 'integer':
      return checkedInteger(expression, shape, checker, file)
    case 'string':
      return checkedString(expression, shape, checker, file)
    case 'bytes':
      return isBounded(shape.minLength, shape.maxLength)
        ? `${file.value('checkBytesLength')}(${checker}, ${expression}, ${bounds(shape.minLength, shape.maxLength, 0)})`
        : expression
    case 'blob':
      return checkedBlob(expression, shape, checker, file)
    default:
      return expression
  }
}

function checkedInteger(
  expression: string,
  shape: IntegerShape,
  checker: string,
  file: GeneratedFile,
): string {
  if (shape.const !== undefined) {
    return `${file.value('checkIntegerConst')}(${checker}, ${expression}, ${shape.const})`
  }
  if (shape.enum !== undefined) {
    return `${file.value('checkIntegerEnum')}(${checker}, ${expression}, ${arrayLiteral(shape.enum)})`
  }
  const { minimum, maximum } = shape
  if (!isBounded(minimum, maximum)) return expression
  return `${file.value('checkInteger')}(${checker}, ${expression}, ${bounds(minimum, maximum, '-Infinity')})`
}

function checkedString(
  expression: string,
  shape: StringShape,
  checker: string,
  file: GeneratedFile,
): string {
  if (shape.const !== undefined) {
    return `${file.value('checkStringConst')}(${checker}, ${expression}, ${literal(shape.const)})`
  }
  let result = expression
  if (isBounded(shape.minLength, shape.maxLength)) {
    result = `${file.value('checkStringLength')}(${checker}, ${result}, ${bounds(shape.minLength, shape.maxLength, 0)})`
  }
  if (isBounded(shape.minGraphemes, shape.maxGraphemes)) {
    result = `${file.value('checkGraphemes')}(${checker}, ${result}, ${bounds(shape.minGraphemes, shape.maxGraphemes, 0)})`
  }
  if (shape.format !== undefined && !isCheckedBy(shape, checker)) {
    result = `${file.value(formatChecks[shape.format])}(${checker}, ${result})`
  }
  if (shape.enum !== undefined) {
    result = `${file.value('checkStringEnum')}(${checker}, ${result}, ${arrayLiteral(shape.enum)})`
  }
  return result
}

/** Whether a reader or writer has checked the format; a checker of parameters never has. */
function isCheckedBy(shape: StringShape, checker: string): boolean {
  return checker !== 'checker' && shape.format !== undefined && shape.format in byteFormats
}

function checkedBlob(
  expression: string,
  { accept = [], maxSize }: BlobShape,
  checker: string,
  file: GeneratedFile,
): string {
  if (accept.length === 0 && maxSize === undefined) return expression
  return `${file.value('checkBlob')}(${checker}, ${expression}, ${arrayLiteral(accept)}, ${maxSize ?? 'Infinity'})`
}

/** Whether there is a lower or an upper bound. */
export function isBounded(minimum: number | undefined, maximum: number | undefined): boolean {
  return minimum !== undefined || maximum !== undefined
}

/** The bounds as two arguments. */
export function bounds(
  minimum: number | undefined,
  maximum: number | undefined,
  none: number | string,
): string {
  return `${minimum ?? none}, ${maximum ?? 'Infinity'}`
}
