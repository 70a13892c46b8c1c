import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Message } from '../../generated/com.atproto.sync.subscribeRepos.js'
import type { DecodedFrame } from '../../generated/runtime/index.js'
import { callProcedure } from './account.js'
import { hex, sequenced, unsequenced, type SequencedFrame } from './frames.js'
import { brief, historyInBrief, makeHistory, type People } from './history.js'
import { startNetwork, type Network } from './network.js'
import { serviceDid } from './pds-process.js'
import { SequencerSource } from './sequencer-source.js'
import { replay, Subscriber } from './subscriber.js'

// The tests of this file are steps: each finds what the one before has left.

const last = historyInBrief.length

let network: Network
let people: People
/** Stays connected to our server, from the end of the history on. */
let follower: Subscriber

beforeAll(async () => {
  network = await startNetwork()
  people = await makeHistory(network.pds)
  follower = new Subscriber(network.ours, `?cursor=${last}`)
  await follower.untilLive()
})

afterAll(async () => {
  follower?.close()
  await network?.close()
})

/** `13 alice commit create app.bsky.actor.profile` */
function lines(frames: readonly SequencedFrame[]): string[] {
  return frames.map((frame) => `${frame.message.seq} ${brief(frame, people)}`)
}

const historyLines = historyInBrief.map((line, index) => `${index + 1} ${line}`)

/** What the PDS and we send after a cursor, up to the message with a seq, that has no seq itself. */
async function unsequencedOfBoth(cursor: number, lastSeq: number): Promise<string[][]> {
  const servers = [network.pds.authority, network.ours]
  return await Promise.all(
    servers.map(async (authority) => {
      const subscriber = new Subscriber(authority, `?cursor=${cursor}`)
      const received = await subscriber.through(lastSeq)
      subscriber.close()
      return unsequenced(received).map(inBrief)
    }),
  )
}

/** `info OutdatedCursor`, `cursor 8 of 13 to 29` */
function inBrief(decoded: DecodedFrame<Message>): string {
  if (decoded.kind !== 'message') return decoded.kind
  const { message } = decoded
  switch (message.$type) {
    case 'com.atproto.sync.subscribeRepos#cursor':
      return `cursor ${message.cursor} of ${message.lowestSeq} to ${message.highestSeq}`
    case 'com.atproto.sync.subscribeRepos#info':
      return `info ${message.name}`
    default:
      return message.$type
  }
}

it('leaves out the messages of an account that was deleted, as the PDS does', async () => {
  const authorization = `Basic ${btoa(`admin:${network.pds.adminPassword}`)}`
  const input = { did: people.carol.did }
  await callProcedure(network.pds, 'com.atproto.admin.deleteAccount', authorization, input)
  const end = last + 1
  const expected = [
    ...historyLines.filter((line) => !line.includes(' carol ')),
    `${end} carol account deleted`,
  ]
  const theirs = await replay(network.pds.authority, 0, end)
  expect(lines(theirs)).toEqual(expected)
  expect(hex(await replay(network.ours, 0, end))).toEqual(hex(theirs))
  expect(lines(sequenced(await follower.through(end)))).toEqual(expected.slice(-1))
})

it('takes a hole for no loss, as the PDS does', async () => {
  const end = last + 1
  const theirs = await replay(network.pds.authority, 10, end)
  expect(theirs[0]?.message.seq).toBe(13)
  expect(hex(await replay(network.ours, 10, end))).toEqual(hex(theirs))
  expect(await unsequencedOfBoth(10, end)).toEqual([[], [`cursor 10 of 1 to ${end}`]])
})

it('goes on where the PDS goes on after a restart', async () => {
  await network.pds.stop()
  const database = new DatabaseSync(network.pds.sequencerPath)
  const longAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000).toISOString()
  database.prepare('UPDATE repo_seq SET sequencedAt = ? WHERE seq <= 8').run(longAgo)
  database.exec('UPDATE repo_seq SET invalidated = 1 WHERE seq = 14')
  database.exec("UPDATE repo_seq SET eventType = 'tombstone' WHERE seq = 16")
  database.close()
  await network.pds.start()
  await people.alice.post('Back again')
  const end = last + 2
  expect(lines(sequenced(await follower.through(end)))).toEqual([
    `${last + 1} carol account deleted`,
    `${end} alice commit create app.bsky.feed.post`,
  ])
  const again = new SequencerSource(network.pds.sequencerPath, { serviceDid })
  expect(again.sequenceId).toBe(network.source.sequenceId)
  again.close()
})

it('sends neither what is too old nor what was invalidated, as the PDS does', async () => {
  const end = last + 2
  const theirs = await replay(network.pds.authority, 0, end)
  expect(lines(theirs)).toEqual([
    ...historyLines.slice(12).filter((line) => !/^(14|16) |carol/.test(line)),
    `${last + 1} carol account deleted`,
    `${end} alice commit create app.bsky.feed.post`,
  ])
  for (const cursor of [0, 3, 8, 12]) {
    expect(hex(await replay(network.ours, cursor, end))).toEqual(hex(theirs))
  }
  const position = `of 13 to ${end}`
  // The whole window is what 0 asks for; the PDS takes it for a number like any other.
  expect(await unsequencedOfBoth(0, end)).toEqual([
    ['info OutdatedCursor'],
    [`cursor 8 ${position}`],
  ])
  expect(await unsequencedOfBoth(3, end)).toEqual([
    ['info OutdatedCursor'],
    [`cursor 8 ${position}`, 'info OutdatedCursor'],
  ])
  expect(await unsequencedOfBoth(8, end)).toEqual([[], [`cursor 8 ${position}`]])
  expect(network.errors).toEqual([])
})
