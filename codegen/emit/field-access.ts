import { stringLiteral } from './literal.js'

const identifier = /^[A-Za-z_$][\w$]*$/

/** Whether every object inherits something under this name, so that reading it finds that. */
export function isInherited(name: string): boolean {
  return name in Object.prototype
}

/** A property name in a type or an object literal. */
export function memberName(name: string): string {
  // In a literal, `__proto__` without brackets would set the prototype.
  if (name === '__proto__') return `['__proto__']`
  return identifier.test(name) ? name : stringLiteral(name)
}

/** The property of an object: `value.ops` or `value['foo.bar']`. */
export function access(object: string, name: string): string {
  return identifier.test(name) && name !== '__proto__'
    ? `${object}.${name}`
    : `${object}[${stringLiteral(name)}]`
}

/** A field that a decoder sets when it makes the object. */
export interface LiteralField {
  readonly name: string
  /** The variable that was read; the field is left out where it is undefined and not required. */
  readonly variable: string
  readonly required: boolean
  /** What to set instead of the variable itself, which then is never undefined. */
  readonly value?: string
}

/** An object literal of fields, after `first`, which stands at its beginning as it is. */
export function objectLiteral(
  fields: readonly LiteralField[],
  first: readonly string[] = [],
): string {
  const members = fields.map(({ name, variable, required, value = variable }) => {
    const member = name === value ? name : `${memberName(name)}: ${value}`
    return required || value !== variable
      ? member
      : `...(${variable} !== undefined && { ${member} })`
  })
  return `{ ${[...first, ...members].join(', ')} }`
}
