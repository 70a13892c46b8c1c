import { describe, expect, it } from 'vitest'

import { Interruption } from '../../codegen/interruption.js'
import { runCommandLine } from '../../codegen/commands/command-line.js'
import { noteFrame, nsid, stream } from '../server/example-stream.js'
import { RecordedStream } from './recorded-terminal.js'
import { run } from './run-in-process.js'
import { startBareHost } from './tail-bare-host.js'
import {
  startSilentHost,
  startTricklingHost,
  startWebSite,
  startWrongHost,
} from './tail-wrong-hosts.js'

const quick = ['--timeout', '200ms', '--retries', '1']
const v0 = stream.codecs['xrpc.v0.cbor']
const goOn = (cursor: number) => `to go on from here: --cursor ${cursor}\n`

describe('a host without TLS', () => {
  it.each(['tail', 'probe'])('is told by %s for what it is', async (command) => {
    const { url } = await startWebSite()
    const { code, out, err } = await run([command, url.replace(/^ws/, 'wss'), nsid])
    expect(code).toBe(1)
    expect(out + err).toContain(
      'the port does not speak TLS; if it is meant to, give the address as ws://',
    )
    expect(out + err).not.toContain('EPROTO')
  })
})

it.each(['tail', 'probe', 'conformance'])(
  '%s waits no longer than a timer can',
  async (command) => {
    const { code, err } = await run([command, 'ws://127.0.0.1:9', '--timeout', '25h'])
    expect(code).toBe(2)
    expect(err).toContain(
      "option '--timeout <duration>' argument '25h' is invalid. It is 1d at most.",
    )
  },
)

it('is told to be behind by the age of what a host sends that tells nothing else', async () => {
  const time = new Date(Date.now() - 3_600_000).toISOString()
  const { url } = await startWrongHost(
    (webSocket) => {
      const payload = { $type: `${nsid}#note`, seq: 7, time }
      webSocket.send(JSON.stringify({ $type: 'message', payload }))
    },
    { select: 'xrpc.v1.json' },
  )
  const out = new RecordedStream()
  const err = new RecordedStream({ isTTY: true })
  const interrupt = new AbortController()
  const code = runCommandLine(['tail', url, nsid, '--subprotocol', 'xrpc.v1.json'], {
    terminal: { out, err },
    interrupt: interrupt.signal,
  })
  await err.takeUntil('\r\u001B[2Kcursor 7 · behind 60 min · backfill')
  interrupt.abort(new Interruption(130))
  expect(await code).toBe(0)
})

describe('a bare @atproto/xrpc-server', () => {
  it('is followed like any other', async () => {
    const url = await startBareHost()
    expect(await run(['tail', url, nsid, '--cursor', '2', '--count', '2'])).toEqual({
      code: 0,
      out: '3 #note did=did:example:a text=text\n4 #note did=did:example:a text=text\n',
      err: goOn(4),
    })
  })

  it('cannot be told to be live', async () => {
    const url = await startBareHost()
    expect(await run(['tail', url, nsid, '--oldest', '--until-live'])).toEqual({
      code: 1,
      out: '',
      err: `error: --until-live: the host sends no #cursor, so that it does not tell when the stream is live\n${goOn(1)}`,
    })
    expect(await run(['tail', url, nsid, '--until-live', ...quick])).toEqual({
      code: 1,
      out: '',
      err: 'error: --until-live: the host has sent nothing within 1 s, so that it does not tell when the stream is live\n',
    })
  })

  it('does not say whether its numbers tell the time', async () => {
    const url = await startBareHost()
    expect(await run(['tail', url, nsid, '--since', '5m', ...quick])).toEqual({
      code: 1,
      out: '',
      err: 'error: --since 5m: the host does not say whether its sequence numbers tell the time; use --cursor or --oldest\n',
    })
  })

  it('is followed even where it selects an encoding that it does not speak', async () => {
    const url = await startBareHost()
    const args = ['tail', url, nsid, '--oldest', '--count', '1', '--subprotocol', 'xrpc.v1.json']
    expect(await run(args)).toEqual({
      code: 0,
      out: '1 #note did=did:example:a text=text\n',
      err: [
        'the server selected xrpc.v1.json and speaks xrpc.v0.cbor; connecting again in 0 s\n',
        'warning: the host negotiates none of what was asked for; it speaks xrpc.v0.cbor\n',
        goOn(1),
      ].join(''),
    })
  })

  it('says that a cursor is ahead of it', async () => {
    const url = await startBareHost()
    expect(await run(['tail', url, nsid, '--cursor', '9'])).toEqual({
      code: 1,
      out: '',
      err: 'error: the server ended the stream: FutureCursor: Cursor in the future.\n',
    })
  })
})

describe('a host that does wrong', () => {
  it('is not followed where it selects what was not offered', async () => {
    const { url } = await startWrongHost(() => undefined, { select: 'graphql-ws' })
    expect(await run(['tail', url, nsid])).toEqual({
      code: 1,
      out: '',
      err: 'error: the server broke the protocol: the server selected a subprotocol that was not offered (offered: nothing)\n',
    })
  })

  it('is left where a frame makes no sense, with the cursor of the last one that did', async () => {
    const { url } = await startWrongHost((webSocket) => {
      webSocket.send(noteFrame(7))
      webSocket.send(Uint8Array.of(0xa1, 0xff))
    })
    expect(await run(['tail', url, nsid])).toEqual({
      code: 1,
      out: '7 #note did=did:example:a text="note 7"\n',
      err: `error: the server broke the protocol: a frame cannot be read: a key is not a string (at byte 1)\n${goOn(7)}`,
    })
  })

  it('is left where sequence numbers go down', async () => {
    const { url } = await startWrongHost((webSocket) => {
      for (const seq of [5, 8, 6]) webSocket.send(noteFrame(seq))
    })
    expect(await run(['tail', url, nsid, '--fields', 'did'])).toEqual({
      code: 1,
      out: '5 #note did=did:example:a\n8 #note did=did:example:a\n',
      err: `error: the server broke the protocol: seq 6 came after seq 8 on the same connection\n${goOn(8)}`,
    })
  })

  it('may repeat the cursor when a connection is resumed', async () => {
    const { url, requests } = await startWrongHost((webSocket, request) => {
      const first = request.url?.includes('cursor=8') === true ? 8 : 7
      for (const seq of [first, first + 1]) webSocket.send(noteFrame(seq))
      webSocket.close(1001, 'going away')
    })
    const { code, out, err } = await run(['tail', url, nsid, '--fields', 'did', '--count', '3'])
    expect({ code, out }).toEqual({
      code: 0,
      out: [7, 8, 9].map((seq) => `${seq} #note did=did:example:a\n`).join(''),
    })
    expect(err).toMatch(
      /^the connection closed with 1001 \(going away\); connecting again in \d s\nto go on from here: --cursor 9\n$/,
    )
    expect(requests).toEqual([`upgrade /xrpc/${nsid}`, `upgrade /xrpc/${nsid}?cursor=8`])
  })

  it('is given up where connections bring nothing', async () => {
    const { url, requests } = await startWrongHost((webSocket) => webSocket.close(1000))
    const { code, out, err } = await run(['tail', url, nsid, ...quick])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(
      /^the connection closed with 1000; connecting again in \d s\nerror: the connection closed with 1000\n$/,
    )
    expect(requests).toHaveLength(2)
  })

  it('is given up where it never answers', async () => {
    const { url } = await startSilentHost()
    expect(await run(['tail', url, nsid, ...quick])).toEqual({
      code: 1,
      out: '',
      err: 'error: cannot connect: Opening handshake has timed out\n',
    })
    expect((await run(['tail', url, nsid, '--since', '5m', ...quick])).err).toBe(
      'error: cannot connect: Opening handshake has timed out\n',
    )
  })

  it('is given up where its refusal has no end', async () => {
    const { url } = await startTricklingHost()
    expect(await run(['tail', url, nsid, ...quick])).toEqual({
      code: 1,
      out: '',
      err: 'error: cannot connect: HTTP 503: No\n',
    })
  })

  it('is given up where it is a web site', async () => {
    const { url } = await startWebSite()
    expect(await run(['tail', url, nsid])).toEqual({
      code: 1,
      out: '',
      err: 'error: cannot connect: HTTP 200: OK\n',
    })
  })

  it('is given up where there is none', async () => {
    expect(await run(['tail', 'ws://127.0.0.1:9', nsid])).toEqual({
      code: 1,
      out: '',
      err: 'error: cannot connect: connect ECONNREFUSED 127.0.0.1:9\n',
    })
  })

  it('cannot write to the terminal what is not text', async () => {
    const evil = '\u001B[2J\u009B31m\u202Ea\r\nb'
    const { url } = await startWrongHost((webSocket) => {
      webSocket.send(noteFrame(1, evil))
      webSocket.send(v0.encodeError('Bad\u001B]0;title\u0007', evil))
      webSocket.close(1008)
    })
    const escaped = String.raw`\u001b[2J\u009b31m\u202ea`
    const readable = await run(['tail', url, nsid])
    expect(readable).toEqual({
      code: 1,
      out: `1 #note did=did:example:a text="${escaped}\\r\\nb"\n`,
      err: `error: the server ended the stream: Bad\\u001b]0;title\\u0007: ${escaped}\\u000d\\u000ab\n${goOn(1)}`,
    })
    const { out } = await run(['tail', url, nsid, '--json'])
    expect(out).toBe(
      `{"$type":"${nsid}#note","did":"did:example:a","seq":1,"text":"${escaped}\\r\\nb"}\n`,
    )
    expect(JSON.parse(out)).toHaveProperty('text', evil)
  })

  it('cannot break in with names, nor with a #cursor of other types', async () => {
    const { url } = await startWrongHost(
      (webSocket) => {
        const json = (payload: object) =>
          webSocket.send(JSON.stringify({ $type: 'message', payload }))
        json({ $type: 'x\u001B[1m', ['a\nb']: 1, ['toString']: { $type: 'y' } })
        json({ $type: `${nsid}#cursor`, cursor: 1, highestSeq: 1, live: true, sequenceId: {} })
      },
      { select: 'xrpc.v1.json' },
    )
    expect(await run(['tail', url, nsid, '--subprotocol', 'xrpc.v1.json'])).toEqual({
      code: 1,
      out: String.raw`- x\u001b[1m "a\nb"=1 toString={"$type":"y"}` + '\n',
      err: 'error: the server broke the protocol: a frame cannot be read: #cursor sequenceId: expected string, found an object (at byte 0)\n',
    })
  })
})
