import { describe, expect, it, onTestFinished } from 'vitest'
import { subprotocols } from '../../templates/frame/subprotocol.js'
import { Publisher } from '../../templates/server/publisher.js'
import { SqliteSource } from '../../templates/server/sqlite/index.js'
import { nsid, stream } from './example-stream.js'
import { Peer, startHost } from './harness.js'
import { logPath, openSqlite } from './log-folder.js'

const stored = 600
const meanwhile = 200

const note = (text: string) => ({ $type: `${nsid}#note` as const, did: 'did:example:a', text })

/** A log on the disk that was filled by an earlier process, so to say. */
async function storedLog(): Promise<string> {
  const path = logPath()
  const log = openSqlite(path)
  const publisher = new Publisher(stream, log)
  for (let i = 1; i <= stored; i += 100) {
    const texts = Array.from({ length: 100 }, (_, index) => `text ${i + index}`)
    await Promise.all(texts.map((text) => publisher.publish(note(text))))
  }
  await log.close()
  return path
}

describe.each(subprotocols)('a stream from SQLite in %s', (subprotocol) => {
  it('is replayed from the disk, goes live, and stays so', async () => {
    const path = await storedLog()
    const log = openSqlite(path)
    const publisher = new Publisher(stream, log)
    const { authority, errors } = await startHost({
      source: () => log,
      mount: { cursorEvery: 1_000_000, cursorIntervalMs: 3_600_000 },
    })
    const peer = new Peer(authority, '?cursor=100', subprotocol)
    expect(await peer.message()).toMatchObject({
      cursor: 100,
      highestSeq: stored,
      live: false,
      sequenceId: log.sequenceId,
      pendingMessages: stored - 100,
    })
    const published: Promise<number>[] = []
    let expected = 101
    let liveAt: number | undefined
    while (expected <= stored + meanwhile || liveAt === undefined) {
      const message = await peer.message()
      if ('cursor' in message) {
        expect(message).toMatchObject({
          cursor: expected - 1,
          highestSeq: expected - 1,
          live: true,
        })
        liveAt = expected - 1
      } else {
        expect(message).toEqual({ ...note(`text ${expected}`), seq: expected })
        expected++
        const next = stored + published.length + 1
        if (next <= stored + meanwhile) published.push(publisher.publish(note(`text ${next}`)))
      }
    }
    expect(await Promise.all(published)).toHaveLength(meanwhile)
    expect(liveAt).toBeGreaterThanOrEqual(stored)
    await publisher.publish(note('last'))
    expect(await peer.message()).toEqual({ ...note('last'), seq: stored + meanwhile + 1 })
    expect(errors).toEqual([])
  })

  it('is served by another process than the one that writes', async () => {
    const path = await storedLog()
    const source = new SqliteSource(path, { pollIntervalMs: 1 })
    onTestFinished(() => source.close())
    const { authority } = await startHost({ source: () => source })
    const peer = new Peer(authority, `?cursor=${stored - 1}`, subprotocol)
    expect(await peer.briefs(3)).toEqual([
      `cursor ${stored - 1}/${stored} replay`,
      `note ${stored}`,
      `cursor ${stored}/${stored} live`,
    ])
    await new Publisher(stream, openSqlite(path)).publish(note('new'))
    expect(await peer.brief()).toBe(`note ${stored + 1}`)
  })
})
