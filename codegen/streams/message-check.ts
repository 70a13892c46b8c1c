import {
  checkBooleanConst,
  checkIntegerConst,
  checkIntegerEnum,
  checkStringConst,
  checkStringEnum,
} from '../../templates/checks/check-allowed.js'
import {
  checkBytesLength,
  checkCount,
  checkGraphemes,
  checkStringLength,
} from '../../templates/checks/check-length.js'
import { checkInteger } from '../../templates/checks/check-range.js'
import type { Checker } from '../../templates/checks/checker.js'
import { quote } from '../../templates/checks/quote.js'
import { describeValue } from '../../templates/values/describe-value.js'
import { isArray } from '../../templates/values/lex-map.js'
import type { LexValue } from '../../templates/values/lex-value.js'
import { ownField } from '../../templates/values/own-field.js'
import { joinIndex, joinKey } from '../../templates/values/value-path.js'
import { definitionKey } from '../model/definition-key.js'
import { definitionTypes } from '../model/definition-types.js'
import type {
  ArrayModel,
  DefinitionType,
  IntegerShape,
  ObjectModel,
  Reference,
  Shape,
  StringShape,
  UnionModel,
} from '../model/model.js'
import type { AnyMessage } from './any-message.js'
import { checkBlobValue } from './blob-check.js'
import { isLink, isMap } from './decoded-value.js'
import { checkFormat } from './format-check.js'
import type { StreamLexicon } from './stream-lexicon.js'

/** How a message breaks its lexicon. */
class Breach extends Error {}

/** Says where in a message a check failed. */
class At implements Checker {
  readonly formats = true
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  fail(_code: string, detail: string): never {
    throw new Breach(this.path === '' ? detail : `${this.path}: ${detail}`)
  }

  failType(expected: string, found: LexValue): never {
    return this.fail('wrong-type', `expected ${expected}, found ${describeValue(found)}`)
  }

  key(name: string): At {
    return new At(joinKey(this.path, name))
  }

  index(index: number): At {
    return new At(joinIndex(this.path, index))
  }
}

/** Validates messages against a lexicon that was not known when the program was built. */
export class MessageCheck {
  readonly #definitions: ReadonlyMap<string, DefinitionType>
  readonly #messages: ReadonlyMap<string, Reference>

  constructor({ model, stream }: Pick<StreamLexicon, 'model' | 'stream'>) {
    this.#definitions = definitionTypes(model)
    this.#messages = new Map(stream.messages.map(({ $type, reference }) => [$type, reference]))
  }

  /** What is wrong with a message, the first thing of all; absent where it is in order or unknown. */
  breach(message: AnyMessage): string | undefined {
    const reference = this.#messages.get(message.$type)
    if (reference === undefined) return undefined
    try {
      this.#checkReference(message, reference, new At(''))
      return undefined
    } catch (error) {
      if (error instanceof Breach) return error.message
      throw error
    }
  }

  /** The message's own fields that the lexicon does not know; clients ignore them. */
  unknownFields(message: AnyMessage): readonly string[] {
    const reference = this.#messages.get(message.$type)
    const type = reference && this.#definitions.get(definitionKey(reference))
    if (type?.kind !== 'object') return []
    return Object.keys(message).filter((name) => !type.keys.includes(name))
  }

  #checkReference(value: LexValue, reference: Reference, at: At): void {
    const type = this.#definitions.get(definitionKey(reference))
    switch (type?.kind) {
      case 'object':
        return this.#checkObject(value, type, at)
      case 'array':
        return this.#checkArray(value, type, at)
      case 'union':
        return this.#checkUnion(value, type, at)
      case 'alias':
        return this.#checkShape(value, type.shape, at)
      default:
        return undefined
    }
  }

  #checkObject(value: LexValue, { properties, $type }: ObjectModel, at: At): void {
    if (!isMap(value)) return at.failType('object', value)
    const said = ownField(value, '$type')
    if ($type !== undefined && said !== undefined && said !== $type) {
      at.key('$type').fail('not-allowed', `must be ${quote($type)}, not ${describe(said)}`)
    }
    for (const { name, required, nullable, shape } of properties) {
      const field = ownField(value, name)
      if (field === undefined) {
        if (required) at.fail('missing-field', `required field ${name} is missing`)
      } else if (field !== null || !nullable) this.#checkShape(field, shape, at.key(name))
    }
  }

  #checkArray(value: LexValue, { items, minLength = 0, maxLength = Infinity }: ArrayModel, at: At) {
    if (!isArray(value)) return at.failType('array', value)
    checkCount(at, value.length, minLength, maxLength)
    value.forEach((item, index) => this.#checkShape(item, items, at.index(index)))
  }

  #checkUnion(value: LexValue, { members, closed }: UnionModel, at: At): void {
    if (!isMap(value)) return at.failType('object', value)
    const $type = ownField(value, '$type')
    if (typeof $type !== 'string')
      return at.fail('missing-field', 'required field $type is missing')
    const member = members.find((candidate) => candidate.$type === $type)
    if (member !== undefined) this.#checkReference(value, member.reference, at)
    else if (closed) at.fail('not-allowed', `the union has no member ${quote($type)}`)
  }

  #checkShape(value: LexValue, shape: Shape, at: At): void {
    switch (shape.kind) {
      case 'boolean':
        if (typeof value !== 'boolean') return at.failType('boolean', value)
        if (shape.const !== undefined) checkBooleanConst(at, value, shape.const)
        return undefined
      case 'integer':
        return checkIntegerShape(value, shape, at)
      case 'string':
        return checkStringShape(value, shape, at)
      case 'bytes':
        if (!(value instanceof Uint8Array)) return at.failType('bytes', value)
        checkBytesLength(at, value, shape.minLength ?? 0, shape.maxLength ?? Infinity)
        return undefined
      case 'link':
        return isLink(value) ? undefined : at.failType('link', value)
      case 'blob':
        return checkBlobValue(value, shape, at)
      case 'unknown':
        return isMap(value) ? undefined : at.failType('object', value)
      case 'null':
        return value === null ? undefined : at.failType('null', value)
      case 'reference':
        return this.#checkReference(value, shape.reference, at)
    }
  }
}

function checkIntegerShape(value: LexValue, shape: IntegerShape, at: At): void {
  if (typeof value !== 'number') return at.failType('integer', value)
  if (shape.const !== undefined) checkIntegerConst(at, value, shape.const)
  if (shape.enum !== undefined) checkIntegerEnum(at, value, shape.enum)
  checkInteger(at, value, shape.minimum ?? -Infinity, shape.maximum ?? Infinity)
}

function checkStringShape(value: LexValue, shape: StringShape, at: At): void {
  if (typeof value !== 'string') return at.failType('string', value)
  const { minLength = 0, maxLength = Infinity, minGraphemes = 0, maxGraphemes = Infinity } = shape
  if (shape.const !== undefined) checkStringConst(at, value, shape.const)
  if (shape.enum !== undefined) checkStringEnum(at, value, shape.enum)
  checkStringLength(at, value, minLength, maxLength)
  checkGraphemes(at, value, minGraphemes, maxGraphemes)
  if (shape.format !== undefined) checkFormat(at, value, shape.format)
}

function describe(value: LexValue): string {
  return typeof value === 'string' ? quote(value) : describeValue(value)
}
