import { StructureKind } from 'ts-morph'

import type {
  ArrayModel,
  DefinitionModel,
  EncodingUses,
  ObjectModel,
  PropertyModel,
  UnionModel,
} from '../model/model.js'
import { isUsed } from '../model/uses.js'
import { bounds, isBounded } from './constraints.js'
import type { Definitions } from './definitions.js'
import { access, isInherited, objectLiteral } from './field-access.js'
import { type Encoding, keyTableName, readerName, type Variant } from './function-names.js'
import type { GeneratedFile } from './generated-file.js'
import { nameComment, stringLiteral } from './literal.js'
import { readExpression } from './read-expression.js'
import { arrayType, shapeType } from './shape-type.js'

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
  emit(definition: DefinitionModel, uses: EncodingUses): void {
    const { type } = definition
    switch (type.kind) {
      case 'object':
        if (uses.typed) this.emitObject(definition, type, 'typed')
        if (uses.plain) this.emitObject(definition, type, 'plain')
        return
      case 'array':
        if (isUsed(uses)) this.emitArray(definition, type)
        return
      case 'union':
        if (isUsed(uses)) this.emitUnion(definition, type)
        return
      default:
        return
    }
  }

  private emitObject(definition: DefinitionModel, object: ObjectModel, variant: Variant): void {
    const { name } = definition
    const type = this.objectType(name, object, variant)
    this.declare(definition, variant, type, [
      ...this.locals(object, variant),
      ...(this.encoding === 'Cbor'
        ? this.cborLoop(name, object, variant)
        : this.jsonLoop(name, object, variant)),
      ...this.result(type, object, variant),
    ])
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
    return [
      ...(needsStart(object) ? ['const start = reader.pos'] : []),
      `let key = ${file.value('NO_KEY')}`,
      `for (let left = reader.openMap(); left > 0; left--) {`,
      `key = reader.readKey(${keyTableName(name, 'Cbor')}, key)`,
      ...this.keySwitch(object, variant, `${file.value('readCborValue')}(reader)`),
      '}',
      'reader.closeMap()',
    ]
  }

  private jsonLoop(name: string, object: ObjectModel, variant: Variant): string[] {
    const { file } = this
    const keys = keyTableName(name, 'Json')
    const open = `reader.openObject(${keys})`
    const loop = `for (let key = ${file.value('NO_KEY')}; (key = reader.readKey(${keys}, key)) !== ${file.value('END_OF_OBJECT')}; ) {`
    return [
      needsStart(object) ? `const start = ${open}` : open,
      loop,
      ...this.keySwitch(object, variant, `${file.value('readJsonValue')}(reader)`),
      '}',
    ]
  }

  private keySwitch(object: ObjectModel, variant: Variant, skip: string): string[] {
    if (object.keys.length === 0) return [skip]
    const lines = ['switch (key) {']
    object.keys.forEach((key, index) => {
      lines.push(`case ${index}: // ${nameComment(key)}`)
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
    const expression = readExpression(shape, this.encoding, this.file)
    return nullable ? `reader.tryNull() ? null : ${expression}` : expression
  }

  private result(type: string, object: ObjectModel, variant: Variant): string[] {
    const { properties, $type } = object
    const required = properties.filter((property) => property.required)
    const later = properties.filter(({ required: isSet, name }) => !isSet && !isInherited(name))
    const hasOptionalType = variant === 'plain' && $type !== undefined
    const lines: string[] = []
    if (required.length > 0) {
      const missing = required.map(({ variable }) => `${variable} === undefined`).join(' || ')
      lines.push(
        `if (${missing}) {`,
        `return reader.failMissing(${objectLiteral(required)}, start)`,
        '}',
      )
    }
    // TypeScript takes what a literal inherits for a field, so that such fields are set in it.
    const atOnce = properties.filter(({ required: isSet, name }) => isSet || isInherited(name))
    const fields = objectLiteral(
      atOnce,
      variant === 'typed' && $type !== undefined ? [`$type: ${stringLiteral($type)}`] : [],
    )
    if (later.length === 0 && !hasOptionalType) return [...lines, `return ${fields}`]
    lines.push(`const value: ${this.file.type('Mutable')}<${type}> = ${fields}`)
    if (hasOptionalType) lines.push('if ($type !== undefined) value.$type = $type')
    for (const { name, variable } of later) {
      lines.push(`if (${variable} !== undefined) ${access('value', name)} = ${variable}`)
    }
    return [...lines, 'return value']
  }

  private emitArray(definition: DefinitionModel, array: ArrayModel): void {
    const { file, encoding } = this
    const type = arrayType(shapeType(array.items, file, this.definitions))
    const item = readExpression(array.items, encoding, file)
    const limits = isBounded(array.minLength, array.maxLength)
      ? bounds(array.minLength, array.maxLength, 0)
      : undefined
    const count = (expression: string): string =>
      limits === undefined
        ? expression
        : `${file.value('checkCount')}(reader, ${expression}, ${limits})`
    const list = `const items: ${type} = []`
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
    this.declare(definition, 'plain', type, [...lines, 'return items'])
  }

  private emitUnion(definition: DefinitionModel, union: UnionModel): void {
    const { file, encoding } = this
    const peek = file.value(encoding === 'Cbor' ? 'peekCborType' : 'peekJsonType')
    const lines = [`const $type = ${peek}(reader)`, 'switch ($type) {']
    for (const { $type, reference } of union.members) {
      const reader = readerName(reference.name, encoding, 'typed')
      lines.push(`case ${stringLiteral($type)}:`)
      lines.push(`return ${file.functionOf(reference, reader)}(reader)`)
    }
    const others = union.closed
      ? `${file.value('failUnlisted')}(reader, $type)`
      : `${file.value(encoding === 'Cbor' ? 'readUnknownCbor' : 'readUnknownJson')}(reader)`
    lines.push('default:', `return ${others}`, '}')
    this.declare(definition, 'plain', definition.name, lines)
  }

  private declare(
    { name, named }: DefinitionModel,
    variant: Variant,
    returnType: string,
    lines: readonly string[],
  ): void {
    this.file.add({
      kind: StructureKind.Function,
      name: readerName(name, this.encoding, variant),
      isExported: named,
      parameters: [
        {
          name: 'reader',
          type: this.file.type(this.encoding === 'Cbor' ? 'CborReader' : 'JsonReader'),
        },
      ],
      returnType,
      statements: lines.join('\n'),
    })
  }
}

function needsStart(object: ObjectModel): boolean {
  return object.properties.some(({ required }) => required)
}
