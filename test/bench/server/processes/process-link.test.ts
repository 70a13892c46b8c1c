import { describe, expect, it } from 'vitest'

import { call, note } from './call.js'
import { listOf, number, object, oneOf, optional, text } from './message-shape.js'
import { ProcessLink } from './process-link.js'

/** Two ends that are joined as processes are: what is sent arrives a turn later, as a copy. */
function joined(): readonly [ProcessLink, ProcessLink] {
  const here: ProcessLink = new ProcessLink((message) => {
    const copy: unknown = structuredClone(message)
    queueMicrotask(() => there.receive(copy))
  })
  const there: ProcessLink = new ProcessLink((message) => {
    const copy: unknown = structuredClone(message)
    queueMicrotask(() => here.receive(copy))
  })
  return [here, there]
}

const double = call('double', object({ value: number }), object({ value: number }))

describe('a link between processes', () => {
  it('brings calls there and answers back, each to its own', async () => {
    const [here, there] = joined()
    there.answer(double, ({ value }) => ({ value: value * 2 }))
    const answers = [1, 2, 3].map((value) => here.call(double, { value }))
    expect(await Promise.all(answers)).toEqual([{ value: 2 }, { value: 4 }, { value: 6 }])
  })

  it('fails a call that fails there', async () => {
    const [here, there] = joined()
    there.answer(double, () => {
      throw new Error('cannot count')
    })
    await expect(here.call(double, { value: 1 })).rejects.toThrow('cannot count')
  })

  it('fails a call that nobody answers', async () => {
    const [here] = joined()
    await expect(here.call(double, { value: 1 })).rejects.toThrow(
      'double: nobody answers that here',
    )
  })

  it('refuses a request and an answer of another shape', async () => {
    const [here, there] = joined()
    const words = call('double', object({ value: text }), object({ value: text }))
    there.answer(double, ({ value }) => ({ value: value * 2 }))
    await expect(here.call(words, { value: 'one' })).rejects.toThrow(
      'double: the request has a wrong shape',
    )
    const misread = call('double', object({ value: number }), object({ value: text }))
    await expect(here.call(misread, { value: 1 })).rejects.toThrow(
      'double: the answer has a wrong shape',
    )
  })

  it('brings notes', async () => {
    const [here, there] = joined()
    const progress = note('progress', object({ messages: number }))
    const heard = new Promise<number>((resolve) => {
      there.hear(progress, ({ messages }) => resolve(messages))
    })
    here.tell(progress, { messages: 5 })
    expect(await heard).toBe(5)
  })

  it('fails what waits when the other end has gone', async () => {
    const link = new ProcessLink(() => undefined)
    const answer = link.call(double, { value: 1 })
    link.fail(new Error('it ended with SIGKILL'))
    await expect(answer).rejects.toThrow('it ended with SIGKILL')
  })

  it('refuses what is no message of a link', () => {
    const link = new ProcessLink(() => undefined)
    expect(() => link.receive({ kind: 'gossip' })).toThrow(
      'a message between processes has a wrong shape',
    )
  })
})

describe('shapes', () => {
  const shape = object({ name: oneOf('a', 'b'), sizes: listOf(number), note: optional(text) })

  it.each([
    [{ name: 'a', sizes: [] }],
    [{ name: 'b', sizes: [1, 2], note: 'x' }],
    [{ name: 'b', sizes: [1], note: undefined }],
  ])('fit %j', (value) => {
    expect(shape(value)).toBe(true)
  })

  it.each([
    [null],
    [undefined],
    ['a'],
    [{}],
    [{ name: 'c', sizes: [] }],
    [{ name: 'a', sizes: ['1'] }],
    [{ name: 'a', sizes: 1 }],
    [{ name: 'a', sizes: [], note: 1 }],
  ])('do not fit %j', (value) => {
    expect(shape(value)).toBe(false)
  })
})
