import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { addressGroup, clientAddress } from '../../templates/server/client-address.js'
import { ConnectionSlots } from '../../templates/server/connection-slots.js'
import { IncomingRate } from '../../templates/server/incoming-rate.js'

function requestFrom(remoteAddress: string | undefined, forwardedFor?: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress })
  const request = new IncomingMessage(socket)
  if (forwardedFor !== undefined) request.headers['x-forwarded-for'] = forwardedFor
  return request
}

describe('the address of a client', () => {
  it.each([
    [0, undefined, '10.0.0.1'],
    [0, '1.1.1.1', '10.0.0.1'],
    [1, undefined, '10.0.0.1'],
    [1, '1.1.1.1', '1.1.1.1'],
    [1, '6.6.6.6, 1.1.1.1', '1.1.1.1'],
    [2, '6.6.6.6, 1.1.1.1, 10.0.0.2', '1.1.1.1'],
    [2, '1.1.1.1', '1.1.1.1'],
    [3, '6.6.6.6, unknown, 10.0.0.2', '10.0.0.2'],
    [1, '', '10.0.0.1'],
    [1, '1.1.1.1,', '10.0.0.1'],
    [1, '1.1.1.1:4711', '1.1.1.1'],
    [1, '2001:db8::1', '2001:db8::1'],
    [1, '[2001:db8::1]:4711', '2001:db8::1'],
    [1, '[2001:db8::1]', '2001:db8::1'],
    [1, '[1.1.1.1]', '10.0.0.1'],
    [1, '999.1.1.1', '10.0.0.1'],
  ])('behind %d proxies that say %j is %s', (hops, header, address) => {
    expect(clientAddress(requestFrom('10.0.0.1', header), hops)).toBe(address)
  })

  it('may be missing', () => {
    expect(clientAddress(requestFrom(undefined), 0)).toBeUndefined()
  })
})

describe('addresses are counted', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['what', 'what'],
  ])('%s under %s', (address, group) => {
    expect(addressGroup(address)).toBe(group)
  })
})

describe('connection slots', () => {
  it('are taken and given back, each once', () => {
    const slots = new ConnectionSlots({ maxConnections: 3, maxConnectionsPerAddress: 2 })
    const taken = [slots.take('a'), slots.take('a'), slots.take('a'), slots.take(undefined)]
    expect(taken.map((slot) => (typeof slot === 'function' ? 'taken' : slot.status))).toEqual([
      'taken',
      'taken',
      429,
      'taken',
    ])
    expect(slots.take('b')).toMatchObject({ status: 503 })
    const [first] = taken
    if (typeof first !== 'function') throw new Error('no slot')
    first()
    first()
    expect(slots.taken).toBe(2)
    expect(slots.take('a')).toBeTypeOf('function')
    expect(slots.take('a')).toMatchObject({ status: 503 })
  })
})

describe('the rate of what comes in', () => {
  it('lets ten seconds worth through at once, and then as much as has become free', () => {
    let now = 0
    const rate = new IncomingRate(2, () => now)
    const countUntilRefused = () => {
      for (let count = 0; ; count++) if (!rate.count()) return count
    }
    expect(countUntilRefused()).toBe(20)
    now += 499
    expect(countUntilRefused()).toBe(0)
    now += 1
    expect(countUntilRefused()).toBe(1)
    now += 3_600_000
    expect(countUntilRefused()).toBe(20)
  })
})
