/** Says whether a value that came from another process is a `T`. */
export type Shape<T> = (value: unknown) => value is T

/** What a shape stands for. */
export type ShapeOf<S> = S extends Shape<infer T> ? T : never

export const number: Shape<number> = (value) => typeof value === 'number'
export const text: Shape<string> = (value) => typeof value === 'string'
export const flag: Shape<boolean> = (value) => typeof value === 'boolean'
export const floats: Shape<Float64Array> = (value) => value instanceof Float64Array
/** No answer but that it is done. */
export const nothing: Shape<undefined> = (value) => value === undefined

/** One of a few texts. */
export function oneOf<const T extends string>(...texts: readonly T[]): Shape<T> {
  const known: ReadonlySet<unknown> = new Set(texts)
  return (value): value is T => known.has(value)
}

/** Absent, or of a shape. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value): value is T | undefined => value === undefined || shape(value)
}

export function listOf<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(shape)
}

/** An object that has these properties. */
export function object<S extends Readonly<Record<string, Shape<unknown>>>>(
  shapes: S,
): Shape<{ readonly [K in keyof S]: ShapeOf<S[K]> }> {
  return (value): value is { readonly [K in keyof S]: ShapeOf<S[K]> } =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(shapes).every(([name, shape]) => shape(Reflect.get(value, name)))
}
