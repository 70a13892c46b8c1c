import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { stream } from '../../../generated/com.atproto.sync.subscribeRepos.js'
import type { Circumstances } from './circumstances.js'

/** Connects and vanishes, at any stage of it, again and again. */
export async function vanishing(around: Circumstances): Promise<void> {
  while (!around.leaving.aborted) {
    around.tally.connections++
    const socket = connect(around.port, '127.0.0.1')
    // Whoever vanishes does not care why.
    socket.on('error', () => undefined)
    const closed = once(socket, 'close')
    await once(socket, 'connect').catch(() => undefined)
    await vanish(socket, around)
    await closed
    await around.pause(10, 100)
  }
}

const ways = [
  // Before it says anything, or in the middle of its request.
  async (socket: Socket, around: Circumstances) => {
    const request = requestOf(around)
    socket.write(request.slice(0, Math.floor(around.random() * request.length)))
  },
  // Behind its request, before the answer.
  async (socket: Socket, around: Circumstances) => {
    socket.write(requestOf(around))
  },
  // Once it is connected, and has read a little of what it asked for.
  async (socket: Socket, around: Circumstances) => {
    socket.write(requestOf(around))
    await Promise.race([once(socket, 'data'), once(socket, 'close')])
    if (around.random() < 0.5) await around.pause(0, 50)
  },
] as const

async function vanish(socket: Socket, around: Circumstances): Promise<void> {
  await ways[Math.floor(around.random() * ways.length)]?.(socket, around)
  if (around.random() < 0.3) socket.resetAndDestroy()
  else if (around.random() < 0.5) socket.destroy()
  else {
    socket.resume()
    socket.end()
  }
}

function requestOf(around: Circumstances): string {
  const cursor = around.random() < 0.5 ? '' : '?cursor=0'
  return (
    `GET /xrpc/${stream.nsid}${cursor} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n` +
    'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
  )
}
