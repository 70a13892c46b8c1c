import { StructureKind } from 'ts-morph'

import type {
  ArrayModel,
  DefinitionModel,
  ObjectModel,
  PropertyModel,
  Shape,
  UnionModel,
} from '../model/model.js'
import { bounds, isBounded } from './constraints.js'
import type { Definitions } from './definitions.js'
import { access, isInherited } from './field-access.js'
import { type Encoding, keyTableName, writerName } from './function-names.js'
import type { GeneratedFile } from './generated-file.js'
import { nameComment, stringLiteral } from './literal.js'
import { readonlyArrayType, shapeType } from './shape-type.js'
import { writeStatement } from './write-statement.js'

/** Writes the encoders of one file in one encoding. */
export class WriterEmitter {
  private readonly file: GeneratedFile
  private readonly definitions: Definitions
  private readonly encoding: Encoding

  constructor(file: GeneratedFile, definitions: Definitions, encoding: Encoding) {
    this.file = file
    this.definitions = definitions
    this.encoding = encoding
  }

  /** Declares the encoder of a definition. */
  emit(definition: DefinitionModel): void {
    const { type } = definition
    switch (type.kind) {
      case 'object':
        return this.emitObject(definition, type)
      case 'array':
        return this.emitArray(definition, type)
      case 'union':
        return this.emitUnion(definition, type)
      default:
        return
    }
  }

  private emitObject(definition: DefinitionModel, object: ObjectModel): void {
    const { name } = definition
    const lines = object.properties.filter(mayBeInherited).map(({ name: property, variable }) => {
      const own = this.file.value('ownField')
      return `const ${variable} = ${own}(value, ${stringLiteral(property)})`
    })
    lines.push(...this.openMap(object))
    const typeFirst = this.encoding === 'Json' && object.message
    if (typeFirst) lines.push('if (typed) {', ...this.typeLines(name, object), '}')
    object.keys.forEach((key, index) => {
      const property = object.properties.find((candidate) => candidate.name === key)
      if (property !== undefined) lines.push(...this.property(name, property, index))
      else lines.push(...this.typeProperty(name, object, typeFirst))
    })
    lines.push('writer.closeMap()')
    const type = object.message ? `${this.file.type('Untyped')}<${name}>` : name
    const value = { name: isValueRead(object) ? 'value' : '_value', type }
    const typed = object.message ? [{ name: 'typed', type: 'boolean' }] : []
    this.declare(definition, [value, ...typed], lines)
  }

  private openMap(object: ObjectModel): string[] {
    const required = object.properties.filter((property) => property.required).length
    const optional = object.properties.filter((property) => !property.required)
    const conditions = optional.map((property) => `${this.field(property)} !== undefined`)
    if (object.$type !== undefined) {
      conditions.push(object.message ? 'typed' : 'value.$type !== undefined')
    }
    if (conditions.length === 0) return [`writer.openMap(${required})`]
    return [
      `let size = ${required}`,
      ...conditions.map((condition) => `if (${condition}) size++`),
      'writer.openMap(size)',
    ]
  }

  private typeProperty(name: string, object: ObjectModel, isFirst: boolean): string[] {
    if (isFirst) return []
    const condition = object.message ? 'typed' : 'value.$type !== undefined'
    return [`if (${condition}) {`, ...this.typeLines(name, object), '}']
  }

  private typeLines(name: string, object: ObjectModel): string[] {
    const literal = stringLiteral(object.$type ?? '')
    // A message was told by its `$type`; any other object may say it, and then has to say this one.
    const text = object.message
      ? literal
      : `${this.file.value('checkStringConst')}(writer, value.$type, ${literal})`
    return [
      `writer.writeKey(${keyTableName(name, this.encoding)}, ${object.keys.indexOf('$type')}) // $type`,
      `writer.writeString(${text})`,
    ]
  }

  private property(type: string, property: PropertyModel, index: number): string[] {
    const field = this.field(property)
    const lines = [
      `writer.writeKey(${keyTableName(type, this.encoding)}, ${index}) // ${nameComment(property.name)}`,
      ...(property.nullable
        ? [
            `if (${field} === null) writer.writeNull()`,
            `else ${this.statement(property.shape, field)}`,
          ]
        : [this.statement(property.shape, field)]),
    ]
    return property.required ? lines : [`if (${field} !== undefined) {`, ...lines, '}']
  }

  /** The expression for a property's value. */
  private field(property: PropertyModel): string {
    return mayBeInherited(property) ? property.variable : access('value', property.name)
  }

  private statement(shape: Shape, expression: string): string {
    return writeStatement(shape, expression, this.encoding, this.file)
  }

  private emitArray(definition: DefinitionModel, array: ArrayModel): void {
    const { file } = this
    const items = shapeType(array.items, file, this.definitions)
    const count = isBounded(array.minLength, array.maxLength)
      ? `${file.value('checkCount')}(writer, value.length, ${bounds(array.minLength, array.maxLength, 0)})`
      : 'value.length'
    const loop =
      array.items.kind === 'null'
        ? 'for (let left = value.length; left > 0; left--)'
        : 'for (const item of value)'
    this.declare(
      definition,
      [{ name: 'value', type: readonlyArrayType(items) }],
      [
        `writer.openArray(${count})`,
        `${loop} ${this.statement(array.items, 'item')}`,
        'writer.closeArray()',
      ],
    )
  }

  private emitUnion(definition: DefinitionModel, union: UnionModel): void {
    const { file, encoding } = this
    const lines = ['switch (value.$type) {']
    for (const { $type, reference } of union.members) {
      const write = file.functionOf(reference, writerName(reference.name, encoding))
      const typed = this.definitions.isMessage(reference) ? ', true' : ''
      lines.push(`case ${stringLiteral($type)}:`, `return ${write}(writer, value${typed})`)
    }
    const others = union.closed
      ? 'failUnlisted'
      : encoding === 'Cbor'
        ? 'writeUnknownCbor'
        : 'writeUnknownJson'
    lines.push('default:', `return ${file.value(others)}(writer, value)`, '}')
    this.declare(definition, [{ name: 'value', type: definition.name }], lines)
  }

  private declare(
    { name, named }: DefinitionModel,
    further: readonly { readonly name: string; readonly type: string }[],
    lines: readonly string[],
  ): void {
    const writer = this.file.type(this.encoding === 'Cbor' ? 'CborWriter' : 'JsonWriter')
    const parameters = [{ name: 'writer', type: writer }, ...further]
    this.file.add({
      kind: StructureKind.Function,
      name: writerName(name, this.encoding),
      isExported: named,
      parameters: parameters.map((parameter) => ({ kind: StructureKind.Parameter, ...parameter })),
      returnType: 'void',
      statements: lines.join('\n'),
    })
  }
}

/** Whether an encoder looks at the object at all, which may have nothing that could differ. */
function isValueRead({ $type, message, properties }: ObjectModel): boolean {
  return (
    ($type !== undefined && !message) ||
    properties.some(
      ({ required, nullable, shape }) => !required || nullable || shape.kind !== 'null',
    )
  )
}

/** Whether reading a property of an object that does not have it finds what all objects inherit. */
function mayBeInherited({ name, required }: PropertyModel): boolean {
  return !required && isInherited(name)
}
