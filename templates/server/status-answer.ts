import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Mount, ReportFailure } from './mount.js'
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

/** Answers `com.atproto.stream.getStatus`; pages of any origin may ask. Never rejects. */
export async function answerStatus(
  request: IncomingMessage,
  response: ServerResponse,
  mounts: ReadonlyMap<string, Mount>,
  report: ReportFailure,
): Promise<void> {
  response.setHeader('Access-Control-Allow-Origin', '*')
  if (request.method !== 'GET') return refuseRequest(response, methodNotAllowed)
  const stream = queryOf(request).get('stream') ?? ''
  if (stream === '') return refuseRequest(response, invalidRequest('stream: is required'))
  const mount = mounts.get(stream)
  if (mount === undefined) {
    const message = `there is no stream ${stream}`
    return refuseRequest(response, { status: 400, error: 'StreamNotFound', message })
  }
  try {
    const status = await mount.status()
    if (status === undefined) return refuseRequest(response, statusNotImplemented)
    const body = JSON.stringify(status)
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(body)
  } catch (error) {
    report('status failed', stream, error)
    refuseRequest(response, internalError)
  }
}
