import { describe, expect, it } from 'vitest'
import { planSubscription } from '../../templates/client/subscription-plan.js'
import { stream } from '../server/example-stream.js'
import { FakeNetwork } from './fake-dial.js'

const { dial } = new FakeNetwork()

/** What is thrown of options of any type. */
function planUntyped(options: object): unknown {
  try {
    return planSubscription(stream, { host: 'h', ...options }, dial)
  } catch (error) {
    return error
  }
}

describe('planSubscription', () => {
  it.each([
    [{}, 'give either host or url'],
    [{ host: 'a', url: 'wss://b' }, 'give either host or url'],
    [{ host: 'ftp://a' }, 'ftp: is not a scheme of WebSockets'],
    [{ host: 'wss://' }, 'Invalid URL'],
  ])('rejects %j', (options, message) => {
    expect(() => planSubscription(stream, options, dial)).toThrow(message)
  })

  it.each([
    [{ host: 'relay.example' }, 'wss://relay.example/xrpc/org.example.subscribeNotes'],
    [{ host: 'http://h:1' }, 'ws://h:1/xrpc/org.example.subscribeNotes'],
    [{ host: 'https://h/' }, 'wss://h/xrpc/org.example.subscribeNotes'],
    [{ host: 'h', params: { shard: 1 } }, 'wss://h/xrpc/org.example.subscribeNotes?shard=1'],
    [{ url: 'wss://h/subscribe?x=1#y' }, 'wss://h/subscribe?x=1'],
    [{ url: 'ws://h/s?shard=2', params: { shard: 1 } }, 'ws://h/s?shard=1'],
  ])('connects %j to %s', (options, url) => {
    expect(planSubscription(stream, options, dial).url(undefined)).toBe(url)
  })

  it.each([-1, 1.5, Number.NaN, Infinity, 2 ** 53])('does not start at %d', (cursor) => {
    expect(() => planSubscription(stream, { host: 'h', cursor }, dial)).toThrow(
      new RangeError(
        `cursor: ${cursor} is no sequence number, which is an integer from 0 to 2^53-1`,
      ),
    )
  })

  it.each([
    [{ cursor: 'old' }, 'cursor: old is none of a number, oldest, live and { since }'],
    [
      { subprotocols: ['xrpc.v1.cbo'] },
      'subprotocols: xrpc.v1.cbo is none of xrpc.v0.cbor, xrpc.v1.cbor, xrpc.v1.json',
    ],
  ])('does not take %j from who is not compiled', (options, message) => {
    expect(planUntyped(options)).toEqual(new RangeError(message))
  })

  it('writes a cursor as the stream has it', () => {
    const options = { host: 'h', writeCursor: (cursor: number) => `c${cursor}` }
    const { url } = planSubscription(stream, options, dial)
    expect(url(7)).toBe('wss://h/xrpc/org.example.subscribeNotes?cursor=c7')
    expect(url(undefined)).toBe('wss://h/xrpc/org.example.subscribeNotes')
  })

  it('takes the cursor of the parameters where there is no other', () => {
    const options = { host: 'h', params: { cursor: 5 } }
    expect(planSubscription(stream, options, dial).start).toBe(5)
    expect(planSubscription(stream, { ...options, cursor: 6 }, dial).start).toBe(6)
  })
})
