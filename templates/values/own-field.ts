/**
 * A field that an object has itself. For names such as `constructor`, which every object inherits
 * something under.
 */
export function ownField<T extends object, K extends keyof T>(value: T, key: K): T[K] | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined
}

/** Sets a field whose name an assignment would not set, such as `__proto__`. */
export function defineField<T extends object, K extends keyof T>(
  target: T,
  key: K,
  value: T[K],
): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}
