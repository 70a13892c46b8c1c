/** Compiles only where nothing is left, as in the default of an exhaustive `switch`. */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${String(value)}`)
}

/** `true` where two types can stand for each other. */
export type Equal<A, B> = [A, B] extends [B, A] ? true : false
