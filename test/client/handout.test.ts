import { describe, expect, it } from 'vitest'
import { Handout } from '../../templates/client/handout.js'

type Result = IteratorResult<number, undefined>

/** A handout of what is in `messages`, which notes in `answers` who was told what, in that order. */
function handOut(messages: number[] = []) {
  const answers: string[] = []
  /** What happens while the next message is made. */
  const meanwhile: (() => void)[] = []
  const handout = new Handout<number>(() => {
    const message = messages.shift()
    meanwhile.shift()?.()
    return message
  })
  const ask = (name: string) => {
    handout.next().then(
      ({ value }: Result) => answers.push(`${name}: ${value ?? 'the end'}`),
      (error: unknown) => answers.push(`${name}: ${String(error)}`),
    )
  }
  return { handout, answers, messages, meanwhile, ask }
}

function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}

describe('a handout', () => {
  it('has messages made one by one, for those who ask', async () => {
    const { ask, answers, messages } = handOut([1, 2, 3])
    ask('a')
    ask('b')
    await settled()
    expect(answers).toEqual(['a: 1', 'b: 2'])
    expect(messages).toEqual([3])
  })

  it('answers those who wait in the order in which they asked', async () => {
    const { handout, ask, answers, messages } = handOut()
    for (const name of ['a', 'b', 'c']) ask(name)
    messages.push(1)
    handout.serve()
    messages.push(2, 3)
    // There is a message, but it is not for those who ask last.
    ask('d')
    handout.serve()
    await settled()
    expect(answers).toEqual(['a: 1', 'b: 2', 'c: 3'])
    messages.push(4)
    handout.serve()
    await settled()
    expect(answers.slice(3)).toEqual(['d: 4'])
  })

  // Who asks within hears of it first, having begun to listen first.
  it('gives who asks while a message is made the one after it', async () => {
    const { handout, ask, answers, messages, meanwhile } = handOut([1, 2])
    meanwhile.push(() => ask('within'))
    ask('a')
    await settled()
    expect(answers.toSorted()).toEqual(['a: 1', 'within: 2'])
    ask('b')
    meanwhile.push(() => ask('within again'))
    messages.push(3, 4)
    handout.serve()
    await settled()
    expect(answers.slice(2)).toEqual(['b: 3', 'within again: 4'])
  })

  it('gives who asks while there turns out to be no message the one after it, too', async () => {
    const { handout, ask, answers, messages, meanwhile } = handOut()
    meanwhile.push(() => ask('within'))
    ask('a')
    messages.push(1, 2)
    handout.serve()
    await settled()
    expect(answers.toSorted()).toEqual(['a: 1', 'within: 2'])
  })

  it('looks once more where something came while it looked', async () => {
    const { handout, ask, answers, messages, meanwhile } = handOut()
    meanwhile.push(() => {
      messages.push(1)
      handout.serve()
    })
    ask('a')
    await settled()
    expect(answers).toEqual(['a: 1'])
  })

  it('tells the first of those who wait of a failure, and all others that it is over', async () => {
    const { handout, ask, answers } = handOut()
    ask('a')
    ask('b')
    handout.end({ error: new Error('lost') })
    ask('c')
    await settled()
    expect(answers).toEqual(['a: Error: lost', 'b: the end', 'c: the end'])
  })

  it('keeps a failure for who asks next where nobody waits', async () => {
    const { handout, ask, answers, messages } = handOut([1])
    handout.end({ error: new Error('lost') })
    handout.end({ error: new Error('lost again') })
    ask('a')
    ask('b')
    await settled()
    expect(answers).toEqual(['a: Error: lost', 'b: the end'])
    expect(messages).toEqual([1])
  })

  it('tells of a failure to make a message the one who it was for', async () => {
    const { handout, ask, answers, meanwhile } = handOut()
    meanwhile.push(() => {
      ask('within')
      handout.end({ error: new Error('lost') })
    })
    ask('a')
    await settled()
    expect(answers.toSorted()).toEqual(['a: Error: lost', 'within: the end'])
  })

  it('that ends while a message is made hands that one out', async () => {
    const { handout, ask, answers, messages, meanwhile } = handOut([1, 2])
    meanwhile.push(() => handout.end())
    ask('a')
    ask('b')
    await settled()
    expect(answers).toEqual(['a: 1', 'b: the end'])
    expect(messages).toEqual([2])
  })
})
