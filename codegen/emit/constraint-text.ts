import type { StringFormat } from '../load/lexicon.js'
import type { ArrayModel, ParameterShape, Shape } from '../model/model.js'

/**
 * The constraints of a shape in words, as far as neither its type nor its description says them:
 * `Format: tid. At most 128 bytes.`
 */
export function constraintText(
  shape: Shape | ParameterShape | ArrayModel,
  description = '',
): string | undefined {
  const range = (
    unit: string,
    minimum: number | undefined,
    maximum: number | undefined,
  ): string | undefined => {
    const bounds = [minimum, maximum].filter((bound) => bound !== undefined)
    if (bounds.every((bound) => isMentioned(bound, description))) return undefined
    if (minimum === undefined) return `At most ${maximum}${unit}.`
    return maximum === undefined
      ? `At least ${minimum}${unit}.`
      : `From ${minimum} to ${maximum}${unit}.`
  }
  switch (shape.kind) {
    case 'integer':
      if (shape.const !== undefined || shape.enum !== undefined) return undefined
      return range('', shape.minimum, shape.maximum)
    case 'string':
      if (shape.const !== undefined || shape.enum !== undefined) return undefined
      return sentences(
        formatText(shape.format, description),
        range(' bytes', shape.minLength, shape.maxLength),
        range(' graphemes', shape.minGraphemes, shape.maxGraphemes),
      )
    case 'bytes':
      return range(' bytes', shape.minLength, shape.maxLength)
    case 'blob':
      return sentences(
        shape.accept?.length ? `Accepts ${shape.accept.join(', ')}.` : undefined,
        range(' bytes', undefined, shape.maxSize),
      )
    case 'array':
      return range(' items', shape.minLength, shape.maxLength)
    default:
      return undefined
  }
}

/** Sentences that are there, with spaces between; absent where none is. */
export function sentences(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.filter((text) => text !== undefined && text !== '').join(' ') || undefined
}

function formatText(format: StringFormat | undefined, description: string): string | undefined {
  if (format === undefined) return undefined
  // Descriptions call these by their abbreviation, if at all: DID, AT URI.
  const abbreviation = new RegExp(`\\b${format.toUpperCase().replace('-', '[ -]')}\\b`)
  return abbreviation.test(description) ? undefined : `Format: ${format}.`
}

/** Whether a description names a bound, in digits; those of one digit mean many things. */
function isMentioned(bound: number, description: string): boolean {
  const digits = description.replaceAll(/(?<=\d)[,_](?=\d{3})/g, '')
  return Math.abs(bound) > 9 && new RegExp(`(?<![\\d.-])${bound}(?!\\d)`).test(digits)
}
