/** The two families of encodings that functions are generated for. */
export type Encoding = 'Cbor' | 'Json'

/**
 * How a decoder takes an object: `plain` where it need not say its `$type`, `typed` where it does.
 */
export type Variant = 'plain' | 'typed'

/** The decoder of a type, such as `readRepoOpCbor`. */
export function readerName(type: string, encoding: Encoding, variant: Variant = 'plain'): string {
  return `read${type}${encoding}${variant === 'typed' ? 'Typed' : ''}`
}

/** The encoder of a type, such as `writeRepoOpCbor`. */
export function writerName(type: string, encoding: Encoding): string {
  return `write${type}${encoding}`
}

/** A type's property names, such as `repoOpKeys`. */
export function keysName(type: string): string {
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}Keys`
}

/** The table of a type's property names in one encoding, such as `repoOpKeysCbor`. */
export function keyTableName(type: string, encoding: Encoding): string {
  return `${keysName(type)}${encoding}`
}
