import { DecodeError } from '../errors.js'
import { isCid } from '../values/cid-link.js'
import { describeValue } from '../values/describe-value.js'
import { isArray } from '../values/lex-map.js'
import type { LexMap, LexValue } from '../values/lex-value.js'

/**
 * Checks that an object is a frame of the new form that can be said in another: a message whose
 * payload has a type, or an error.
 *
 * @throws DecodeError whose offset is that of the whole
 */
export function checkEnvelope({ $type, payload, error, message }: LexMap): void {
  const kind = checkText($type, '$type')
  if (kind === 'error') {
    checkText(error, 'error')
    if (message !== undefined) checkText(message, 'message')
  } else if (kind === 'message') {
    checkText(checkMap(payload, 'payload')['$type'], 'payload.$type')
  } else {
    throw new DecodeError('bad-header', 'only messages and errors can be transcoded', 0)
  }
}

function checkText(value: LexValue | undefined, path: string): string {
  return typeof value === 'string' ? value : failField(value, 'string', path)
}

function checkMap(value: LexValue | undefined, path: string): LexMap {
  if (
    typeof value !== 'object' ||
    value === null ||
    value instanceof Uint8Array ||
    isArray(value) ||
    isCid(value)
  ) {
    return failField(value, 'object', path)
  }
  return value
}

function failField(value: LexValue | undefined, expected: string, path: string): never {
  if (value !== undefined) {
    throw new DecodeError(
      'wrong-type',
      `expected ${expected}, found ${describeValue(value)}`,
      0,
      path,
    )
  }
  const dot = path.lastIndexOf('.')
  const within = dot === -1 ? '' : path.slice(0, dot)
  const detail = `required field ${path.slice(dot + 1)} is missing`
  throw new DecodeError('missing-field', detail, 0, within)
}
