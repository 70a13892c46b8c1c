import type { IncomingMessage } from 'node:http'
import { queryOf } from './request-target.js'

/**
 * Says who is asking, before the upgrade, or refuses by throwing a `RefusalError` (see
 * `unauthorized` and `forbidden`). Its result is handed on, typed. Whoever asks for the status of the
 * stream (`com.atproto.stream.getStatus`, as the request's URL tells) goes through it too.
 *
 * `signal` is aborted when the client goes away or the handshake has taken too long. A client that
 * only ends its side of the connection is gone no sooner than that: nothing is read from it meanwhile.
 */
export type AuthHook<A> = (request: IncomingMessage, signal: AbortSignal) => A | Promise<A>

/** Reads a request; throws ParamsError or RefusalError. */
export type AdmitRequest<R> = (request: IncomingMessage, signal: AbortSignal) => R | Promise<R>

/** Has requests authenticated, where there is a hook, and then their query strings read. */
export function authenticated<A, R>(
  auth: AuthHook<A> | undefined,
  read: (query: URLSearchParams, auth: A | undefined) => R,
): AdmitRequest<R> {
  if (auth === undefined) return (request) => read(queryOf(request), undefined)
  return async (request, signal) => read(queryOf(request), await auth(request, signal))
}

/** Has requests authenticated, where there is a hook, and nothing else. */
export function identified<A>(auth: AuthHook<A> | undefined): AdmitRequest<unknown> {
  return auth ?? (() => undefined)
}
