import { createServer } from 'node:http'
import { schemas } from '@atproto/api'
import { createServer as createXrpcServer } from '@atproto/xrpc-server'

import { readMessage, type AtprotoMessage } from '../../peers/atproto-sync.js'
import type { Contender } from './contender.js'
import { listening } from './listening.js'

const nsid = 'com.atproto.sync.subscribeRepos'

/**
 * `Server` of @atproto/xrpc-server with the lexicon document and a handler that is an async
 * generator per subscriber, which takes message objects from a queue of its own, as that of a PDS
 * does. (A PDS makes each subscriber's object anew; that is left out, to the peer's advantage.)
 */
export async function atprotoXrpcServer(): Promise<Contender> {
  const subscribers = new Set<MessageQueue>()
  const xrpc = createXrpcServer(schemas.filter(({ id }) => id === nsid))
  xrpc.streamMethod(nsid, async function* ({ signal }) {
    const queue = new MessageQueue()
    subscribers.add(queue)
    signal.addEventListener('abort', () => queue.end())
    try {
      yield* queue.messages()
    } finally {
      subscribers.delete(queue)
    }
  })
  const http = createServer()
  // What `listen` of the server does, which would listen on every interface.
  http.on('upgrade', (request, socket, head) => {
    const webSockets = xrpc.subscriptions.get(nsid)?.wss
    if (webSockets === undefined) return socket.destroy()
    return webSockets.handleUpgrade(request, socket, head, (webSocket) =>
      webSockets.emit('connection', webSocket, request),
    )
  })
  const port = await listening(http)
  let prepared: readonly AtprotoMessage[] = []
  return {
    port,
    subscriberCount: () => subscribers.size,
    prepare: (frames) => {
      prepared = frames.map((frame) => readMessage(frame))
    },
    publish: (index) => {
      const message = prepared[index]
      if (message === undefined) throw new RangeError(`nothing is prepared at ${index}`)
      for (const queue of subscribers) queue.push(message)
    },
  }
}

/** What one subscriber has still to be sent. */
class MessageQueue {
  #waiting: AtprotoMessage[] = []
  #ended = false
  #wake: (() => void) | undefined

  push(message: AtprotoMessage): void {
    this.#waiting.push(message)
    this.#wake?.()
  }

  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  async *messages(): AsyncGenerator<AtprotoMessage> {
    while (!this.#ended) {
      const taken = this.#waiting
      this.#waiting = []
      for (const message of taken) yield message
      if (this.#waiting.length > 0) continue
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
