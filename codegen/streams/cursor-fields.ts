import { DecodeError } from '../../templates/errors.js'
import { describeValue } from '../../templates/values/describe-value.js'
import { ownField } from '../../templates/values/own-field.js'
import type { AnyMessage } from './any-message.js'

type FieldType = 'boolean' | 'number' | 'string'

const required: readonly (readonly [string, FieldType])[] = [
  ['cursor', 'number'],
  ['highestSeq', 'number'],
  ['live', 'boolean'],
]

const optional: readonly (readonly [string, FieldType])[] = [
  ['lowestSeq', 'number'],
  ['seqScheme', 'string'],
  ['sequenceId', 'string'],
  ['shardCount', 'number'],
  ['pendingMessages', 'number'],
  ['pendingBytes', 'number'],
  ['messagesPerMinute', 'number'],
  ['time', 'string'],
]

/**
 * Checks that the fields of a `#cursor` message are there and of their types.
 *
 * @throws DecodeError
 */
export function checkCursorFields(message: AnyMessage): void {
  for (const [name, type] of required) check(message, name, type)
  for (const [name, type] of optional) {
    if (ownField(message, name) !== undefined) check(message, name, type)
  }
}

function check(message: AnyMessage, name: string, type: FieldType): void {
  const value = ownField(message, name)
  if (value === undefined) {
    throw new DecodeError('missing-field', `required field ${name} is missing`, 0, '#cursor')
  }
  if (typeof value !== type) {
    const expected = type === 'number' ? 'integer' : type
    const detail = `expected ${expected}, found ${describeValue(value)}`
    throw new DecodeError('wrong-type', detail, 0, `#cursor ${name}`)
  }
}
