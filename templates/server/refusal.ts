import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** Why a request is not served: an HTTP status and the XRPC error object that goes with it. */
export interface Refusal {
  readonly status: number
  readonly error: string
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Answers a plain HTTP request. */
export function refuseRequest(response: ServerResponse, refusal: Refusal): void {
  response.writeHead(refusal.status, headersOf(refusal)).end(bodyOf(refusal))
}

/** Answers an upgrade request, for which there is no response object, and ends the connection. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const { status } = refusal
  const headers = Object.entries({ ...headersOf(refusal), Connection: 'close' })
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ]
  // The client may be gone by now, and what it still sends is of no interest.
  socket.on('error', () => undefined)
  socket.once('finish', () => socket.destroy())
  // To close on unread bytes resets the connection, and the answer is lost.
  socket.resume()
  socket.end(`${lines.join('\r\n')}\r\n\r\n${bodyOf(refusal)}`)
}

function headersOf(refusal: Refusal): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(bodyOf(refusal))),
    ...refusal.headers,
  }
}

function bodyOf(refusal: Refusal): string {
  return JSON.stringify({ error: refusal.error, message: refusal.message })
}

/** HTTP 400 for parameters that do not fit the lexicon. */
export function invalidRequest(message: string): Refusal {
  return { status: 400, error: 'InvalidRequest', message }
}

/** HTTP 401 for a client that has not said who it is, or not so that it can be believed. */
export function unauthorized(message: string, error = 'AuthenticationRequired'): Refusal {
  return { status: 401, error, message, headers: { 'WWW-Authenticate': 'Bearer' } }
}

/** HTTP 403 for a client that may not have what it asks for. */
export function forbidden(message: string, error = 'Forbidden'): Refusal {
  return { status: 403, error, message }
}

/** HTTP 405 for anything but a GET. */
export const methodNotAllowed: Refusal = {
  status: 405,
  error: 'MethodNotAllowed',
  message: 'only GET is supported',
  headers: { Allow: 'GET' },
}

/** HTTP 426 for a stream's path over plain HTTP. */
export const upgradeRequired: Refusal = {
  status: 426,
  error: 'UpgradeRequired',
  message: 'this is an event stream: connect with a WebSocket',
  headers: { Upgrade: 'websocket' },
}

/** HTTP 503 while the server shuts down. */
export const goingAway: Refusal = {
  status: 503,
  error: 'ServiceUnavailable',
  message: 'the server is going away',
}

/** HTTP 501 for a stream that does not tell where it stands. */
export const statusNotImplemented: Refusal = {
  status: 501,
  error: 'MethodNotImplemented',
  message: 'this stream does not tell its status',
}

/** HTTP 500 where something failed on this side, which is nobody else's business. */
export const internalError: Refusal = {
  status: 500,
  error: 'InternalServerError',
  message: 'internal error',
}
