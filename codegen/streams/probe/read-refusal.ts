import type { IncomingMessage } from 'node:http'

import { decodeLexJson } from '../../../templates/json/lex-json.js'
import { isMap } from '../decoded-value.js'

/** An answer other than an upgrade. */
export interface Refusal {
  readonly status: number
  /** The XRPC error's name and text, where the body is such an object. */
  readonly error: string | undefined
  readonly message: string | undefined
}

/** So much of the body is read. */
const maxBodyBytes = 8 * 1024

/** Reads the answer of a host that refuses a connection. Never rejects. */
export async function readRefusal(response: IncomingMessage): Promise<Refusal> {
  const status = response.statusCode ?? 0
  const none = { status, error: undefined, message: undefined }
  try {
    const body = decodeLexJson(await readBounded(response))
    if (!isMap(body)) return none
    const { error, message } = body
    return { status, error: textOf(error), message: textOf(message) }
  } catch {
    return none
  }
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
