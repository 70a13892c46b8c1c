import type { IncomingMessage } from 'node:http'
import { invalidRequest, type Refusal } from './refusal.js'
import { queryOf } from './request-target.js'

/** How long a request's target and its parameters may be. */
export interface TargetLimits {
  readonly maxUrlBytes: number
  readonly maxParameterLength: number
}

/** Whether a request's target, or a parameter in it, is longer than it may be. */
export function checkTarget(request: IncomingMessage, limits: TargetLimits): Refusal | undefined {
  // Node hands out targets as latin1: a character is a byte.
  if ((request.url ?? '').length > limits.maxUrlBytes) return targetTooLong(limits.maxUrlBytes)
  for (const [name, value] of queryOf(request)) {
    if (name.length + value.length > limits.maxParameterLength) {
      const text = name.length > 64 ? `${name.slice(0, 64)}…` : name
      return invalidRequest(`${text}: is longer than ${limits.maxParameterLength} characters`)
    }
  }
  return undefined
}

function targetTooLong(maxUrlBytes: number): Refusal {
  const message = `the URL is longer than ${maxUrlBytes} bytes`
  return { status: 414, error: 'UriTooLong', message }
}
