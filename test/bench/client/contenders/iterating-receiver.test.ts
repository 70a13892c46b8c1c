import { describe, expect, it } from 'vitest'

import { IteratingReceiver } from './iterating-receiver.js'

async function* stream(...messages: readonly object[]): AsyncGenerator<object> {
  yield* messages
}

function receiverOf(...messages: readonly object[]): IteratingReceiver {
  const iterator = stream(...messages)
  return new IteratingReceiver(iterator, 5, () => iterator.return(undefined))
}

describe('IteratingReceiver', () => {
  it('receives so many messages, and leaves the next ones', async () => {
    const receiver = receiverOf({ seq: 5 }, { cursor: 5 }, { seq: 6 }, { seq: 7 })
    await receiver.receive(2)
    await receiver.receive(1)
    await expect(receiver.receive(1)).rejects.toThrow('the stream ended 1 messages early')
  })

  it.each([4, 6])('takes no message %d in place of 5', async (seq) => {
    await expect(receiverOf({ seq }).receive(1)).rejects.toThrow(`message ${seq} came, not 5`)
  })

  it('closes what it receives from', async () => {
    const receiver = receiverOf({ seq: 5 })
    await receiver.close()
    await expect(receiver.receive(1)).rejects.toThrow('the stream ended 1 messages early')
  })
})
