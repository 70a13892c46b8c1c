import { fromBytes, isBytes, isCidLink } from '@atcute/cbor'
import { isCid } from '@atproto/lex-data'

/**
 * A decoded value in plain objects, whichever library it is from: bytes and links as in the data
 * model's JSON, properties without a value left out.
 */
export function neutralForm(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(neutralForm)
  if (value instanceof Uint8Array) return neutralBytes(value)
  if (isCid(value)) return { $link: value.toString() }
  if (isCidLink(value)) return { $link: value.$link }
  if (isBytes(value)) return neutralBytes(fromBytes(value))
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, property]) => property !== undefined)
      .map(([key, property]) => [key, neutralForm(property)]),
  )
}

function neutralBytes(bytes: Uint8Array): { $bytes: string } {
  return { $bytes: Buffer.from(bytes).toString('base64').replace(/=+$/, '') }
}
