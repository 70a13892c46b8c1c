/** An object that says its type, as the members of a union do. */
export type Typed<T extends { readonly $type?: string }> = T & {
  readonly $type: NonNullable<T['$type']>
}

/** A message where it stands as a plain property, so that it need not say its type. */
export type Untyped<T extends { readonly $type: string }> = Omit<T, '$type'> & {
  readonly $type?: T['$type']
}

/** A type under construction: decoders fill in optional fields after making the object. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] }
