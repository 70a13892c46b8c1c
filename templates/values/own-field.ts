/**
 * A field that an object has itself. For names such as `constructor`, which every object inherits
 * something under.
 */
export function ownField<T extends object, K extends keyof T>(value: T, key: K): T[K] | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined
}
