import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { nsid } from './example-stream.js'
import { opcodes, rawFrame, rawRequest } from './raw-client.js'
import type { Holdings } from './leak-child.js'

const rounds = 5
const connectionsPerRound = 2000
const atOnce = 50

const shard = `/xrpc/${nsid}?cursor=3&shard=1&shardCount=4`
const json = { 'Sec-WebSocket-Protocol': 'xrpc.v1.json' }

/** The ways in which a connection can be used, each until nothing is left of it. */
const ways: readonly ((port: number) => Promise<void>)[] = [
  // Torn down while it is live.
  (port) => talk(port, rawRequest(), (socket) => socket.destroy()),
  // Closed as it should be.
  (port) =>
    talk(port, rawRequest({ target: shard, headers: json }), (socket) => {
      const payload = Buffer.from([0x03, 0xe8])
      socket.end(rawFrame({ opcode: opcodes.close, payload }))
    }),
  // Ended by the client without a word, on one side.
  (port) => talk(port, rawRequest({ target: `/xrpc/${nsid}?cursor=0` }), (socket) => socket.end()),
  // Told off: it breaks the protocol.
  (port) =>
    talk(port, rawRequest(), (socket) => {
      socket.write(rawFrame({ opcode: opcodes.text, payload: 'x', masked: false }))
    }),
  // Refused: 400.
  (port) => talk(port, rawRequest({ target: `/xrpc/${nsid}?cursor=x` }), (socket) => socket.end()),
  // Given up in the middle of the handshake.
  async (port) => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(rawRequest().slice(0, 60))
    await gone(socket, () => socket.destroy())
  },
  // Given up before a word was said.
  async (port) => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    await gone(socket, () => socket.destroy())
  },
]

/** Sends a request, ends the connection in some way once there is an answer, and waits for its end. */
async function talk(port: number, request: string, end: (socket: Socket) => void): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  socket.write(request)
  await once(socket, 'data')
  await gone(socket, () => end(socket))
}

async function gone(socket: Socket, end: () => void): Promise<void> {
  // A reset by the server is an end like any other.
  socket.on('error', () => undefined)
  socket.resume()
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()))
  end()
  await closed
}

/** Connects so many times, some at once. */
async function connectAndLeave(port: number, count: number): Promise<void> {
  let begun = 0
  const worker = async () => {
    for (let index = begun++; index < count; index = begun++) {
      await ways[index % ways.length]?.(port)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

it('is left as it was by ten thousand connects and disconnects', { timeout: 120_000 }, async () => {
  const root = join(import.meta.dirname, '../..')
  const child = fork(join(import.meta.dirname, 'leak-child.ts'), {
    execArgv: ['--expose-gc', '--import', join(root, 'test/bench/typescript-imports.ts')],
  })
  onTestFinished(() => void child.kill())
  const { port } = parsePort(await answer(child))
  const after: Holdings[] = []
  for (let round = 1; round <= rounds; round++) {
    await connectAndLeave(port, connectionsPerRound)
    after.push(await settled(child))
  }
  const [first, last] = [after[0], after.at(-1)]
  expect(last?.resources).toEqual(first?.resources)
  expect(last).toMatchObject({ connections: 0, bufferedBytes: 0 })
  // Code is compiled, and caches fill up, in the first round; later ones must leave nothing, where a
  // single object that is kept for each connection would make some 800 kB.
  const grown = (last?.heapBytes ?? 0) - (first?.heapBytes ?? 0)
  expect(grown).toBeLessThan((rounds - 1) * connectionsPerRound * 50)
  expect(child.exitCode).toBe(null)
})

/** What the server holds once the last connection has ended for it too. */
async function settled(child: ChildProcess): Promise<Holdings> {
  for (;;) {
    child.send('tell')
    const holdings = parseHoldings(await answer(child))
    const sockets = holdings.resources['TCPSocketWrap'] ?? 0
    if (holdings.connections === 0 && sockets === 0) return holdings
  }
}

function answer(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => void child.once('message', resolve))
}

function parsePort(message: unknown): { readonly port: number } {
  if (typeof message === 'object' && message !== null && 'port' in message) {
    const { port } = message
    if (typeof port === 'number') return { port }
  }
  throw new Error('no port')
}

function parseHoldings(message: unknown): Holdings {
  if (isHoldings(message)) return message
  throw new Error('no holdings')
}

function isHoldings(message: unknown): message is Holdings {
  return typeof message === 'object' && message !== null && 'heapBytes' in message
}
