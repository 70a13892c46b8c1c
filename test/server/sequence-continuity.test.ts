import { describe, expect, it } from 'vitest'
import { subprotocols } from '../../templates/frame/subprotocol.js'
import { Publisher } from '../../templates/server/publisher.js'
import { slotOfKey } from '../../templates/server/shard-slot.js'
import type { SqliteLog, SqliteLogOptions } from '../../templates/server/sqlite/index.js'
import { noteFrame, nsid, stream, type Cursor, type Message } from './example-stream.js'
import { expectFaithful, firstCursor, Follower, seqsOf } from './follower.js'
import { Peer, startHost } from './harness.js'
import { logPath, openSqlite } from './log-folder.js'

const slots = 32
const dids = ['a', 'b', 'c', 'd', 'e'].map((name) => `did:example:${name}`)

/** A host with its log on the disk, from one start to the next stop. */
interface Life {
  readonly authority: string
  readonly log: SqliteLog
  readonly publisher: Publisher<Message>
  stop(): Promise<void>
}

/** Starts a host, at the address of the one before it if there was one. */
async function start(path: string, options: SqliteLogOptions, before?: Life): Promise<Life> {
  const log = openSqlite(path, options)
  const port = Number(before?.authority.split(':')[1] ?? 0)
  const { authority, http, streams } = await startHost({ source: () => log, port })
  const stop = async () => {
    await streams.close()
    http.closeAllConnections()
    await new Promise((resolve) => http.close(resolve))
    await log.close()
  }
  return { authority, log, publisher: new Publisher(stream, log), stop }
}

/** Publishes a note of each account. */
function publishAll({ publisher }: Life): Promise<number[]> {
  return Promise.all(
    dids.map((did) => publisher.publish({ $type: `${nsid}#note`, did, text: 'text' })),
  )
}

function expectSlots(seqs: readonly number[]): void {
  expect(seqs.map((seq) => seq % slots)).toEqual(dids.map((did) => slotOfKey(did, slots)))
}

describe.each(subprotocols)('a restart, in %s', (subprotocol) => {
  const connect = ({ authority }: Life, query: string) => new Peer(authority, query, subprotocol)
  const cursorOf = async (life: Life, query = ''): Promise<Cursor> =>
    firstCursor([await connect(life, query).message()])

  it('goes on counting, in the same sequence', async () => {
    const path = logPath()
    const one = await start(path, {})
    await publishAll(one)
    const { sequenceId } = await cursorOf(one)
    await one.stop()
    const other = await start(path, {}, one)
    expect(await publishAll(other)).toEqual([6, 7, 8, 9, 10])
    const follower = new Follower(connect(other, '?cursor=4'))
    await follower.reach(10)
    expectFaithful(follower.messages, [5, 6, 7, 8, 9, 10])
    expect(firstCursor(follower.messages)).toMatchObject({
      cursor: 4,
      highestSeq: 10,
      seqScheme: 'counter',
      sequenceId,
    })
  })

  it('with a clock that was set back repeats no number that tells the time', async () => {
    const path = logPath()
    const one = await start(path, { seqScheme: 'unix-micros', slots })
    // As published by a clock that was an hour ahead.
    const ahead = (Date.now() + 3_600_000) * 1000
    await one.publisher.publishFrame(noteFrame(ahead))
    const before = await publishAll(one)
    expect(before[0]).toBeGreaterThan(ahead)
    const { sequenceId } = await cursorOf(one)
    await one.stop()
    const other = await start(path, {}, one)
    const after = await publishAll(other)
    expect(after[0]).toBeGreaterThan(before.at(-1) ?? Infinity)
    expectSlots(after)
    const follower = new Follower(connect(other, `?cursor=${before[1]}`))
    await follower.reach(after.at(-1) ?? 0)
    expectFaithful(follower.messages, [...before.slice(2), ...after])
    expect(firstCursor(follower.messages)).toMatchObject({ seqScheme: 'unix-micros', sequenceId })
  })

  it('may switch from counting to telling the time, and costs no one anything', async () => {
    const path = logPath()
    const one = await start(path, { slots })
    expect(await publishAll(one)).toEqual([1, 2, 3, 4, 5])
    const { sequenceId } = await cursorOf(one)
    await one.stop()
    const other = await start(path, { seqScheme: 'unix-micros' }, one)
    // Before anything new there is nothing to tell an old cursor but where it is.
    expect(await connect(other, '?cursor=5').brief()).toBe('cursor 5/5 live')
    const live = new Follower(connect(other, '?cursor=3'))
    await live.reach(5)
    const timed = await publishAll(other)
    expect(Math.min(...timed)).toBeGreaterThan(1e15)
    expectSlots(timed)
    await live.reach(timed.at(-1) ?? 0)
    expectFaithful(live.messages, [4, 5, ...timed])
    expect(firstCursor(live.messages)).toMatchObject({
      cursor: 3,
      highestSeq: 5,
      seqScheme: 'unix-micros',
      sequenceId,
    })
    const late = new Follower(connect(other, '?cursor=5'))
    await late.reach(timed.at(-1) ?? 0)
    expectFaithful(late.messages, timed)
    // What was counted still belongs to the shards that it belonged to.
    const parts = await Promise.all(
      [0, 1, 2, 3].map(async (shard) => {
        const part = new Follower(connect(other, `?cursor=0&shard=${shard}&shardCount=4`))
        await part.reach(timed.at(-1) ?? 0)
        return seqsOf(part.messages)
      }),
    )
    expect(parts.flat().toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, ...timed])
  })

  it('under the same name with empty storage fails old cursors that count', async () => {
    const one = await start(logPath(), {})
    await publishAll(one)
    const { sequenceId } = await cursorOf(one)
    await one.stop()
    const other = await start(logPath(), {}, one)
    expect(other.authority).toBe(one.authority)
    const early = connect(other, '?cursor=5')
    expect(await early.message()).toMatchObject({ cursor: 0, highestSeq: 0, live: false })
    expect(await early.briefs(2)).toEqual([
      'error FutureCursor: cursor 5 is ahead of the stream, which is at 0',
      'the end',
    ])
    // Once the new numbers are up with the old ones, only the name of the sequence tells.
    await publishAll(other)
    const peer = connect(other, '?cursor=4')
    const first = firstCursor([await peer.message()])
    expect(first).toMatchObject({ cursor: 4, highestSeq: 5, live: false })
    expect(first.sequenceId).toMatch(/^[0-9a-f-]{36}$/)
    expect(first.sequenceId).not.toBe(sequenceId)
    expect(await peer.brief()).toBe('note 5')
  })

  it.each<{ readonly scheme: SqliteLogOptions }>([
    { scheme: { seqScheme: 'unix-micros' } },
    { scheme: {} },
  ])(
    'under the same name with empty storage goes on where it tells the time, after $scheme',
    async ({ scheme }) => {
      const one = await start(logPath(), { ...scheme, slots })
      const before = await publishAll(one)
      const saved = before.at(-1) ?? 0
      const { sequenceId } = await cursorOf(one)
      await one.stop()
      const other = await start(logPath(), { seqScheme: 'unix-micros', slots }, one)
      const early = new Follower(connect(other, `?cursor=${saved}`))
      await early.read(1)
      const first = firstCursor(early.messages)
      expect(first).toMatchObject({ cursor: 0, highestSeq: 0, live: true })
      expect(first.sequenceId).not.toBe(sequenceId)
      const after = await publishAll(other)
      expect(Math.min(...after)).toBeGreaterThan(saved)
      await early.reach(after.at(-1) ?? 0)
      expectFaithful(early.messages, after)
      // Nobody can know any more what came between the two; whoever asks later is told so.
      const late = new Follower(connect(other, `?cursor=${saved}`))
      await late.reach(after.at(-1) ?? 0)
      expectFaithful(late.messages, after)
      expect(firstCursor(late.messages).cursor).toBe((after[0] ?? 0) - 1)
      expect(late.messages[1]).toMatchObject({ $type: `${nsid}#info`, name: 'OutdatedCursor' })
    },
  )

  it('from a backup has another sequence', async () => {
    const path = logPath()
    const one = await start(path, {})
    await publishAll(one)
    const { sequenceId } = await cursorOf(one)
    await one.stop()
    const other = await start(path, { continuityLost: true }, one)
    const first = await cursorOf(other, '?cursor=5')
    expect(first).toMatchObject({ cursor: 5, highestSeq: 5, live: true })
    expect(first.sequenceId).toMatch(/^[0-9a-f-]{36}$/)
    expect(first.sequenceId).not.toBe(sequenceId)
    const status = await fetch(
      `http://${other.authority}/xrpc/com.atproto.stream.getStatus?stream=${nsid}`,
    )
    expect(await status.json()).toMatchObject({ sequenceId: first.sequenceId, highestSeq: 5 })
  })
})
