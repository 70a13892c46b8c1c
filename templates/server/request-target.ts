import type { IncomingMessage } from 'node:http'

/** The path of a request, without its query string, as it was sent. */
export function pathOf(request: IncomingMessage): string {
  const target = request.url ?? ''
  const mark = target.indexOf('?')
  return mark === -1 ? target : target.slice(0, mark)
}

/** The query string of a request. */
export function queryOf(request: IncomingMessage): URLSearchParams {
  const target = request.url ?? ''
  const mark = target.indexOf('?')
  return new URLSearchParams(mark === -1 ? '' : target.slice(mark + 1))
}
