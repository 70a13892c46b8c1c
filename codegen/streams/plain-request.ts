import { parseRetryAfter } from '../../templates/client/retry-after.js'
import { connectDetail } from '../../templates/client/node/connect-detail.js'
import { decodeLexJson } from '../../templates/json/lex-json.js'
import type { LexMap } from '../../templates/values/lex-value.js'
import { isMap } from './decoded-value.js'
import type { StreamAddress } from './stream-address.js'

/** What came of a plain request. */
export type HostAnswer =
  | {
      readonly kind: 'answer'
      readonly status: number
      /** The body; absent where it is no JSON object, or one of more than 64 KiB. */
      readonly body: LexMap | undefined
      /** How long the host wants not to be asked again (`Retry-After`). */
      readonly retryAfterMs: number | undefined
    }
  /** There was no answer, or none in time. */
  | { readonly kind: 'failed'; readonly detail: string }

/** More is no status. */
const maxBodyBytes = 64 * 1024

/** Asks a host for a stream's status. Never rejects, unless aborted. */
export function askStatus(
  address: StreamAddress,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<HostAnswer> {
  const { origin, nsid, headers } = address
  const path = '/xrpc/com.atproto.stream.getStatus'
  return ask(
    `${origin}${path}?stream=${encodeURIComponent(nsid)}`,
    { method: 'GET', headers },
    timeoutMs,
    signal,
  )
}

/** Makes a plain request where a stream is served. Never rejects, unless aborted. */
export function askStream(
  { url, headers }: StreamAddress,
  timeoutMs: number,
  signal: AbortSignal,
  method: 'GET' | 'POST' = 'GET',
): Promise<HostAnswer> {
  return ask(url.replace(/^ws/, 'http'), { method, headers }, timeoutMs, signal)
}

/** Redirects are not followed: the headers are for nobody else. */
async function ask(
  url: string,
  { method, headers }: { readonly method: string } & Pick<StreamAddress, 'headers'>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<HostAnswer> {
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, timeout]),
      method,
      headers: { accept: 'application/json', ...headers },
      redirect: 'manual',
    })
    const body = bodyOf(await readBounded(response))
    const { status, headers: told } = response
    const retryAfter = told.get('retry-after') ?? undefined
    return { kind: 'answer', status, body, retryAfterMs: parseRetryAfter(retryAfter, Date.now()) }
  } catch (error) {
    signal.throwIfAborted()
    const detail = timeout.aborted ? `no answer within ${timeoutMs} ms` : causeOf(error)
    return { kind: 'failed', detail }
  }
}

async function readBounded(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    length += chunk.length
    // To leave the loop cancels the rest.
    if (length > maxBodyBytes) break
  }
  return Buffer.concat(chunks)
}

function bodyOf(bytes: Uint8Array): LexMap | undefined {
  try {
    const value = decodeLexJson(bytes)
    return isMap(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** `fetch` says what went wrong in the cause of its error. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return cause instanceof Error ? connectDetail(cause) : String(cause)
}
