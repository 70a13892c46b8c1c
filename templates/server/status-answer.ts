import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Mount, ReportFailure } from './mount.js'
import { RefusalError } from './refusal-error.js'
import {
  internalError,
  invalidRequest,
  methodNotAllowed,
  refuseRequest,
  statusNotImplemented,
} from './refusal.js'
import { queryOf } from './request-target.js'

/** The NSID of the query that {@link answerStatus} answers. */
export const statusNsid = 'com.atproto.stream.getStatus'

/** What {@link answerStatus} needs of a server. */
export interface StatusAccess {
  readonly mountOf: (nsid: string) => Mount | undefined
  /** Rejects with a RefusalError where the one who asks may not know. */
  readonly identify: (mount: Mount, request: IncomingMessage) => Promise<void>
  readonly report: ReportFailure
}

/**
 * Answers `com.atproto.stream.getStatus` to whoever may connect to the stream; pages of any origin may
 * ask. Never rejects.
 */
export async function answerStatus(
  request: IncomingMessage,
  response: ServerResponse,
  { mountOf, identify, report }: StatusAccess,
): Promise<void> {
  response.setHeader('Access-Control-Allow-Origin', '*')
  if (request.method !== 'GET') return refuseRequest(response, methodNotAllowed)
  const stream = queryOf(request).get('stream') ?? ''
  if (stream === '') return refuseRequest(response, invalidRequest('stream: is required'))
  const mount = mountOf(stream)
  if (mount === undefined) {
    const message = `there is no stream ${stream}`
    return refuseRequest(response, { status: 400, error: 'StreamNotFound', message })
  }
  try {
    await identify(mount, request)
    const status = await mount.status()
    if (status === undefined) return refuseRequest(response, statusNotImplemented)
    const body = JSON.stringify(status)
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(body)
  } catch (error) {
    if (error instanceof RefusalError) return refuseRequest(response, error.refusal)
    report('status failed', stream, error)
    refuseRequest(response, internalError)
  }
}
