import { describe, expect, expectTypeOf, it } from 'vitest'
import { MemoryLog } from '../../templates/server/memory-log.js'
import type { StreamError } from '../../templates/server/stream-error.js'
import { StreamServer } from '../../templates/server/stream-server.js'
import { nsid, stream, type Message, type Params } from './example-stream.js'

type Errors = 'FutureCursor' | 'ConsumerTooSlow'

describe('the types of a handler', () => {
  it('come from the descriptor and from auth', () => {
    const streams = new StreamServer()
    streams.mountHandler(stream, {
      auth: async (request) => ({ agent: request.headers['user-agent'] }),
      handler: async function* ({ params, auth, send, error }) {
        expectTypeOf(params).toEqualTypeOf<Params>()
        expectTypeOf(auth).toEqualTypeOf<{ agent: string | undefined }>()
        expectTypeOf(send).toEqualTypeOf<(message: Message) => void>()
        expectTypeOf(error('FutureCursor', '')).toEqualTypeOf<StreamError<Errors>>()
        // @ts-expect-error the lexicon has no such error
        error('Other', '')
        yield { $type: 'org.example.subscribeNotes#info', name: 'x' }
      },
    })
    const second = { ...stream, nsid: 'org.example.second' }
    streams.mountHandler(second, {
      // @ts-expect-error the lexicon has no such message
      handler: async function* ({ auth }) {
        expectTypeOf(auth).toEqualTypeOf<undefined>()
        yield { $type: 'org.example.subscribeNotes#other' }
      },
    })
    streams.mountHandler(
      { ...stream, nsid: 'org.example.third' },
      {
        // @ts-expect-error the lexicon has no such message
        handler: async function* () {
          yield { $type: 'org.example.subscribeNotes#other' }
        },
      },
    )
    expect(() => streams.mount(second, { source: new MemoryLog() })).toThrow(
      'org.example.second is mounted already',
    )
    expect(() => streams.mountHandler(stream, { handler: async function* () {} })).toThrow(
      `${nsid} is mounted already`,
    )
  })
})
