import { StructureKind } from 'ts-morph'

import type { ParameterModel, ParameterShape } from '../model/model.js'
import { bounds, checked } from './constraints.js'
import { docs } from './doc-comment.js'
import { constraintText } from './emit-types.js'
import { access, memberName } from './field-access.js'
import type { GeneratedFile } from './generated-file.js'
import { literal, stringLiteral } from './literal.js'
import { stringType } from './shape-type.js'
import { constant } from './constant.js'

/** Declares `Params` and its codec `params`. */
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
          [parameter.description, constraintsOf(parameter), defaultOf(parameter)]
            .filter((text) => text !== undefined)
            .join(' '),
        ),
        type: parameterType(parameter.shape),
      })),
    },
    constant({
      isExported: true,
      docs: docs('Reads and writes the query string.'),
      name: 'params',
      type: `${file.type('ParamsCodec')}<Params>`,
      initializer: `{\n${[...parseMethod(parameters, file), ...serializeMethod(parameters, file)].join('\n')}\n}`,
    }),
  )
}

function constraintsOf({ shape }: ParameterModel): string | undefined {
  if (shape.kind !== 'array') return constraintText(shape)
  return shape.maxLength === undefined ? undefined : `At most ${shape.maxLength} items.`
}

function defaultOf(parameter: ParameterModel): string | undefined {
  return parameter.default === undefined
    ? undefined
    : `Default: ${literal(parameter.default)}, filled in when the query is parsed.`
}

function parameterType(shape: ParameterShape): string {
  switch (shape.kind) {
    case 'boolean':
      return shape.const === undefined ? 'boolean' : String(shape.const)
    case 'integer':
      if (shape.const !== undefined) return String(shape.const)
      return shape.enum === undefined ? 'number' : shape.enum.join(' | ')
    case 'string':
      return stringType(shape)
    case 'array': {
      const items = parameterType(shape.items)
      return `readonly ${items.includes('|') ? `(${items})` : items}[]`
    }
  }
}

function parseMethod(parameters: readonly ParameterModel[], file: GeneratedFile): string[] {
  if (parameters.length === 0) return ['parse: () => ({}),']
  const required = parameters.filter((parameter) => parameter.required)
  const optional = parameters.filter((parameter) => !parameter.required)
  const members = required.map(({ name, variable }) =>
    name === variable ? name : `${memberName(name)}: ${variable}`,
  )
  return [
    'parse(query) {',
    `const reader = new ${file.value('ParamsReader')}(query)`,
    ...parameters.map(
      (parameter) => `const ${parameter.variable} = ${readExpression(parameter, file)}`,
    ),
    ...(optional.length === 0
      ? [`return { ${members.join(', ')} }`]
      : [
          `const parsed: ${file.type('Mutable')}<Params> = { ${members.join(', ')} }`,
          ...optional.map((parameter) => assignment(parameter, file)),
          'return parsed',
        ]),
    '},',
  ]
}

function assignment({ name, variable, ...parameter }: ParameterModel, file: GeneratedFile): string {
  const set = (value: string): string =>
    name === '__proto__'
      ? `${file.value('defineField')}(parsed, '__proto__', ${value})`
      : `${access('parsed', name)} = ${value}`
  return parameter.default === undefined
    ? `if (${variable} !== undefined) ${set(variable)}`
    : set(`${variable} ?? ${literal(parameter.default)}`)
}

function readExpression({ name, required, shape }: ParameterModel, file: GeneratedFile): string {
  const single = shape.kind === 'array' ? shape.items : shape
  const reads = { boolean: 'readBoolean', integer: 'readInteger', string: 'readString' } as const
  const read = file.value(reads[single.kind])
  const plain = `${read}(checker, text)`
  const withChecks = checked(plain, single, 'checker', file)
  const reading = withChecks === plain ? read : `(checker, text) => ${withChecks}`
  const method = `${required ? 'required' : 'optional'}${shape.kind === 'array' ? 'List' : ''}`
  const limits =
    shape.kind === 'array' && shape.maxLength !== undefined
      ? `, ${bounds(shape.minLength, shape.maxLength, 0)}`
      : shape.kind === 'array' && shape.minLength !== undefined
        ? `, ${shape.minLength}`
        : ''
  return `reader.${method}(${stringLiteral(name)}, ${reading}${limits})`
}

function serializeMethod(parameters: readonly ParameterModel[], file: GeneratedFile): string[] {
  const writer = file.value('ParamsWriter')
  if (parameters.length === 0) return [`serialize: () => new ${writer}().query,`]
  return [
    'serialize(value) {',
    `const writer = new ${writer}()`,
    ...parameters.map(({ name, shape }) => {
      const method = shape.kind === 'array' ? 'writeList' : 'write'
      return `writer.${method}(${stringLiteral(name)}, ${fieldOf(name, file)})`
    }),
    'return writer.query',
    '},',
  ]
}

function fieldOf(name: string, file: GeneratedFile): string {
  return name in Object.prototype
    ? `${file.value('ownField')}(value, ${stringLiteral(name)})`
    : access('value', name)
}
