import { type FunctionDeclarationStructure, StructureKind } from 'ts-morph'

import type { ParameterModel, ParameterShape } from '../model/model.js'
import { constant } from './constant.js'
import { constraintText, inheritanceText, sentences } from './constraint-text.js'
import { bounds, checked } from './constraints.js'
import { docs } from './doc-comment.js'
import { access, isInherited, memberName, objectLiteral } from './field-access.js'
import type { GeneratedFile } from './generated-file.js'
import { literal, stringLiteral } from './literal.js'
import { primitiveType, readonlyArrayType } from './shape-type.js'

/** Declares `Params` and its codec `params`, whose `serializeParams` clients can have alone. */
export function emitParams(
  parameters: readonly ParameterModel[],
  nsid: string,
  file: GeneratedFile,
): void {
  file.add(
    {
      kind: StructureKind.Interface,
      name: 'Params',
      isExported: true,
      docs: docs(`The parameters of ${nsid}.`),
      properties: parameters.map((parameter) => ({
        kind: StructureKind.PropertySignature,
        name: memberName(parameter.name),
        isReadonly: true,
        hasQuestionToken: !parameter.required,
        docs: docs(
          sentences(
            parameter.description,
            constraintText(parameter.shape, parameter.description),
            defaultText(parameter),
          ),
          inheritanceText(parameter.name, parameter.required),
        ),
        type: parameterType(parameter.shape),
      })),
    },
    constant({
      isExported: true,
      docs: docs('Reads and writes the query string.'),
      name: 'params',
      type: `${file.type('ParamsCodec')}<Params>`,
      initializer: `{\n${[...parseMethod(parameters, file), 'serialize: serializeParams,'].join('\n')}\n}`,
    }),
    serializeFunction(parameters, file),
  )
}

function defaultText(parameter: ParameterModel): string | undefined {
  return parameter.default === undefined
    ? undefined
    : `Default: ${literal(parameter.default)}, filled in when the query is parsed.`
}

function parameterType(shape: ParameterShape): string {
  return shape.kind === 'array'
    ? readonlyArrayType(primitiveType(shape.items))
    : primitiveType(shape)
}

function parseMethod(parameters: readonly ParameterModel[], file: GeneratedFile): string[] {
  if (parameters.length === 0) return ['parse: () => ({}),']
  const atOnce = parameters.filter(isSetAtOnce)
  const later = parameters.filter((parameter) => !isSetAtOnce(parameter))
  const fields = objectLiteral(
    atOnce.map((parameter) => ({
      ...parameter,
      value:
        parameter.default === undefined
          ? parameter.variable
          : `${parameter.variable} ?? ${literal(parameter.default)}`,
    })),
  )
  return [
    'parse(query) {',
    `const reader = new ${file.value('ParamsReader')}(query)`,
    ...parameters.map((parameter) => `const ${parameter.variable} = ${readCall(parameter, file)}`),
    ...(later.length === 0
      ? [`return ${fields}`]
      : [
          `const parsed: ${file.type('Mutable')}<Params> = ${fields}`,
          ...later.map(
            ({ name, variable }) =>
              `if (${variable} !== undefined) ${access('parsed', name)} = ${variable}`,
          ),
          'return parsed',
        ]),
    '},',
  ]
}

/** Whether a field is there whatever the query says, or has to be set in the literal. */
function isSetAtOnce(parameter: ParameterModel): boolean {
  return parameter.required || parameter.default !== undefined || isInherited(parameter.name)
}

function readCall({ name, required, shape }: ParameterModel, file: GeneratedFile): string {
  const single = shape.kind === 'array' ? shape.items : shape
  const reads = { boolean: 'readBoolean', integer: 'readInteger', string: 'readString' } as const
  const read = file.value(reads[single.kind])
  const plain = `${read}(checker, text)`
  const withChecks = checked(plain, single, 'checker', file)
  const reading = withChecks === plain ? read : `(checker, text) => ${withChecks}`
  const method = `${required ? 'required' : 'optional'}${shape.kind === 'array' ? 'List' : ''}`
  const limits = shape.kind === 'array' ? listLimits(shape.minLength, shape.maxLength) : ''
  return `reader.${method}(${stringLiteral(name)}, ${reading}${limits})`
}

/** The bounds of a list as further arguments; one without a maximum leaves it to the reader. */
function listLimits(minimum: number | undefined, maximum: number | undefined): string {
  if (maximum !== undefined) return `, ${bounds(minimum, maximum, 0)}`
  return minimum === undefined ? '' : `, ${minimum}`
}

function serializeFunction(
  parameters: readonly ParameterModel[],
  file: GeneratedFile,
): FunctionDeclarationStructure {
  const writer = file.value('ParamsWriter')
  const writes = parameters.map(({ name, shape }) => {
    const method = shape.kind === 'array' ? 'writeList' : 'write'
    return `writer.${method}(${stringLiteral(name)}, ${fieldOf(name, file)})`
  })
  const statements =
    writes.length === 0
      ? [`return new ${writer}().query`]
      : [`const writer = new ${writer}()`, ...writes, 'return writer.query']
  return {
    kind: StructureKind.Function,
    name: 'serializeParams',
    isExported: true,
    docs: docs('Writes the query string, as `params` does, for clients that never read one.'),
    parameters:
      writes.length === 0 ? [] : [{ kind: StructureKind.Parameter, name: 'value', type: 'Params' }],
    returnType: 'URLSearchParams',
    statements: statements.join('\n'),
  }
}

function fieldOf(name: string, file: GeneratedFile): string {
  return isInherited(name)
    ? `${file.value('ownField')}(value, ${stringLiteral(name)})`
    : access('value', name)
}
