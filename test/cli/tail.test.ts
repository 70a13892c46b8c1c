import { stripVTControlCharacters } from 'node:util'

import { describe, expect, it } from 'vitest'

import { Interruption } from '../../codegen/interruption.js'
import { runCommandLine } from '../../codegen/commands/command-line.js'
import { subprotocols } from '../../templates/frame/subprotocol.js'
import { slotOfKey } from '../../templates/server/shard-slot.js'
import { noteFrame, nsid } from '../server/example-stream.js'
import { publishNotes, startHost } from '../server/harness.js'
import { RecordedStream } from './recorded-terminal.js'
import { run } from './run-in-process.js'
import { notesFolder } from './tail-notes-lexicon.js'

const nowMs = Date.UTC(2026, 0, 2, 3, 4, 5)

type HostOptions = NonNullable<Parameters<typeof startHost>[0]>

/** A host that has published so many notes, its address and the arguments to tail it from the start. */
async function startNotes(count: number, options: HostOptions = {}) {
  const host = await startHost({ server: { now: () => nowMs }, ...options })
  await publishNotes(host.publisher, count)
  const url = `ws://${host.authority}`
  return { ...host, url, oldest: ['tail', url, nsid, '--oldest'] }
}

const log = { sequenceId: 'abc' }
const goOn = (cursor: number) => `to go on from here: --cursor ${cursor}\n`

describe.each(subprotocols)('in %s', (subprotocol) => {
  it('prints what is stored in readable lines, until the stream is live', async () => {
    const { oldest } = await startNotes(2, { log })
    const fields = ['--fields', 'seq,text,live,cursor,highestSeq']
    expect(await run([...oldest, '--until-live', '--subprotocol', subprotocol, ...fields])).toEqual(
      {
        code: 0,
        out: `- #cursor live=false cursor=0 highestSeq=2
1 #note text=text
2 #note text=text
- #cursor live=true cursor=2 highestSeq=2
`,
        err: goOn(2),
      },
    )
  })

  it('prints JSON, as the protocol has it', async () => {
    const { oldest } = await startNotes(2)
    const args = [...oldest, '--json', '--type', 'note', '--count', '2']
    const { code, out, err } = await run([...args, '--subprotocol', subprotocol])
    expect({ code, err }).toEqual({ code: 0, err: goOn(2) })
    const lines = out.trimEnd().split('\n')
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      { $type: `${nsid}#note`, seq: 1, did: 'did:example:a', text: 'text' },
      { $type: `${nsid}#note`, seq: 2, did: 'did:example:a', text: 'text' },
    ])
  })
})

describe('where it starts', () => {
  it('is live without a cursor', async () => {
    const { url } = await startNotes(3, { log })
    expect(await run(['tail', url, nsid, '--until-live'])).toEqual({
      code: 0,
      out: '- #cursor live=true time=2026-01-02T03:04:05.000Z cursor=3 lowestSeq=1 seqScheme=counter highestSeq=3 sequenceId=abc pendingBytes=0 pendingMessages=0\n',
      err: goOn(3),
    })
  })

  it('goes on behind a cursor', async () => {
    const { url } = await startNotes(3)
    const args = ['tail', url, nsid, '--cursor', '1', '--type', '#note', '--count', '2']
    expect((await run(args)).out).toBe(
      '2 #note did=did:example:a text=text\n3 #note did=did:example:a text=text\n',
    )
  })

  it('takes a whole address, whose path names the stream', async () => {
    const { url } = await startNotes(1)
    const args = ['tail', `${url}/xrpc/${nsid}?cursor=0`, '--type', 'note', '--count', '1']
    expect((await run(args)).out).toBe('1 #note did=did:example:a text=text\n')
  })

  it('says what the host answers to a cursor from the future, and gives none to go on from', async () => {
    const { url } = await startNotes(3)
    const args = ['tail', url, nsid, '--cursor', '9', '--type', 'note']
    expect(await run(args)).toEqual({
      code: 1,
      out: '',
      err: 'error: the server ended the stream: FutureCursor: cursor 9 is ahead of the stream, which is at 3\n',
    })
  })

  it('computes a cursor for --since by the clock of the host, where numbers tell the time', async () => {
    const { url, log: source } = await startNotes(0, { log: { seqScheme: 'unix-micros' } })
    const frameAt = (agoSeconds: number) => {
      const seq = (nowMs - agoSeconds * 1000) * 1000
      source.append([{ seq, slot: undefined, bytes: noteFrame(seq) }])
    }
    for (const ago of [301, 299, 10]) frameAt(ago)
    const args = ['tail', url, nsid, '--since', '5m', '--type', 'note', '--fields', 'text']
    expect(await run([...args, '--until-live'])).toEqual({
      code: 0,
      out: '1767322746000000 #note text="note 1767322746000000"\n1767323035000000 #note text="note 1767323035000000"\n',
      err: goOn(1767323035000000),
    })
  })

  it('says why it cannot, where the host counts', async () => {
    const { url } = await startNotes(1)
    expect(await run(['tail', url, nsid, '--since', '5m'])).toEqual({
      code: 1,
      out: '',
      err: 'error: --since 5m: the host numbers its messages by the scheme "counter", which does not tell the time; use --cursor or --oldest\n',
    })
  })
})

describe('what it shows', () => {
  it('gets one shard, and says where the host knows of none', async () => {
    const { url, publisher } = await startNotes(0, { log: { slots: 4 } })
    const dids = ['did:example:a', 'did:example:b', 'did:example:c', 'did:example:d']
    for (const did of dids) await publishNotes(publisher, 1, did)
    const args = ['tail', url, nsid, '--oldest', '--until-live', '--type', 'note']
    const shards = await Promise.all(
      [0, 1].map((shard) => run([...args, '--fields', 'did', '--shard', `${shard}/2`])),
    )
    const expected = (shard: number) =>
      dids
        .map((did, index) => [did, index + 1] as const)
        .filter(([did]) => Math.floor((slotOfKey(did, 4) ?? 0) / 2) === shard)
        .map(([did, seq]) => `${seq} #note did=${did}\n`)
        .join('')
    expect(shards.map(({ out }) => out)).toEqual([expected(0), expected(1)])
    expect(shards.map(({ err }) => err)).toEqual([goOn(4), goOn(4)])

    const whole = await startNotes(1)
    expect((await run([...whole.oldest, '--until-live', '--shard', '0/2'])).err).toBe(
      `warning: the host says nothing of shards: it may be sending the whole stream\n${goOn(1)}`,
    )
  })

  it('says what the host answers to a shard that it does not have', async () => {
    const { oldest } = await startNotes(1, { log: { slots: 2 } })
    expect(await run([...oldest, '--shard', '3/4'])).toEqual({
      code: 1,
      out: '',
      err: 'error: cannot connect: HTTP 400: InvalidShard: shardCount: 4 is not a power of two up to 2\n',
    })
  })

  it('colours types where wanted', async () => {
    const { oldest } = await startNotes(1)
    const args = [...oldest, '--type', 'note', '--count', '1']
    const { out } = await run(args, { color: true })
    expect(out).toBe('1 \u001B[36m#note\u001B[39m did=did:example:a text=text\n')
    expect(stripVTControlCharacters(out)).toBe((await run(args)).out)
  })
})

describe('lexicons', () => {
  it('validates with --check, and fails where a message breaks its lexicon', async () => {
    const lexicons = await notesFolder()
    const { publisher, oldest } = await startNotes(1)
    const args = [...oldest, '--lexicons', lexicons, '--type', 'note', '--check', '--until-live']
    expect(await run(args)).toMatchObject({ code: 0, err: goOn(1) })
    await publisher.publish({ $type: `${nsid}#note`, did: 'example', text: 'text' })
    const text = 'a text that is too long for it'
    await publisher.publish({ $type: `${nsid}#note`, did: 'did:example:a', text })
    const { code, err } = await run(args)
    expect(err).toBe(`warning: 2 #note: did: not a valid did: "example"
warning: 3 #note: text: must be at most 20 bytes, not 30
error: 2 messages break the lexicon
${goOn(3)}`)
    expect(code).toBe(1)
  })

  it('warns of a type that the lexicon does not have', async () => {
    const lexicons = await notesFolder()
    const { oldest } = await startNotes(1)
    const args = [...oldest, '--lexicons', lexicons, '--until-live', '--type', 'notes,other']
    expect(await run(args)).toEqual({
      code: 0,
      out: '',
      err: `warning: the lexicon has no message "notes" (did you mean "note"?)
warning: the lexicon has no message "other"
${goOn(1)}`,
    })
  })

  it.each([
    [[], '1 #note did=did:example:a\n2 #note did=did:example:a\n'],
    [['--json'], '{"seq":1,"did":"did:example:a"}\n{"seq":2,"did":"did:example:a"}\n'],
  ])('neither shows nor counts what has none of the fields (%j)', async (form, out) => {
    const { oldest } = await startNotes(3)
    const args = [...oldest, ...form, '--fields', 'seq,did', '--count', '2']
    expect(await run(args)).toEqual({ code: 0, out, err: goOn(2) })
  })

  it('warns of a field that no message has by the lexicon', async () => {
    const lexicons = await notesFolder()
    const { oldest } = await startNotes(1)
    const fields = ['--fields', '$type,txt,did,seq.x,other', '--type', 'note']
    const { code, err } = await run([...oldest, '--lexicons', lexicons, '--until-live', ...fields])
    expect(code).toBe(0)
    expect(err).toBe(`warning: the lexicon has no field "txt" (did you mean "text"?)
warning: the lexicon has no field "other"
${goOn(1)}`)
  })

  it('says that a folder does not have the stream, or is wrong', async () => {
    const lexicons = await notesFolder()
    const url = 'ws://127.0.0.1:9'
    expect(await run(['tail', url, '--lexicons', lexicons])).toEqual({
      code: 1,
      out: '',
      err: `error: there is no stream com.atproto.sync.subscribeRepos in ${lexicons}\n`,
    })
    expect(await run(['tail', url, nsid, '--check'])).toEqual({
      code: 1,
      out: '',
      err: `error: there is no stream ${nsid} in the lexicons that come with the program (see --lexicons)\n`,
    })
    expect(await run(['tail', url, nsid, '--lexicons', `${lexicons}/missing`])).toEqual({
      code: 1,
      out: '',
      err: `${lexicons}/missing:1:1: the folder cannot be read: it does not exist [error unreadable]
error: the lexicons are wrong: mend them, or leave --lexicons out
`,
    })
  })
})

describe('how it ends', () => {
  it('ends when it is interrupted, with the cursor to go on from', async () => {
    const { url } = await startNotes(2)
    const out = new RecordedStream()
    const err = new RecordedStream()
    const interrupt = new AbortController()
    const code = runCommandLine(['tail', url, nsid, '--oldest', '--fields', 'live'], {
      terminal: { out, err },
      interrupt: interrupt.signal,
    })
    await out.takeUntil('live=true\n')
    interrupt.abort(new Interruption(130))
    expect(await code).toBe(0)
    expect(err.text).toBe(goOn(2))
  })

  it('ends when nobody reads any more', async () => {
    const { url } = await startNotes(2)
    const out = new RecordedStream()
    const err = new RecordedStream()
    const interrupt = new AbortController().signal
    const code = runCommandLine(['tail', url, nsid, '--oldest', '--fields', 'live'], {
      terminal: { out, err },
      interrupt,
    })
    await out.takeUntil('live=true\n')
    out.close()
    expect(await code).toBe(0)
    expect(err.text).toBe(goOn(2))
  })

  it('draws a line about how it stands on a terminal, and wipes it out', async () => {
    const { url, publisher } = await startNotes(2)
    const out = new RecordedStream({ isTTY: true })
    const err = new RecordedStream({ isTTY: true })
    const interrupt = new AbortController()
    const code = runCommandLine(['tail', url, nsid, '--oldest', '--type', 'note'], {
      terminal: { out, err },
      interrupt: interrupt.signal,
    })
    expect(await err.takeUntil('…')).toBe('\r\u001B[2Kconnecting…')
    await err.takeUntil('\r\u001B[2Kcursor 2 · live')
    await publishNotes(publisher, 1)
    await err.takeUntil('\r\u001B[2Kcursor 3')
    interrupt.abort(new Interruption(130))
    expect(await code).toBe(0)
    expect(err.text.endsWith(`\r\u001B[2K${goOn(3)}`)).toBe(true)
    expect(out.text).toMatch(/^1 #note .*\n2 #note .*\n3 #note .*\n$/)
  })
})

it('has help with examples', async () => {
  const { code, out } = await run(['tail', '--help'])
  expect(code).toBe(0)
  expect(out).toContain('Usage: lexstream tail [options] <host> [nsid]\n')
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    ' --fields <list> only these fields, such as seq,repo,ops.path, and only messages that have one of them ',
  )
  expect(out).toContain(
    '\nExamples:\n  Follow the firehose of a relay:\n    $ lexstream tail wss://relay.example\n',
  )
})

describe('usage errors', () => {
  it.each([
    [[], "error: missing required argument 'host'\n"],
    [['ftp://a'], 'error: "ftp://a" is not the address of a WebSocket: it starts with wss://\n'],
    [['wss://'], 'error: "wss://" is not the address of a host\n'],
    [['wss://a', 'commits'], 'error: "commits" is not an NSID\n'],
    [
      ['wss://a', '--cursor', 'x'],
      "error: option '--cursor <seq>' argument 'x' is invalid. It is a whole number of 0 or more.\n",
    ],
    [
      ['wss://a', '--count', '0'],
      "error: option '--count <n>' argument '0' is invalid. It is a whole number of 1 or more.\n",
    ],
    [
      ['wss://a', '--since', '5'],
      "error: option '--since <duration>' argument '5' is invalid. It is written 30s, 5m, 2h or 1d.\n",
    ],
    [
      ['wss://a', '--since', '5m', '--oldest'],
      "error: option '--since <duration>' cannot be used with option '--oldest'\n",
    ],
    [
      ['wss://a', '--cursor', '5', '--oldest'],
      "error: option '--cursor <seq>' cannot be used with option '--oldest'\n",
    ],
    [
      ['wss://a', '--shard', '2'],
      "error: option '--shard <i/n>' argument '2' is invalid. It is written i/n, such as 0/4.\n",
    ],
    [
      ['wss://a', '--shard', '2/3'],
      "error: option '--shard <i/n>' argument '2/3' is invalid. The number of shards is a power of two.\n",
    ],
    [
      ['wss://a', '--shard', '2/2'],
      "error: option '--shard <i/n>' argument '2/2' is invalid. Shards are counted from 0.\n",
    ],
    [
      ['wss://a', '--subprotocol', 'json'],
      "error: option '--subprotocol <list>' argument 'json' is invalid. It is a list, with commas between, of xrpc.v0.cbor, xrpc.v1.cbor, xrpc.v1.json.\n",
    ],
  ])('%j', async (args, message) => {
    const { code, out, err } = await run(['tail', ...args])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.startsWith(message)).toBe(true)
  })
})
