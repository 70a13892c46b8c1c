import { beforeEach, describe, expect, it } from 'vitest'
import { stream, type Message } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { subprotocols, type Subprotocol } from '../../templates/frame/subprotocol.js'
import type { Shard } from '../../templates/stream/shard.js'
import { Accounts } from './accounts.js'
import { SoakMessages } from './soak-messages.js'
import { ConnectionCheck } from './subscribers/connection-check.js'

const accounts = new Accounts(1)
const time = '2026-07-04T14:38:07.517Z'
const model = {
  $type: 'com.atproto.sync.subscribeRepos#account',
  seq: 1,
  did: 'did:web:example.com',
  time,
  active: true,
} as const
const soakMessages = new SoakMessages([stream.codecs['xrpc.v0.cbor'].encode(model)], accounts)
let problems: string[]
beforeEach(() => {
  problems = []
})

/** A connection in one subprotocol, and what it is sent. */
class Sent {
  readonly check: ConnectionCheck
  readonly #subprotocol: Subprotocol

  constructor(cursor?: number, part?: Shard, subprotocol: Subprotocol = 'xrpc.v0.cbor') {
    this.#subprotocol = subprotocol
    const asked = { subprotocol, part, cursor }
    this.check = new ConnectionCheck(asked, accounts, soakMessages, (problem) => {
      problems.push(problem)
    })
  }

  message(seq: number, change: { readonly did?: string; readonly active?: boolean } = {}): this {
    return this.#send({ ...model, seq, did: accounts.didOf(seq), ...change })
  }

  messages(from: number, to: number): this {
    for (let seq = from; seq <= to; seq++) this.message(seq)
    return this
  }

  cursor(cursor: number, highestSeq: number, live: boolean, lowestSeq = 1): this {
    return this.#send({
      $type: 'com.atproto.sync.subscribeRepos#cursor',
      cursor,
      highestSeq,
      live,
      lowestSeq,
      seqScheme: 'counter',
      sequenceId: 'one',
      shardCount: 32,
      pendingMessages: highestSeq - cursor,
    })
  }

  info(): this {
    return this.#send({ $type: 'com.atproto.sync.subscribeRepos#info', name: 'OutdatedCursor' })
  }

  tooSlow(after: number): this {
    const codec = stream.codecs[this.#subprotocol]
    const message = `what follows ${after} is no longer retained`
    this.check.take(codec.encodeError('ConsumerTooSlow', message), codec.binary)
    return this
  }

  #send(message: Message): this {
    const codec = stream.codecs[this.#subprotocol]
    this.check.take(codec.encode(message), codec.binary)
    return this
  }
}

/** The messages from 1 to 40 that are of the first half of the stream. */
const half: Shard = { index: 0, count: 2 }
const ofHalf: number[] = []
for (let seq = accounts.next(half, 0, 40); seq !== undefined;) {
  ofHalf.push(seq)
  seq = accounts.next(half, seq, 40)
}

describe('a connection that is served as it should be', () => {
  it.each(subprotocols)('is found to be so in %s', (subprotocol) => {
    const { check } = new Sent(2, undefined, subprotocol)
      .cursor(2, 5, false)
      .messages(3, 5)
      .cursor(5, 5, true)
      .messages(6, 20)
      .cursor(20, 30, false)
      .messages(21, 31)
      .cursor(31, 31, true)
      .tooSlow(31)
    expect(problems).toEqual([])
    const { position, live, messages, movedBack, wentLive, error } = check
    expect([position, live, messages, movedBack, wentLive, error]).toEqual([
      31,
      true,
      29,
      1,
      2,
      'ConsumerTooSlow: what follows 31 is no longer retained',
    ])
  })

  it('may begin later than it asked for where that is not retained', () => {
    const { check } = new Sent(3).cursor(9, 20, false, 10).info().messages(12, 20)
    new Sent(0).cursor(9, 20, false, 10).messages(12, 20).cursor(20, 20, true, 12)
    expect(problems).toEqual([])
    expect(check.outdated).toBe(true)
  })

  it('may be a shard that is too slow, and further than its last message', () => {
    const [first = 0, second = 0] = ofHalf
    const { check } = new Sent(0, half)
      .cursor(0, 40, false)
      .message(first)
      .tooSlow(second - 1)
    expect(problems).toEqual([])
    expect(check.tooSlowAfter).toBe(second - 1)
  })

  it('may be a shard', () => {
    expect(ofHalf.length).toBeGreaterThan(10)
    const sent = new Sent(0, half).cursor(0, 40, false)
    for (const seq of ofHalf) sent.message(seq)
    sent.cursor(40, 40, true)
    expect(problems).toEqual([])
    expect(sent.check.hasAll(40)).toBe(true)
    const later = accounts.next(half, 40, 100) ?? 0
    expect([later - 1, later].map((seq) => sent.check.hasAll(seq))).toEqual([true, false])
  })
})

/** A connection that has asked for what follows 2, and been told that this is 3 to 5. */
function started(): Sent {
  return new Sent(2).cursor(2, 5, false)
}

describe('what is wrong is found', () => {
  const lost = ofHalf[1] ?? 0
  it.each<[string, () => Sent, string]>([
    ['a loss', () => started().message(3).message(5), 'seq 4 is missing: seq 5 came after 3'],
    [
      'a loss before a #cursor',
      () => started().message(3).cursor(5, 5, true),
      'seq 4 is missing: #cursor 5/5 live came after 3',
    ],
    [
      'a loss in a shard',
      () => {
        const sent = new Sent(0, half).cursor(0, 40, false)
        for (const seq of ofHalf) if (seq !== lost) sent.message(seq)
        return sent
      },
      `seq ${lost} is missing: seq ${ofHalf[2]} came after ${ofHalf[0]}`,
    ],
    ['a repetition', () => started().message(3).message(3), 'seq 3 came after 3'],
    ['a wrong order', () => started().messages(3, 5).message(4), 'seq 4 came after 5'],
    [
      'a message of another shard',
      () => new Sent(0, { index: 1, count: 2 }).cursor(0, 40, false).message(ofHalf[0] ?? 0),
      `seq ${ofHalf[0]} is not of the shard that was asked for`,
    ],
    [
      'another message under the seq',
      () => started().message(3, { did: 'did:web:example.com' }),
      `seq 3 is about did:web:example.com, not ${accounts.didOf(3)}`,
    ],
    [
      'another content under the seq',
      () => new Sent(7).cursor(7, 9, false).message(8, { active: false }),
      'seq 8 is another message than was published',
    ],
    ['a message before #cursor', () => new Sent(2).message(3), 'seq 3 came before a #cursor'],
    [
      'a #cursor that is behind',
      () => started().messages(3, 5).cursor(4, 5, false),
      '#cursor 4/5 replay came after 5',
    ],
    [
      'a highestSeq that goes down',
      () => started().cursor(2, 4, false),
      '#cursor 2/4 replay came after #cursor 2/5 replay',
    ],
    [
      'live before the end',
      () => started().message(3).cursor(3, 5, true),
      '#cursor 3/5 live is not the end',
    ],
    [
      'a start before what was asked for',
      () => new Sent(2).cursor(1, 5, false),
      '#cursor 1/5 replay lies before 2, which was asked for',
    ],
    [
      'a start behind what is retained',
      () => new Sent(0).cursor(5, 9, false, 3),
      '#cursor 5/9 replay though 3 is retained and 0 was asked for',
    ],
    [
      'a replay that nobody asked for',
      () => new Sent().cursor(2, 5, false),
      '#cursor 2/5 replay though new ones alone',
    ],
    [
      'a lack of #info',
      () => new Sent(2).cursor(4, 5, false, 5).message(5),
      '#info was due, got com.atproto.sync.subscribeRepos#account',
    ],
    ['#info for nothing', () => started().info(), '#info OutdatedCursor came'],
    [
      'a gap after the start that was not dropped',
      () => new Sent(0).cursor(2, 9, false, 3).messages(6, 9).cursor(9, 9, true, 5),
      'seq 5 did not come, and is retained: 5 is the lowest',
    ],
    [
      'an error that leaves something out',
      () => started().message(3).tooSlow(4),
      'ConsumerTooSlow: what follows 4 is no longer retained, at 3',
    ],
    [
      'an error that is behind',
      () => started().messages(3, 4).tooSlow(3),
      'ConsumerTooSlow: what follows 3 is no longer retained, at 4',
    ],
    [
      'anything after the end',
      () => started().tooSlow(2).message(3),
      'something came after the error frame',
    ],
  ])('%s', (_title, send, problem) => {
    send()
    expect(problems).toEqual([problem])
  })
})
