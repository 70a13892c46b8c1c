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
