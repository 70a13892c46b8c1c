import { expect, it } from 'vitest'
import { defaultLimits, serverLimits } from '../../templates/server/server-limits.js'

it('every limit of a server has a default, and it is this one', () => {
  expect(defaultLimits).toEqual({
    maxConnections: 20_000,
    maxConnectionsPerAddress: 256,
    trustedHops: 0,
    handshakeTimeoutMs: 10_000,
    maxUrlBytes: 8192,
    maxParameterLength: 2048,
    maxIncomingBytes: 65_536,
    maxIncomingPerSecond: 20,
    maxBufferedBytes: 268_435_456,
    pingIntervalMs: 30_000,
  })
})

it.each(Object.keys(defaultLimits))('%s that is undefined is the default', (name) => {
  expect(serverLimits({ [name]: undefined })).toEqual(defaultLimits)
})
