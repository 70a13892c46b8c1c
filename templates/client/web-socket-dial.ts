import type { Dial } from './dial.js'

/** How long an opening handshake may take, in milliseconds; platforms wait for minutes, or for ever. */
const handshakeTimeoutMs = 30_000

/**
 * Opens connections with the platform's `WebSocket`: browsers, workers, Deno, Bun, Node.
 *
 * It tells nothing about a failed handshake, cannot be held back, cannot ask whether the server is
 * still there, and hands text over decoded.
 *
 * It throws what the platform does: where there is no `WebSocket`, as on Node before 22, and where one
 * is forbidden, as from a secure page to an insecure host.
 */
export const webSocketDial: Dial = ({ url, offers }, events) => {
  const webSocket = new WebSocket(url, [...offers])
  const encoder = new TextEncoder()
  let opened = false
  const timer = setTimeout(() => webSocket.close(), handshakeTimeoutMs)
  webSocket.binaryType = 'arraybuffer'
  webSocket.addEventListener('open', () => {
    opened = true
    clearTimeout(timer)
    events.opened(webSocket.protocol)
  })
  webSocket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data instanceof ArrayBuffer) events.received(new Uint8Array(data), true)
    else if (typeof data === 'string') events.received(encoder.encode(data), false)
  })
  // A `close` event follows every `error` event, and says all that is to be known.
  webSocket.addEventListener('close', ({ code, reason }) => {
    clearTimeout(timer)
    const refused = {
      kind: 'refused',
      reason: 'unknown',
      detail: `cannot connect to ${url}`,
    } as const
    events.ended(opened ? { kind: 'closed', code, reason } : refused)
  })
  return { close: (code, reason) => webSocket.close(allowedCode(code), reason) }
}

/** Pages may close with 1000 and the codes from 3000 to 4999 only. */
function allowedCode(code: number): number {
  return code === 1000 || code >= 3000 ? code : code + 3000
}
