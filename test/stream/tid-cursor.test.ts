import { expect, it } from 'vitest'
import { isTid } from '../../templates/formats/tid.js'
import { tidCursor } from '../../templates/stream/tid-cursor.js'

it.each([
  [0, '2222222222222'],
  [1, '22222222223zz'],
  [1_767_323_045_000_000, '3mbfvv6twu2zz'],
  [Number.MAX_SAFE_INTEGER, 'bzzzzzzzzzzzz'],
])('%d microseconds end at %s', (micros, tid) => {
  expect(tidCursor(micros)).toBe(tid)
  expect(isTid(tid)).toBe(true)
})

it.each([-1, 0.5, Number.NaN, 2 ** 53])('%d is no time', (micros) => {
  expect(() => tidCursor(micros)).toThrow(
    new RangeError(`${micros} is no number of microseconds from 0 to 2^53-1`),
  )
})
