import { createServer as createHttpServer } from 'node:http'

import { parseLexiconDoc } from '@atproto/lexicon'
import { createServer, InvalidRequestError, MessageFrame } from '@atproto/xrpc-server'

import { nsid } from '../server/example-stream.js'
import { listen } from '../server/harness.js'
import { notesLexicon } from './tail-notes-lexicon.js'

/** How many notes a bare host has. */
export const bareNotes = 4

/**
 * A host made of nothing but `@atproto/xrpc-server`, as those of today are: it replays what is behind
 * the cursor, knows of no `#cursor` and of no subprotocols, and waits once it is through.
 */
export async function startBareHost(): Promise<string> {
  const xrpc = createServer([parseLexiconDoc(JSON.parse(notesLexicon))])
  xrpc.streamMethod(nsid, async function* ({ params, signal }) {
    const { cursor } = params
    const after = typeof cursor === 'number' ? cursor : bareNotes
    if (after > bareNotes) throw new InvalidRequestError('Cursor in the future.', 'FutureCursor')
    for (let seq = after + 1; seq <= bareNotes; seq++) {
      yield new MessageFrame({ seq, did: 'did:example:a', text: 'text' }, { type: '#note' })
    }
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
  })
  const http = createHttpServer((_request, response) => response.writeHead(404).end())
  // What `listen` of its express application does, which would listen on every interface.
  http.on('upgrade', (request, socket, head) => {
    const webSockets = xrpc.subscriptions.get(nsid)?.wss
    if (webSockets === undefined) return socket.destroy()
    return webSockets.handleUpgrade(request, socket, head, (webSocket) =>
      webSockets.emit('connection', webSocket, request),
    )
  })
  return `ws://${await listen(http)}`
}
