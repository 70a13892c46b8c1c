import type { IncomingMessage } from 'node:http'

import { parseRetryAfter } from '../../../templates/client/retry-after.js'
import { decodeLexJson } from '../../../templates/json/lex-json.js'
import { isMap } from '../decoded-value.js'
import type { HostAnswer } from '../plain-request.js'

/** An answer other than an upgrade. */
export interface Refusal {
  readonly status: number
  /** The XRPC error's name and text, where the body is such an object. */
  readonly error: string | undefined
  readonly message: string | undefined
  /** How long it wants not to be asked again (`Retry-After`). */
  readonly retryAfterMs: number | undefined
  /** Where it sends its clients: a `ws:` or `wss:` URL if that can be one. */
  readonly location: string | undefined
}

/** So much of the body is read. */
const maxBodyBytes = 8 * 1024

/** Reads the answer of a host that refuses a connection to this URL. Never rejects. */
export async function readRefusal(response: IncomingMessage, url: string): Promise<Refusal> {
  const { statusCode: status = 0, headers } = response
  const none = {
    status,
    error: undefined,
    message: undefined,
    retryAfterMs: parseRetryAfter(headers['retry-after'], Date.now()),
    location: headers.location === undefined ? undefined : webSocketUrl(headers.location, url),
  }
  try {
    const body = decodeLexJson(await readBounded(response))
    if (!isMap(body)) return none
    const { error, message } = body
    return { ...none, error: textOf(error), message: textOf(message) }
  } catch {
    return none
  }
}

/** The answer to a plain request, as a refusal; absent where there was none. */
export function refusalIn(answer: HostAnswer): Refusal | undefined {
  if (answer.kind === 'failed') return undefined
  const { status, body, retryAfterMs } = answer
  const error = textOf(body?.['error'])
  return { status, error, message: textOf(body?.['message']), retryAfterMs, location: undefined }
}

/** Redirects name pages, since the requests for an upgrade are those for pages. */
function webSocketUrl(location: string, base: string): string {
  if (!URL.canParse(location, base)) return location
  return new URL(location, base).href.replace(/^http(?=s?:)/, 'ws')
}

async function readBounded(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response) {
    if (!(chunk instanceof Buffer)) break
    chunks.push(chunk)
    length += chunk.length
    if (length > maxBodyBytes) break
  }
  return Buffer.concat(chunks)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
