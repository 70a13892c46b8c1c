import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { stream } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { subprotocols, type Subprotocol } from '../../generated/runtime/index.js'
import { slotOfKey } from '../../generated/runtime/server/index.js'
import { didOf, encodedHex, hex, sequenced, unsequenced, type SequencedFrame } from './frames.js'
import { brief, historyInBrief, makeHistory, type People } from './history.js'
import { serverTime, startNetwork, type Network } from './network.js'
import { replay, replayUntilLive, Subscriber } from './subscriber.js'
import { syncThrough } from './todays-client.js'

const last = historyInBrief.length

let network: Network
let people: People
/** What the PDS's own endpoint sends of the history. */
let own: readonly SequencedFrame[]

beforeAll(async () => {
  network = await startNetwork()
  people = await makeHistory(network.pds)
  own = await replay(network.pds.authority, 0, last)
})

afterAll(() => network?.close())

/** What our server says of a position. */
function cursorMessage(cursor: number, live: boolean): unknown {
  return {
    kind: 'message',
    message: {
      $type: 'com.atproto.sync.subscribeRepos#cursor',
      cursor,
      highestSeq: last,
      live,
      lowestSeq: 1,
      seqScheme: 'counter',
      sequenceId: network.source.sequenceId,
      shardCount: 32,
      time: serverTime,
    },
  }
}

describe('the PDS', () => {
  it('has sequenced something of every kind', () => {
    expect(own.map((frame) => brief(frame, people))).toEqual(historyInBrief)
    expect(own.map(({ message }) => message.seq)).toEqual(historyInBrief.map((_, i) => i + 1))
  })

  it('writes the bytes that the generated codec writes', () => {
    expect(encodedHex(own)).toEqual(hex(own))
  })
})

describe('our server, with the database of the PDS', () => {
  it('sends the bytes that the PDS sends, between two #cursor', async () => {
    const received = await replayUntilLive(network.ours, '?cursor=0')
    expect(hex(sequenced(received))).toEqual(hex(own))
    expect(unsequenced(received)).toEqual([cursorMessage(0, false), cursorMessage(last, true)])
    expect(received.map(({ decoded }) => decoded)[0]).toEqual(cursorMessage(0, false))
  })

  it.each(subprotocols)('sends the same messages in %s', async (subprotocol) => {
    const received = await replayUntilLive(network.ours, '?cursor=0', subprotocol)
    expect(encodedHex(sequenced(received))).toEqual(hex(own))
    expect(unsequenced(received)).toEqual([cursorMessage(0, false), cursorMessage(last, true)])
  })

  it('goes on after any cursor, as the PDS does', async () => {
    for (const cursor of [1, 12, last - 1]) {
      const rest = hex(own.slice(cursor))
      expect(hex(await replay(network.pds.authority, cursor, last))).toEqual(rest)
      expect(hex(await replay(network.ours, cursor, last))).toEqual(rest)
    }
    const atEnd = await replayUntilLive(network.ours, `?cursor=${last}`)
    expect(atEnd.map(({ decoded }) => decoded)).toEqual([cursorMessage(last, true)])
  })

  it('refuses a cursor that the PDS has not assigned yet, as the PDS does', async () => {
    const query = `?cursor=${last + 1}`
    const [theirs, ours] = await Promise.all(
      [network.pds.authority, network.ours].map((authority) =>
        new Subscriber(authority, query).untilEnd(),
      ),
    )
    expect(theirs?.how).toBe('1008 FutureCursor')
    expect(ours?.how).toBe('1008 FutureCursor')
    expect(theirs?.received.map(({ decoded }) => decoded)).toEqual([
      { kind: 'error', error: 'FutureCursor', message: 'Cursor in the future.' },
    ])
    expect(ours?.received.map(({ decoded }) => decoded)).toEqual([
      cursorMessage(last, false),
      {
        kind: 'error',
        error: 'FutureCursor',
        message: `cursor ${last + 1} is ahead of the stream, which is at ${last}`,
      },
    ])
  })

  it('divides it into shards by account', async () => {
    const shards = await Promise.all(
      [0, 1, 2, 3].map((shard) =>
        replayUntilLive(network.ours, `?cursor=0&shardCount=4&shard=${shard}`),
      ),
    )
    for (const [shard, received] of shards.entries()) {
      expect(unsequenced(received)).toEqual([cursorMessage(0, false), cursorMessage(last, true)])
      const slots = sequenced(received).map((frame) => slotOfKey(didOf(frame), 4))
      expect(slots.filter((slot) => slot !== shard)).toEqual([])
    }
    const all = sequenced(shards.flat()).sort((a, b) => a.message.seq - b.message.seq)
    expect(hex(all)).toEqual(hex(own))
  })

  it('answers its status', async () => {
    const url = `http://${network.ours}/xrpc/com.atproto.stream.getStatus?stream=${stream.nsid}`
    const response = await fetch(url)
    expect(await response.json()).toEqual({
      stream: stream.nsid,
      highestSeq: last,
      lowestSeq: 1,
      seqScheme: 'counter',
      sequenceId: network.source.sequenceId,
      shardCount: 32,
      time: serverTime,
      subprotocols: ['xrpc.v0.cbor', 'xrpc.v1.cbor', 'xrpc.v1.json'],
    })
  })

  it('gives @atproto/sync the events that the PDS gives it', async () => {
    const theirs = await syncThrough(network.pds.authority, network.plcUrl, last)
    const ours = await syncThrough(network.ours, network.plcUrl, last)
    expect(ours).toEqual(theirs)
    expect(theirs.errors).toEqual([])
    // Commits that change no record are no events; others are one for each record.
    expect(theirs.events.map(({ seq, event }) => `${seq} ${event}`)).toEqual([
      '1 identity',
      '2 account',
      '4 sync',
      '5 identity',
      '6 account',
      '8 sync',
      '9 identity',
      '10 account',
      '12 sync',
      '13 create',
      '14 create',
      '15 create',
      '16 create',
      '17 create',
      '18 update',
      '19 delete',
      '20 create',
      '21 create',
      '21 create',
      '21 create',
      '21 delete',
      '22 identity',
      '23 account',
      '24 account',
      '25 identity',
      '26 sync',
      '27 create',
    ])
  })
})

// Last, since it makes the history longer.
describe('what is posted while consumers are connected', () => {
  it('reaches them from the PDS and from us alike', async () => {
    const query = `?cursor=${last}`
    const open = (authority: string, subprotocol?: Subprotocol) => {
      const subscriber = new Subscriber(authority, query, subprotocol)
      onTestFinished(() => subscriber.close())
      return subscriber
    }
    const theirs = open(network.pds.authority)
    const today = open(network.ours)
    const ours = subprotocols.map((subprotocol) => open(network.ours, subprotocol))
    await Promise.all([today, ...ours].map((subscriber) => subscriber.untilLive()))
    const { alice, bob, carol } = people
    await Promise.all([alice.post('a'), bob.post('b'), carol.post('c'), alice.post('d')])
    await carol.call('com.atproto.server.deactivateAccount', {})
    const end = last + 5
    const expected = sequenced(await theirs.through(end))
    expect(expected.map(({ message }) => message.seq)).toEqual([1, 2, 3, 4, 5].map((i) => last + i))
    expect(hex(sequenced(await today.through(end)))).toEqual(hex(expected))
    for (const subscriber of ours) {
      const received = await subscriber.through(end)
      expect(encodedHex(sequenced(received))).toEqual(hex(expected))
      expect(unsequenced(received)).toEqual([cursorMessage(last, true)])
    }
    expect(network.errors).toEqual([])
  })
})
