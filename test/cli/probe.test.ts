import { describe, expect, it } from 'vitest'

import { rules } from '../../codegen/streams/probe/report.js'
import { nsid } from '../server/example-stream.js'
import { publishNotes, startHost } from '../server/harness.js'
import { brokenRules, quick } from './probe-report.js'
import { run } from './run-in-process.js'
import { runProcess } from './spawn-lexstream.js'
import { startBareHost } from './tail-bare-host.js'
import { notesFolder } from './tail-notes-lexicon.js'

describe('our server', () => {
  it('keeps every rule', async () => {
    const { authority, publisher } = await startHost({ log: { sequenceId: 'abc', slots: 4 } })
    await publishNotes(publisher, 5)
    expect(await run(['probe', `ws://${authority}`, nsid])).toEqual({
      code: 0,
      out: `ws://${authority}/xrpc/org.example.subscribeNotes
  reachable         yes
  default           xrpc.v0.cbor
  negotiates        xrpc.v0.cbor, xrpc.v1.cbor, xrpc.v1.json
  #cursor           yes
  live flag         yes, says true
  seq scheme        counter
  sequenceId        abc
  window            1 to 5
  shards            up to 4
  getStatus         HTTP 200
  plain GET         HTTP 426 UpgradeRequired
  future cursor     1 message, error FutureCursor, closed with 1008 (FutureCursor)
  old cursor        messages from seq 2 on
  malformed cursor  HTTP 400 InvalidRequest
27 rules: 26 kept, 1 with nothing to judge, 0 broken
`,
      err: '',
    })
  })

  it.each([
    ['that is empty', 0, {}],
    ['that has forgotten its beginning', 9, { log: { maxFrames: 3 } }],
    ['whose numbers tell the time', 3, { log: { seqScheme: 'unix-micros', slots: 32 } }],
    ['that keeps #cursor from old clients', 3, { mount: { cursorMessages: 'v1' } }],
    ['that speaks nothing but the default', 3, { mount: { subprotocols: [] } }],
  ] as const)('keeps every rule with a log %s', async (_name, count, options) => {
    const { authority, publisher } = await startHost(options)
    await publishNotes(publisher, count)
    expect(await brokenRules(`ws://${authority}`, quick)).toEqual([])
  })

  it('is found to send #info where a cursor is too old', async () => {
    const { authority, publisher } = await startHost({ log: { maxFrames: 3 } })
    await publishNotes(publisher, 9)
    const { out } = await run(['probe', `ws://${authority}`, nsid])
    expect(out).toContain('  window            7 to 9\n')
    expect(out).toContain('  old cursor        #info OutdatedCursor, then what is retained\n')
  })

  it('is judged by the lexicons of --lexicons', async () => {
    const lexicons = await notesFolder()
    const { authority } = await startHost()
    const args = ['probe', `ws://${authority}`, '--lexicons', lexicons]
    expect((await run([...args, nsid])).code).toBe(0)
    expect(await run(args)).toEqual({
      code: 1,
      out: '',
      err: `error: there is no stream com.atproto.sync.subscribeRepos in ${lexicons}\n`,
    })
  })
})

it('finds out a bare @atproto/xrpc-server, which echoes subprotocols and takes any cursor', async () => {
  const url = await startBareHost()
  expect(await run(['probe', url, nsid, ...quick])).toEqual({
    code: 1,
    out: `${url}/xrpc/org.example.subscribeNotes
  reachable         yes
  default           xrpc.v0.cbor
  negotiates        xrpc.v0.cbor
  #cursor           no
  live flag         no
  seq scheme        not told
  sequenceId        not told
  window            1 to unknown
  shards            no
  getStatus         HTTP 404
  plain GET         HTTP 404
  future cursor     error FutureCursor, closed with 1008 (FutureCursor)
  old cursor        messages from seq 2 on
  malformed cursor  3 messages
broken: subprotocol-spoken: A server that selects a subprotocol MUST send its frames in that encoding, JSON in text messages and CBOR in binary ones.
  expected  frames of xrpc.v1.cbor
  came      frames of xrpc.v0.cbor (with a future cursor)
broken: cursor-malformed: A server MUST refuse a cursor that is no integer, with HTTP 400 InvalidRequest or, as older servers do, with an error frame of that name.
  expected  HTTP 400 InvalidRequest
  came      3 messages
27 rules: 11 kept, 14 with nothing to judge, 2 broken
`,
    err: '',
  })
})

it('is a program that exits with what it has found', async () => {
  const { authority, publisher } = await startHost()
  await publishNotes(publisher, 2)
  const [fine, wrong, usage] = await Promise.all([
    runProcess(['probe', `ws://${authority}`, nsid, '--json']),
    runProcess(['probe', 'ws://127.0.0.1:9', nsid], { environment: { FORCE_COLOR: '1' } }),
    runProcess(['probe']),
  ])
  expect({ code: fine.code, err: fine.err }).toEqual({ code: 0, err: '' })
  expect(JSON.parse(fine.out)).toMatchObject({
    url: `ws://${authority}/xrpc/${nsid}`,
    nsid,
    ok: true,
    facts: { reachable: true, cursor: true, live: true, seqScheme: 'counter', highestSeq: 2 },
  })
  expect(wrong.code).toBe(1)
  expect(wrong.out).toContain('\u001B[31mnot probed:\u001B[39m there was no connection; ')
  expect(usage).toMatchObject({ code: 2, out: '' })
})

it('has help with examples', async () => {
  const { code, out } = await run(['probe', '--help'])
  expect(code).toBe(0)
  expect(out).toContain('\nExamples:\n  $ lexstream probe wss://relay.example\n')
})

it('has a name and a text for each rule, and no name twice', () => {
  expect(rules.map(({ name }) => name)).toEqual([
    'reachable',
    'plain-refused',
    'subprotocol-offered',
    'subprotocol-spoken',
    'frame-valid',
    'stays-open',
    'error-ends',
    'close-code',
    'status-subprotocols',
    'seq-range',
    'seq-increasing',
    'seq-scheme',
    'cursor-first',
    'cursor-fields',
    'cursor-monotonic',
    'cursor-covers',
    'cursor-live',
    'sequence-id',
    'cursor-zero',
    'cursor-future',
    'cursor-old',
    'cursor-malformed',
    'shard-count',
    'shard-accepted',
    'shard-refused',
    'status-fields',
    'status-agrees',
  ])
})
