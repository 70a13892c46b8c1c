import type { IncomingMessage } from 'node:http'
import { methodNotAllowed, upgradeRequired, type Refusal } from './refusal.js'

/** What is wrong with a request for a WebSocket (RFC 6455, 4.2.1), if anything is. */
export function checkHandshake(request: IncomingMessage): Refusal | undefined {
  const { method, headers } = request
  if (method !== 'GET') return methodNotAllowed
  if (headers.upgrade?.toLowerCase() !== 'websocket') return upgradeRequired
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '')) return badKey
  if (headers['sec-websocket-version'] !== '13') return badVersion
  return undefined
}

const badKey: Refusal = {
  status: 400,
  error: 'InvalidRequest',
  message: 'Sec-WebSocket-Key: is missing or malformed',
}

/** RFC 6455, 4.4: 426, with the versions that are spoken. */
const badVersion: Refusal = {
  status: 426,
  error: 'UpgradeRequired',
  message: 'Sec-WebSocket-Version: only 13 is supported',
  headers: { Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' },
}
