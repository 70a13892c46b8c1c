import { describe, expect, it } from 'vitest'
import { subprotocols, type Subprotocol } from '../../generated/runtime/frame/subprotocol.js'
import type { LexMap, LexValue } from '../../generated/runtime/values/lex-value.js'
import { decodeAny, itemsOf, valid, withFirst, without } from './untyped-message.js'
import { comparable } from './comparable.js'
import { failureOf } from './failure.js'
import { schemas, values, type Kind } from './field-types.js'

describe.each(subprotocols)('in %s', (subprotocol) => {
  describe.each(schemas)('%s', (_, message, within, fields) => {
    const change = (name: string, value: LexValue | undefined): LexMap =>
      within === undefined
        ? { ...message, [name]: value }
        : withFirst(message, within, (item) => ({ ...item, [name]: value }))
    const place = within === undefined ? '' : `${within}[0]`

    it('is decoded as it was', () => {
      expect(comparable(decodeAny(message, subprotocol))).toEqual(
        comparable({ kind: 'message', message }),
      )
    })

    it.each(Object.entries(fields))('%s may or may not be absent', (name, field) => {
      const changed = change(name, undefined)
      if (field.required) {
        const failure = failureOf(() => decodeAny(changed, subprotocol))
        const detail = `required field ${name} is missing (at byte ${String(failure.offset)})`
        expect(failure).toMatchObject({
          name: 'DecodeError',
          code: 'missing-field',
          path: place,
          message: place === '' ? detail : `${place}: ${detail}`,
        })
      } else {
        const decoded = decodeAny(changed, subprotocol)
        expect(comparable(decoded)).toEqual(comparable({ kind: 'message', message: changed }))
      }
    })

    it.each(Object.entries(fields))('%s has to be of its type', (name, field) => {
      const path = place === '' ? name : `${place}.${name}`
      for (const [kind, value, inCbor, inJson] of values) {
        const changed = change(name, value)
        if (kind === field.kind) continue
        if (kind === 'null' && field.nullable) {
          const decoded = decodeAny(changed, subprotocol)
          expect(comparable(decoded)).toEqual(comparable({ kind: 'message', message: changed }))
          continue
        }
        const found = foundIn(subprotocol, field.kind, inCbor, inJson)
        const failure = failureOf(() => decodeAny(changed, subprotocol))
        expect(failure).toEqual({
          name: 'DecodeError',
          code: 'wrong-type',
          offset: failure.offset,
          path,
          message: `${path}: expected ${field.kind}, found ${found} (at byte ${String(failure.offset)})`,
        })
        expect(failureOf(() => decodeAny(changed, subprotocol, 'decodeWithoutFormats'))).toEqual(
          failure,
        )
      }
    })

    it('may lack all that is optional at once', () => {
      let changed = message
      for (const [name, field] of Object.entries(fields)) {
        if (field.required) continue
        changed =
          within === undefined
            ? without(changed, name)
            : withFirst(changed, within, (item) => without(item, name))
      }
      expect(comparable(decodeAny(changed, subprotocol))).toEqual(
        comparable({ kind: 'message', message: changed }),
      )
    })
  })

  it.each([
    ['ops', valid.commit, 'object', null, 'null', 'null'],
    ['ops', valid.commit, 'object', [], 'an array', 'an array'],
    ['ops', valid.commit, 'object', '', 'a string', 'a string'],
    ['blobs', valid.commit, 'link', null, 'null', 'null'],
    ['blobs', valid.commit, 'link', '', 'a string', 'a string'],
    ['blobs', valid.commit, 'link', {}, 'an object', 'another object'],
    ['labels', valid.labels, 'object', 1, 'an integer', 'a number'],
  ] as const)(
    'an item of %s has to be of its type',
    (name, message, kind, value, inCbor, inJson) => {
      const items = itemsOf(message, name)
      const changed: LexMap = { ...message, [name]: [...items, value] }
      const path = `${name}[${items.length}]`
      const found = subprotocol === 'xrpc.v1.json' ? inJson : inCbor
      const failure = failureOf(() => decodeAny(changed, subprotocol))
      expect(failure).toMatchObject({
        code: 'wrong-type',
        path,
        message: `${path}: expected ${kind}, found ${found} (at byte ${String(failure.offset)})`,
      })
    },
  )
})

function foundIn(subprotocol: Subprotocol, kind: Kind, inCbor: string, inJson: string): string {
  if (subprotocol !== 'xrpc.v1.json') return inCbor
  // Bytes and links are objects there: another object is told apart by what is in it.
  return inJson === 'an object' && (kind === 'bytes' || kind === 'link') ? 'another object' : inJson
}
