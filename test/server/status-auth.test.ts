import { describe, expect, it } from 'vitest'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { RefusalError } from '../../templates/server/refusal-error.js'
import { unauthorized } from '../../templates/server/refusal.js'
import { StreamServer } from '../../templates/server/stream-server.js'
import { nsid, stream } from './example-stream.js'
import { serve } from './serve.js'

describe('com.atproto.stream.getStatus of a stream that is not public', () => {
  it('asks for the authentication that the stream asks for', async () => {
    const streams = new StreamServer()
    streams.mount(stream, {
      source: new MemoryLog(),
      auth: ({ headers }) => {
        if (headers.authorization !== 'Bearer secret')
          throw new RefusalError(unauthorized('who are you?'))
      },
    })
    const authority = await serve(streams)
    const url = `http://${authority}/xrpc/com.atproto.stream.getStatus?stream=${nsid}`
    const known = await fetch(url, { headers: { authorization: 'Bearer secret' } })
    expect([known.status, await known.json()]).toMatchObject([200, { stream: nsid, highestSeq: 0 }])
    const stranger = await fetch(url)
    expect([stranger.status, await stranger.json()]).toEqual([
      401,
      { error: 'AuthenticationRequired', message: 'who are you?' },
    ])
  })
})
