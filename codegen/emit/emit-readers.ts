import { StructureKind } from 'ts-morph'

import type {
  ArrayModel,
  DefinitionModel,
  ObjectModel,
  PropertyModel,
  Shape,
  UnionModel,
} from '../model/model.js'
import { bounds, checked, isBounded } from './constraints.js'
import type { Definitions } from './definitions.js'
import { access, memberName } from './field-access.js'
import { type Encoding, keysName, readerName, type Variant } from './function-names.js'
import type { GeneratedFile } from './generated-file.js'
import { stringLiteral } from './literal.js'
import { isNamed, shapeType } from './shape-type.js'

/** Writes the decoders of one file in one encoding. */
export class ReaderEmitter {
  private readonly file: GeneratedFile
  private readonly definitions: Definitions
  private readonly encoding: Encoding

  constructor(file: GeneratedFile, definitions: Definitions, encoding: Encoding) {
    this.file = file
    this.definitions = definitions
    this.encoding = encoding
  }

  /** Declares the decoders of a definition, in each variant that somebody uses. */
  emit(definition: DefinitionModel): void {
    const { name, type, uses } = definition
    switch (type.kind) {
      case 'object':
        if (uses.typed) this.emitObject(definition, type, 'typed')
        if (uses.plain) this.emitObject(definition, type, 'plain')
        return
      case 'array':
        return this.emitArray(definition, type)
      case 'union':
        return this.emitUnion(name, isNamed(definition), type)
      default:
        return
    }
  }

  private emitObject(definition: DefinitionModel, object: ObjectModel, variant: Variant): void {
    const { name } = definition
    this.declare(
      readerName(name, this.encoding, variant),
      isNamed(definition),
      this.objectType(name, object, variant),
      [
        ...this.locals(object, variant),
        ...(this.encoding === 'Cbor'
          ? this.cborLoop(name, object, variant)
          : this.jsonLoop(name, object, variant)),
        ...this.result(name, object, variant),
      ],
    )
  }

  private objectType(name: string, object: ObjectModel, variant: Variant): string {
    if (variant === 'typed') return object.message ? name : `${this.file.type('Typed')}<${name}>`
    return object.message ? `${this.file.type('Untyped')}<${name}>` : name
  }

  private locals(object: ObjectModel, variant: Variant): string[] {
    const locals = object.properties.map((property) => {
      const type = this.valueType(property)
      return `let ${property.variable}: ${type} | undefined`
    })
    if (variant === 'plain' && object.$type !== undefined) {
      locals.unshift(`let $type: ${stringLiteral(object.$type)} | undefined`)
    }
    return locals
  }

  private valueType({ shape, nullable }: PropertyModel): string {
    const type = shapeType(shape, this.file, this.definitions)
    return nullable ? `${type} | null` : type
  }

  private cborLoop(name: string, object: ObjectModel, variant: Variant): string[] {
    const { file } = this
    if (object.keys.length === 0) {
      return [
        `let key = ${file.value('NO_KEY')}`,
        `for (let left = reader.openMap(); left > 0; left--) {`,
        `key = reader.readKey(${keysName(name)}, key)`,
        `${file.value('readCborValue')}(reader)`,
        `}`,
        `reader.closeMap()`,
      ]
    }
    return [
      ...(needsStart(object) ? ['const start = reader.pos'] : []),
      `let key = ${file.value('NO_KEY')}`,
      `for (let left = reader.openMap(); left > 0; left--) {`,
      `key = reader.readKey(${keysName(name)}, key)`,
      ...this.keySwitch(object, variant, `${file.value('readCborValue')}(reader)`),
      `}`,
      `reader.closeMap()`,
    ]
  }

  private jsonLoop(name: string, object: ObjectModel, variant: Variant): string[] {
    const { file } = this
    const keys = keysName(name)
    const open = `reader.openObject(${keys})`
    const loop = `for (let key = ${file.value('NO_KEY')}; (key = reader.readKey(${keys}, key)) !== ${file.value('END_OF_OBJECT')}; ) {`
    const skip = `${file.value('readJsonValue')}(reader)`
    return [
      needsStart(object) ? `const start = ${open}` : open,
      loop,
      ...(object.keys.length === 0 ? [skip] : this.keySwitch(object, variant, skip)),
      `}`,
    ]
  }

  private keySwitch(object: ObjectModel, variant: Variant, skip: string): string[] {
    const lines = ['switch (key) {']
    object.keys.forEach((key, index) => {
      lines.push(`case ${index}: // ${commentText(key)}`)
      const property = object.properties.find(({ name }) => name === key)
      if (property !== undefined) {
        lines.push(`${property.variable} = ${this.propertyExpression(property)}`)
      } else if (variant === 'typed') {
        lines.push('reader.skipString()')
      } else {
        const check = this.file.value('checkStringConst')
        lines.push(
          `$type = ${check}(reader, reader.readString(), ${stringLiteral(object.$type ?? '')})`,
        )
      }
      lines.push('break')
    })
    lines.push('default:', skip, '}')
    return lines
  }

  private propertyExpression({ shape, nullable }: PropertyModel): string {
    const expression = this.expression(shape)
    return nullable ? `reader.tryNull() ? null : ${expression}` : expression
  }

  /** The expression that reads a value of this shape. */
  expression(shape: Shape): string {
    return checked(this.bareExpression(shape), shape, 'reader', this.file)
  }

  private bareExpression(shape: Shape): string {
    const { file, encoding } = this
    switch (shape.kind) {
      case 'boolean':
        return 'reader.readBoolean()'
      case 'integer':
        return 'reader.readInteger()'
      case 'string':
        return 'reader.readString()'
      case 'bytes':
        return 'reader.readBytes()'
      case 'link':
        return 'reader.readLink()'
      case 'null':
        return 'reader.readNull()'
      case 'blob':
        return `${file.value(encoding === 'Cbor' ? 'readCborBlob' : 'readJsonBlob')}(reader)`
      case 'unknown':
        return `${file.value(encoding === 'Cbor' ? 'readCborMap' : 'readJsonMap')}(reader)`
      case 'reference': {
        const name = readerName(shape.reference.name, encoding)
        return `${file.functionOf(shape.reference, name)}(reader)`
      }
    }
  }

  private result(name: string, object: ObjectModel, variant: Variant): string[] {
    const required = object.properties.filter((property) => property.required)
    const optional = object.properties.filter((property) => !property.required)
    const hasType = variant === 'plain' && object.$type !== undefined
    const lines: string[] = []
    if (required.length > 0) {
      const missing = required.map(({ variable }) => `${variable} === undefined`).join(' || ')
      const fields = required.map((property) => literalMember(property)).join(', ')
      lines.push(`if (${missing}) {`, `return reader.failMissing({ ${fields} }, start)`, '}')
    }
    const members = required.map(literalMember)
    if (variant === 'typed') members.unshift(`$type: ${stringLiteral(object.$type ?? '')}`)
    if (optional.length === 0 && !hasType) {
      lines.push(`return { ${members.join(', ')} }`)
      return lines
    }
    const type = this.objectType(name, object, variant)
    lines.push(`const value: ${this.file.type('Mutable')}<${type}> = { ${members.join(', ')} }`)
    if (hasType) lines.push('if ($type !== undefined) value.$type = $type')
    for (const { name: property, variable } of optional) {
      const assignment =
        property === '__proto__'
          ? `${this.file.value('defineField')}(value, '__proto__', ${variable})`
          : `${access('value', property)} = ${variable}`
      lines.push(`if (${variable} !== undefined) ${assignment}`)
    }
    lines.push('return value')
    return lines
  }

  private emitArray(definition: DefinitionModel, array: ArrayModel): void {
    const { file, encoding } = this
    const items = shapeType(array.items, file, this.definitions)
    const item = this.expression(array.items)
    const limits = isBounded(array.minLength, array.maxLength)
      ? bounds(array.minLength, array.maxLength, 0)
      : undefined
    const count = (expression: string): string =>
      limits === undefined
        ? expression
        : `${file.value('checkCount')}(reader, ${expression}, ${limits})`
    const list = `const items: ${items.includes('|') ? `(${items})` : items}[] = []`
    const lines =
      encoding === 'Cbor'
        ? [
            list,
            `for (let left = ${count('reader.openArray()')}; left > 0; left--) {`,
            `items.push(${item})`,
            '}',
            'reader.closeArray()',
          ]
        : [
            list,
            'reader.openArray()',
            'while (reader.nextItem(items.length === 0)) {',
            `items.push(${item})`,
            '}',
            ...(limits === undefined ? [] : [count('items.length')]),
          ]
    const type = `${items.includes('|') ? `(${items})` : items}[]`
    this.declare(readerName(definition.name, encoding), isNamed(definition), type, [
      ...lines,
      'return items',
    ])
  }

  private emitUnion(name: string, isExported: boolean, union: UnionModel): void {
    const { file, encoding } = this
    const peek = file.value(encoding === 'Cbor' ? 'peekCborType' : 'peekJsonType')
    const lines = [`const $type = ${peek}(reader)`, 'switch ($type) {']
    for (const { $type, reference } of union.members) {
      const reader = readerName(reference.name, encoding, 'typed')
      lines.push(`case ${stringLiteral($type)}:`)
      lines.push(`return ${file.functionOf(reference, reader)}(reader)`)
    }
    const unknown = file.value(encoding === 'Cbor' ? 'readUnknownCbor' : 'readUnknownJson')
    lines.push(
      'default:',
      union.closed
        ? `return ${file.value('failUnlisted')}(reader, $type)`
        : `return ${unknown}(reader)`,
      '}',
    )
    this.declare(readerName(name, encoding), isExported, name, lines)
  }

  private declare(name: string, isExported: boolean, returnType: string, lines: string[]): void {
    this.file.add({
      kind: StructureKind.Function,
      name,
      isExported,
      parameters: [
        {
          name: 'reader',
          type: this.file.type(this.encoding === 'Cbor' ? 'CborReader' : 'JsonReader'),
        },
      ],
      returnType,
      statements: lines,
    })
  }
}

function needsStart(object: ObjectModel): boolean {
  return object.properties.some(({ required }) => required)
}

function literalMember({ name, variable }: PropertyModel): string {
  return name === variable ? name : `${memberName(name)}: ${variable}`
}

/** A property name in a line comment. */
export function commentText(name: string): string {
  return /^[\w$.-]+$/.test(name) ? name : stringLiteral(name)
}
