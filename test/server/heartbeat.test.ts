import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'
import { Heartbeat } from '../../templates/server/heartbeat.js'

beforeEach(() => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
})

/** A WebSocket as a server makes it, before it is given its socket. */
function detachedWebSocket(): WebSocket {
  const webSocket: unknown = Reflect.construct(WebSocket, [null, undefined, {}])
  if (!(webSocket instanceof WebSocket)) throw new Error('not a WebSocket')
  return webSocket
}

/** An open connection that goes nowhere. */
class Connection {
  readonly webSocket = detachedWebSocket()
  readyState: number = WebSocket.OPEN
  bufferedAmount = 0
  takenBytes = 0
  pings = 0
  ended = 0

  constructor() {
    Object.defineProperties(this.webSocket, {
      readyState: { get: () => this.readyState },
      bufferedAmount: { get: () => this.bufferedAmount },
      ping: { value: () => this.pings++ },
    })
  }

  terminate(): void {
    this.ended++
    this.webSocket.emit('close')
  }
}

function watch(intervalMs = 1600): Connection {
  const connection = new Connection()
  new Heartbeat(intervalMs).watch(connection.webSocket, connection)
  return connection
}

describe('a heartbeat', () => {
  it('ends who has not answered when the next ping is due', () => {
    const connection = watch()
    vi.advanceTimersByTime(1600)
    expect([connection.pings, connection.ended]).toEqual([1, 0])
    vi.advanceTimersByTime(1600)
    expect([connection.pings, connection.ended]).toEqual([1, 1])
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each(['pong', 'ping', 'message'])('takes a %s for a sign of life', (event) => {
    const connection = watch()
    for (let ping = 1; ping <= 3; ping++) {
      vi.advanceTimersByTime(1600)
      connection.webSocket.emit(event)
      expect([connection.pings, connection.ended]).toEqual([ping, 0])
    }
    vi.advanceTimersByTime(3200)
    expect(connection.ended).toBe(1)
  })

  it('spares who slowly takes what had piled up', () => {
    const connection = watch()
    connection.bufferedAmount = 1
    vi.advanceTimersByTime(1600)
    connection.takenBytes++
    vi.advanceTimersByTime(1600)
    expect([connection.pings, connection.ended]).toEqual([2, 0])
    vi.advanceTimersByTime(1600)
    expect(connection.ended).toBe(1)
  })

  it('believes no writes where nothing had piled up', () => {
    const connection = watch()
    vi.advanceTimersByTime(1600)
    connection.takenBytes++
    vi.advanceTimersByTime(1600)
    expect(connection.ended).toBe(1)
  })

  it('leaves alone who is closing', () => {
    const connection = watch()
    connection.readyState = WebSocket.CLOSING
    vi.advanceTimersByTime(16_000)
    expect([connection.pings, connection.ended]).toEqual([0, 0])
  })

  it('can be turned off', () => {
    watch(0)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('pings many connections a few at a time', () => {
    const heartbeat = new Heartbeat(1600)
    const connections = Array.from({ length: 32 }, () => new Connection())
    for (const connection of connections) heartbeat.watch(connection.webSocket, connection)
    for (let turn = 1; turn <= 16; turn++) {
      vi.advanceTimersByTime(100)
      expect(connections.filter(({ pings }) => pings === 1)).toHaveLength(2 * turn)
    }
  })
})
