import { describe, expect, it } from 'vitest'
import { planSubscription } from '../../../templates/client/subscription-plan.js'
import { stream } from '../../server/example-stream.js'
import { FakeNetwork } from '../fake-dial.js'

const plan = (options: Parameters<typeof planSubscription>[1]) => () =>
  planSubscription(stream, options, new FakeNetwork().dial)

describe('hosts', () => {
  it.each([
    [{ hosts: [] }, 'hosts: there is none'],
    [{ hosts: ['a'], host: 'a' }, 'give either host or url, or hosts'],
    [{}, 'give either host or url, or hosts'],
    [{ hosts: ['a', 'wss://a/'] }, 'hosts: a is given twice'],
    [{ hosts: ['a', 'ftp://b'] }, 'ftp: is not a scheme of WebSockets'],
  ])('are not %j', (options, message) => {
    expect(plan(options)).toThrow(new TypeError(message))
  })

  it('are the addresses of one stream', () => {
    const { urls } = plan({ hosts: ['a', 'http://b:1'] })()
    expect(urls.map((url) => url(7))).toEqual([
      `wss://a/xrpc/${stream.nsid}?cursor=7`,
      `ws://b:1/xrpc/${stream.nsid}?cursor=7`,
    ])
  })
})

describe('numbers of failover', () => {
  it.each([
    [{ parallel: 0 }, 'failover.parallel: 0 is not an integer from 1 on'],
    [{ parallel: 1.5 }, 'failover.parallel: 1.5 is not an integer from 1 on'],
    [{ maxFailures: 0 }, 'failover.maxFailures: 0 is not an integer from 1 on'],
    [{ maxRemembered: -1 }, 'failover.maxRemembered: -1 is not an integer from 1 on'],
    [{ connectWithinMs: 0 }, 'failover.connectWithinMs: 0 is not above 0'],
    [{ checkIntervalMs: Number.NaN }, 'failover.checkIntervalMs: NaN is not above 0'],
    [{ silenceMs: -1 }, 'failover.silenceMs: -1 is not above 0'],
    [{ rollbackMs: Infinity }, 'failover.rollbackMs: Infinity is not a number from 0 on'],
  ])('are not %j', (failover, message) => {
    expect(plan({ host: 'a', failover })).toThrow(new RangeError(message))
  })
})
