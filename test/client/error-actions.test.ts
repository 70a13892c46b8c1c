import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { DialEnd } from '../../templates/client/dial.js'
import type { ErrorAction } from '../../templates/client/error-action.js'
import {
  ConnectError,
  DisconnectError,
  SequenceChangedError,
  StreamError,
  type SubscribeError,
} from '../../templates/client/subscribe-error.js'
import type { FakeConnection } from './fake-dial.js'
import { briefs, cursor, note, start } from './start-subscription.js'

/** Least and most of every wait: what is drawn is always the middle. */
const backoff = { minMs: 200, maxMs: 20_000, laterMs: 4000, random: () => 0.5 }

/** What a subscription makes of its first connection's end: what it says, and how it acts. */
async function follows(
  play: (connection: FakeConnection) => unknown,
): Promise<{ error: unknown; action: ErrorAction; delayMs: number | undefined }> {
  let told: { readonly error: SubscribeError; readonly delayMs: number } | undefined
  const { network, subscription } = start({
    backoff,
    onReconnect: (reconnection) => {
      told = reconnection
    },
  })
  const next = subscription.next().then(
    () => undefined,
    (error: unknown) => error,
  )
  play(await network.dialled())
  if (told !== undefined) await subscription.return()
  const thrown = await next
  expect(network.connections).toHaveLength(1)
  if (told === undefined) return { error: thrown, action: 'give-up', delayMs: undefined }
  const { error, delayMs } = told
  return { error, action: delayMs < 4000 ? 'retry' : 'wait', delayMs }
}

const refused = (status?: number, retryAfterMs?: number): DialEnd => ({
  kind: 'refused',
  reason: 'other',
  detail: 'no',
  ...(status === undefined ? {} : { status }),
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
})

const delays = new Map<ErrorAction, number>([
  ['retry', 100],
  ['wait', 12_000],
])

describe('a connection that is closed', () => {
  it.each<[number, ErrorAction]>([
    [1000, 'retry'],
    [1001, 'retry'],
    [1002, 'give-up'],
    [1003, 'give-up'],
    [1004, 'retry'],
    [1005, 'retry'],
    [1006, 'retry'],
    [1007, 'give-up'],
    [1008, 'wait'],
    [1009, 'give-up'],
    [1010, 'give-up'],
    [1011, 'retry'],
    [1012, 'wait'],
    [1013, 'wait'],
    [1014, 'retry'],
    [1015, 'retry'],
    [2999, 'retry'],
    [3000, 'give-up'],
    [3001, 'retry'],
    [3003, 'give-up'],
    [3008, 'retry'],
    [3999, 'retry'],
    [4000, 'retry'],
    [4404, 'retry'],
    [4999, 'retry'],
  ])('with %d: %s', async (code, action) => {
    const error = new DisconnectError(code, 'reason')
    expect(error.action).toBe(action)
    expect(
      await follows((connection) =>
        connection.open().end({ kind: 'closed', code, reason: 'reason' }),
      ),
    ).toEqual({ error, action, delayMs: delays.get(action) })
  })
})

describe('a connection that is refused', () => {
  it.each<[number | undefined, ErrorAction]>([
    [undefined, 'retry'],
    [200, 'give-up'],
    [301, 'give-up'],
    [400, 'give-up'],
    [401, 'give-up'],
    [403, 'give-up'],
    [404, 'give-up'],
    [405, 'give-up'],
    [408, 'retry'],
    [410, 'give-up'],
    [425, 'retry'],
    [426, 'give-up'],
    [429, 'wait'],
    [500, 'retry'],
    [501, 'give-up'],
    [502, 'retry'],
    [503, 'wait'],
    [504, 'retry'],
    [505, 'give-up'],
    [520, 'retry'],
  ])('with HTTP %s: %s', async (status, action) => {
    const error = new ConnectError('no', status)
    expect(error.action).toBe(action)
    expect(await follows((connection) => connection.end(refused(status)))).toEqual({
      error,
      action,
      delayMs: delays.get(action),
    })
  })

  it.each([
    { status: 503, retryAfterMs: 60_000, delayMs: 60_100 },
    { status: 429, retryAfterMs: 0, delayMs: 100 },
    { status: 502, retryAfterMs: 7000, delayMs: 7100 },
    // Nobody waits for a year, and no timer takes as much: it would be over at once.
    { status: 503, retryAfterMs: 31_536_000_000, delayMs: 86_400_000 },
  ])('with Retry-After, as HTTP $status: after $delayMs ms', async (given) => {
    const { status, retryAfterMs, delayMs } = given
    const { error, ...how } = await follows((connection) =>
      connection.end(refused(status, retryAfterMs)),
    )
    expect(error).toMatchObject({ action: 'wait', retryAfterMs })
    expect(how.delayMs).toBe(delayMs)
  })

  it('is given up for good whatever Retry-After says where it is not about the moment', async () => {
    expect(await follows((connection) => connection.end(refused(404, 1000)))).toEqual({
      error: new ConnectError('no', 404, 1000),
      action: 'give-up',
      delayMs: undefined,
    })
  })
})

describe('an error frame', () => {
  it.each<[string, ErrorAction]>([
    ['ConsumerTooSlow', 'retry'],
    ['InternalServerError', 'retry'],
    ['UpstreamFailure', 'retry'],
    ['UpstreamTimeout', 'retry'],
    ['NotEnoughResources', 'wait'],
    ['RateLimitExceeded', 'wait'],
    ['FutureCursor', 'give-up'],
    ['InvalidRequest', 'give-up'],
    ['SomethingNew', 'give-up'],
  ])('%s: %s', async (name, action) => {
    expect(await follows((connection) => connection.open().sendError(name))).toEqual({
      error: new StreamError(name, undefined),
      action,
      delayMs: delays.get(action),
    })
  })
})

describe('failures in a row', () => {
  it('go on being counted while servers do no more than greet, so that waits grow', async () => {
    const failures: number[] = []
    const { network, subscription } = start({
      cursor: 5,
      onReconnect: (reconnection) => failures.push(reconnection.failures),
    })
    const greetings = briefs(subscription, 4)
    for (let i = 0; i < 3; i++) {
      const connection = (await network.dialled()).open().send(cursor(5, 5, true))
      connection.sendError('InternalServerError')
    }
    const last = (await network.dialled()).open().send(cursor(5, 5, true))
    await greetings
    expect(failures).toEqual([1, 2, 3])
    const more = briefs(subscription, 2)
    last.send(note(6)).sendError('InternalServerError')
    ;(await network.dialled()).open().send(note(7))
    expect(await more).toEqual(['note 6', 'note 7'])
    expect(failures).toEqual([1, 2, 3, 1])
    await subscription.return()
  })

  it('begin anew after a connection that has lasted, whatever came on it', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const failures: number[] = []
    const { network, subscription } = start({
      cursor: 5,
      onReconnect: (reconnection) => failures.push(reconnection.failures),
    })
    const next = subscription.next()
    for (const lastedMs of [9999, 9999, 10_000, 0]) {
      const connection = (await network.dialled()).open()
      vi.setSystemTime(Date.now() + lastedMs)
      connection.drop()
    }
    expect(failures).toEqual([1, 2, 1, 2])
    await subscription.return()
    await next
  })
})

it('errors that connecting again would not mend say so', () => {
  expect(new SequenceChangedError('a', 'b').action).toBe('give-up')
})
