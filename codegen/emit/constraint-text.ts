import type { StringFormat } from '../load/lexicon.js'
import type { ArrayModel, ParameterShape, Shape } from '../model/model.js'
import { isInherited } from './field-access.js'

/**
 * The constraints of a shape in words, as far as neither its type nor its description says them:
 * `Format: tid. At most 128 bytes.`
 */
export function constraintText(
  shape: Shape | ParameterShape | ArrayModel,
  description = '',
): string | undefined {
  switch (shape.kind) {
    case 'integer':
      if (shape.const !== undefined || shape.enum !== undefined) return undefined
      return rangeText('', shape.minimum, shape.maximum, description)
    case 'string':
      if (shape.const !== undefined || shape.enum !== undefined) return undefined
      return sentences(
        formatText(shape.format, description),
        rangeText('byte', shape.minLength, shape.maxLength, description),
        rangeText('grapheme', shape.minGraphemes, shape.maxGraphemes, description),
      )
    case 'bytes':
      return rangeText('byte', shape.minLength, shape.maxLength, description)
    case 'blob':
      return sentences(
        shape.accept?.length ? `Accepts ${shape.accept.join(', ')}.` : undefined,
        rangeText('byte', undefined, shape.maxSize, description),
      )
    case 'array':
      return rangeText('item', shape.minLength, shape.maxLength, description)
    default:
      return undefined
  }
}

function rangeText(
  unit: string,
  minimum: number | undefined,
  maximum: number | undefined,
  description: string,
): string | undefined {
  const bounds = [minimum, maximum].filter((bound) => bound !== undefined)
  // A number of one digit can mean many things.
  const isTelling = bounds.some((bound) => Math.abs(bound) > 9)
  if (isTelling && bounds.every((bound) => isMentioned(bound, description))) return undefined
  const last = bounds.at(-1)
  if (last === undefined) return undefined
  const units = unit === '' ? '' : last === 1 ? ` ${unit}` : ` ${unit}s`
  if (minimum === undefined) return `At most ${maximum}${units}.`
  if (maximum === undefined) return `At least ${minimum}${units}.`
  return minimum === maximum
    ? `Exactly ${minimum}${units}.`
    : `From ${minimum} to ${maximum}${units}.`
}

/** Sentences that are there, with spaces between; absent where none is. */
export function sentences(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.filter((text) => text !== undefined && text !== '').join(' ') || undefined
}

/** What whoever reads an optional field has to know where its name is one that objects inherit. */
export function inheritanceText(name: string, required: boolean): string | undefined {
  return required || !isInherited(name)
    ? undefined
    : 'Every object inherits something of this name: `Object.hasOwn` tells whether it is there.'
}

function formatText(format: StringFormat | undefined, description: string): string | undefined {
  if (format === undefined) return undefined
  // Descriptions call these by their abbreviation, if at all: DID, AT URI.
  const abbreviation = new RegExp(`\\b${format.toUpperCase().replace('-', '[ -]')}\\b`)
  return abbreviation.test(description) ? undefined : `Format: ${format}.`
}

/** Whether a description names a bound, in digits. */
function isMentioned(bound: number, description: string): boolean {
  const digits = description.replaceAll(/(?<=\d)[,_](?=\d{3})/g, '')
  return new RegExp(`(?<![\\d.-])${bound}(?!\\d)`).test(digits)
}
