import { describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'

import { nsid, noteFrame, stream, type Cursor } from '../server/example-stream.js'
import { brokenRules, has, quick, type BrokenRule } from './probe-report.js'
import { run } from './run-in-process.js'
import { startWebSite, startWrongHost, type WrongHostOptions } from './tail-wrong-hosts.js'

const v0 = stream.codecs['xrpc.v0.cbor']

/** What a host is found to have broken that does the same on every connection, and goes away. */
async function rulesBrokenBy(
  serve: (webSocket: WebSocket) => void,
  options?: WrongHostOptions,
): Promise<readonly BrokenRule[]> {
  const { url } = await startWrongHost((webSocket) => {
    serve(webSocket)
    webSocket.close(1012)
  }, options)
  return await brokenRules(url)
}

const cursor = (fields: Partial<Cursor>): Uint8Array =>
  v0.encode({ $type: `${nsid}#cursor`, cursor: 0, highestSeq: 9, live: true, ...fields })

/** Has every plain request answered with this. */
const status = (body: object): WrongHostOptions => ({
  answer: (_request, response) => response.writeHead(200).end(JSON.stringify(body)),
})

const send = (webSocket: WebSocket) => webSocket.send(cursor({ seqScheme: 'counter' }))

describe('a host that does wrong', () => {
  it('selects what was not offered', async () => {
    expect(await rulesBrokenBy(() => undefined, { select: 'graphql-ws' })).toEqual(
      has('subprotocol-offered', 'none, since none was offered', 'graphql-ws (without cursor)'),
    )
  })

  it('sends frames that cannot be read', async () => {
    const broken = await rulesBrokenBy((webSocket) => webSocket.send(Uint8Array.of(0xa1, 0xff)))
    expect(broken).toEqual(
      has(
        'frame-valid',
        'a frame of xrpc.v0.cbor',
        'a key is not a string (at byte 1) (without cursor)',
      ),
    )
  })

  it('sends text where bytes belong', async () => {
    expect(await rulesBrokenBy((webSocket) => webSocket.send('hello'))).toEqual(
      has(
        'frame-valid',
        'a frame of xrpc.v0.cbor',
        'a text message, where binary ones belong (without cursor)',
      ),
    )
  })

  it('numbers its messages downwards, or below 1', async () => {
    const downwards = await rulesBrokenBy((webSocket) => {
      for (const seq of [8, 5]) webSocket.send(noteFrame(seq))
    })
    expect(downwards).toEqual(has('seq-increasing', 'above 8', 'seq 5 after it (with cursor 0)'))
    expect(await rulesBrokenBy((webSocket) => webSocket.send(noteFrame(0)))).toEqual(
      has('seq-range', '1 or more', 'seq 0 (without cursor)'),
    )
  })

  it('closes with 1000', async () => {
    const broken = await rulesBrokenBy((webSocket) => webSocket.close(1000))
    expect(broken).toEqual(
      has(
        'close-code',
        '1001 or 1012 where it goes away, 1008 after an error',
        '1000 (without cursor)',
      ),
    )
    expect(broken).toEqual(has('stays-open', 'an open connection', 'nothing, closed with 1000'))
  })

  it('goes on after an error', async () => {
    const twice = await rulesBrokenBy((webSocket) => {
      webSocket.send(v0.encodeError('FutureCursor'))
      webSocket.send(noteFrame(1))
    })
    const expected = 'nothing more, and the end of the connection'
    expect(twice).toEqual(has('error-ends', expected, 'another frame (without cursor)'))
  })

  it('does not end a connection after an error', async () => {
    const { url } = await startWrongHost((webSocket, { url: target }) => {
      if (target?.endsWith(String(Number.MAX_SAFE_INTEGER)) === true) {
        webSocket.send(v0.encodeError('FutureCursor'))
      } else webSocket.close(1012)
    })
    expect(await brokenRules(url, quick)).toEqual(
      has(
        'error-ends',
        'nothing more, and the end of the connection',
        'a connection that stays open (with a future cursor)',
      ),
    )
  })

  it('sends #cursor late, backwards, or with a position that cannot be', async () => {
    const late = await rulesBrokenBy((webSocket) => {
      webSocket.send(noteFrame(1))
      webSocket.send(cursor({ cursor: 1 }))
    })
    expect(late).toEqual(has('cursor-first', '#cursor', `${nsid}#note (with cursor 0)`))
    const backwards = await rulesBrokenBy((webSocket) => {
      for (const at of [5, 3]) webSocket.send(cursor({ cursor: at, live: false }))
    })
    expect(backwards).toEqual(has('cursor-monotonic', 'cursor of 5 or more', '3 (with cursor 0)'))
    expect(backwards).toEqual(has('cursor-live', 'live: true', 'live: false'))
    expect(await rulesBrokenBy((webSocket) => webSocket.send(cursor({ cursor: 10 })))).toEqual(
      has('cursor-fields', 'cursor of at most 9', '10 (without cursor)'),
    )
    const covered = await rulesBrokenBy((webSocket) => {
      webSocket.send(cursor({ cursor: 5, live: false }))
      webSocket.send(noteFrame(4))
    })
    expect(covered).toEqual(has('cursor-covers', 'above 5', 'seq 4 (with cursor 0)'))
  })

  it('tells times that are none, or names that change', async () => {
    const told = { seqScheme: 'unix-micros', time: '2026-01-02T03:04:05Z', live: false }
    const ahead = await rulesBrokenBy((webSocket) =>
      webSocket.send(cursor({ ...told, highestSeq: 1_767_326_645_000_001 })),
    )
    expect(ahead).toEqual(
      has('seq-scheme', 'at most 1767326645000000', 'highestSeq 1767326645000001'),
    )
    const counted = await rulesBrokenBy((webSocket) => {
      webSocket.send(cursor({ ...told, cursor: 0, highestSeq: 1_767_323_000_000_000 }))
      for (const seq of [9, 1_767_323_000_000_000, 10]) webSocket.send(noteFrame(seq))
    })
    expect(counted).toEqual(
      has(
        'seq-scheme',
        '1000000000000000 or more after seq 1767323000000000',
        'seq 10 (with cursor 0)',
      ),
    )
    let connections = 0
    const renamed = await rulesBrokenBy((webSocket) =>
      webSocket.send(cursor({ sequenceId: `id ${connections++}` })),
    )
    expect(renamed).toEqual(has('sequence-id', '"id 0"', '"id 1"'))
  })

  it('takes any cursor and any shard', async () => {
    const broken = await rulesBrokenBy((webSocket) => webSocket.send(cursor({ shardCount: 4 })))
    expect(broken).toEqual(
      has('cursor-future', 'error FutureCursor', '1 message, closed with 1012'),
    )
    expect(broken).toEqual(
      has('cursor-malformed', 'HTTP 400 InvalidRequest', '1 message, closed with 1012'),
    )
    expect(broken).toEqual(has('shard-refused', 'HTTP 400 InvalidShard', '1 message'))
    expect(await rulesBrokenBy((webSocket) => webSocket.send(cursor({ shardCount: 3 })))).toEqual(
      has('shard-count', 'a power of two, from 2 on', '3'),
    )
  })

  it('answers plain requests as if they were none', async () => {
    const other = await rulesBrokenBy(send, status({ stream: 'org.example.other' }))
    expect(other).toEqual(has('plain-refused', 'HTTP 426', 'HTTP 200'))
    expect(other).toEqual(has('status-fields', `stream: ${nsid}`, 'stream: "org.example.other"'))
    const fields = { stream: nsid, highestSeq: 8, seqScheme: 'counter' }
    const low = await rulesBrokenBy(send, status({ ...fields, subprotocols: ['xrpc.v1.json'] }))
    expect(low).toEqual(has('status-agrees', 'highestSeq of 9 or more', '8'))
    expect(low).toEqual(has('status-subprotocols', 'xrpc.v0.cbor first', '"xrpc.v1.json" first'))
    const more = status({ ...fields, subprotocols: ['xrpc.v0.cbor', 'xrpc.v1.cbor'] })
    expect(await rulesBrokenBy(send, more)).toEqual(
      has('status-subprotocols', 'xrpc.v0.cbor is selected', 'none is (with cursor 0)'),
    )
  })

  it('is a web site', async () => {
    const { url } = await startWebSite()
    expect(await run(['probe', url, nsid, ...quick])).toEqual({
      code: 1,
      out: `${url}/xrpc/org.example.subscribeNotes
  reachable  no
broken: reachable: A server MUST serve a stream as a WebSocket at /xrpc/ and its NSID.
  expected  a WebSocket
  came      HTTP 200 OK
1 rule: 0 kept, 0 with nothing to judge, 1 broken
`,
      err: '',
    })
    const { out } = await run(['probe', url, nsid, ...quick], { color: true })
    expect(out).toContain('\u001B[31mbroken:\u001B[39m \u001B[1mreachable\u001B[22m: ')
  })

  it('cannot write to the terminal what is not text', async () => {
    const { url } = await startWrongHost((webSocket) => {
      webSocket.send(cursor({ seqScheme: '\u001B[31mred', sequenceId: 'a\nb\u009B' }))
      webSocket.close(1012)
    })
    const { out } = await run(['probe', url, nsid, ...quick])
    expect(out).toContain(String.raw`  seq scheme        \u001b[31mred` + '\n')
    expect(out).toContain(String.raw`  sequenceId        a\u000ab\u009b` + '\n')
    const json = (await run(['probe', url, nsid, '--json', ...quick])).out
    // oxlint-disable-next-line no-control-regex
    expect(json).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/)
  })

  it('cannot keep a probe busy with frames without end', async () => {
    const { url, requests } = await startWrongHost((webSocket) => {
      const flood = setInterval(() => {
        for (let i = 0; i < 100; i++) webSocket.send(cursor({ live: false }))
      }, 1)
      webSocket.on('close', () => clearInterval(flood))
    })
    expect(await brokenRules(url)).toEqual(has('cursor-live', 'live: true', 'live: false'))
    expect(requests).toHaveLength(7)
  })
})

it('makes at most seven connections, and two requests', async () => {
  const { url, requests } = await startWrongHost((webSocket) =>
    webSocket.send(cursor({ shardCount: 8 })),
  )
  await brokenRules(url, quick)
  const path = `/xrpc/${nsid}`
  expect(requests).toEqual([
    `upgrade ${path}`,
    `upgrade ${path}?cursor=0`,
    `upgrade ${path}?cursor=9007199254740991`,
    `upgrade ${path}?cursor=1`,
    `upgrade ${path}?cursor=abc`,
    `GET /xrpc/com.atproto.stream.getStatus?stream=${nsid}`,
    `GET ${path}`,
    `upgrade ${path}?shard=7&shardCount=8`,
    `upgrade ${path}?shard=3&shardCount=3`,
  ])
})
