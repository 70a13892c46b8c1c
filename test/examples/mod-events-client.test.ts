import { createServer } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { stream } from '../../generated/chat.bsky.moderation.subscribeModEvents.js'
import { subscribe } from '../../generated/runtime/client/node/index.js'
import { tidCursor } from '../../generated/runtime/client/index.js'
import { StreamServer } from '../../generated/runtime/server/index.js'
import { listen } from '../server/harness.js'

const event = (rev: string) =>
  ({
    $type: 'chat.bsky.moderation.subscribeModEvents#eventConvoFirstMessage',
    convoId: 'convo',
    createdAt: '2026-01-02T03:04:05.000Z',
    recipients: ['did:example:b'],
    rev,
    user: 'did:example:a',
  }) as const

it('a stream that is ordered by TIDs is gone on with by the TID of the last #cursor', async () => {
  const micros = 1_767_323_045_000_000
  const rev = '3mbfvv6twu222'
  const asked: (string | undefined)[] = []
  const streams = new StreamServer()
  streams.mountHandler(stream, {
    handler: async function* ({ params, sendCursor }) {
      asked.push(params.cursor)
      if (asked.length > 2) return
      yield event(rev)
      sendCursor({ cursor: micros, highestSeq: micros, live: true, seqScheme: 'unix-micros' })
    },
  })
  const http = createServer()
  streams.attach(http)
  onTestFinished(() => streams.close({ deadlineMs: 0 }))
  const messages = subscribe(stream, {
    host: `ws://${await listen(http)}`,
    params: { cursor: '2222222222222' },
    writeCursor: tidCursor,
    backoff: { minMs: 0, maxMs: 0 },
  })
  const told: number[] = []
  for await (const message of messages) {
    if ('highestSeq' in message) told.push(message.cursor)
    if (told.length === 2) break
  }
  expect(told).toEqual([micros, micros])
  expect(asked.slice(0, 2)).toEqual(['2222222222222', tidCursor(micros)])
})
