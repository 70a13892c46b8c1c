import { STATUS_CODES } from 'node:http'

import type { Refusal } from './read-refusal.js'
import type { Visit } from './visit.js'

/** The error that a visit was told, if it was, and in which way. */
export interface ToldError {
  readonly by: 'frame' | 'http'
  readonly error: string
  readonly message: string | undefined
}

export function toldError({ frames, end }: Visit): ToldError | undefined {
  for (const frame of frames) {
    if (frame.kind === 'error') return { by: 'frame', error: frame.error, message: frame.message }
  }
  if (end.by !== 'refusal' || end.refusal.error === undefined) return undefined
  return { by: 'http', error: end.refusal.error, message: end.refusal.message }
}

/** How a visit went, in a few words: `error FutureCursor, closed with 1008`. */
export function describeVisit(seen: Visit): string {
  const { frames, end, opened } = seen
  if (end.by === 'refusal') return describeRefusal(end.refusal)
  if (end.by === 'failure' || end.by === 'handshake') return end.detail
  const parts: string[] = []
  const messages = frames.filter(({ kind }) => kind === 'message' || kind === 'cursor').length
  if (messages > 0) parts.push(messages === 1 ? '1 message' : `${messages} messages`)
  const error = toldError(seen)
  if (error !== undefined) parts.push(`error ${error.error}`)
  if (frames.some(({ kind }) => kind === 'broken')) parts.push('a frame that cannot be read')
  if (opened && parts.length === 0) parts.push('nothing')
  if (end.by === 'host') parts.push(describeClose(end.code, end.reason))
  return parts.join(', ')
}

export function describeRefusal({ status, error }: Refusal): string {
  const name = error ?? STATUS_CODES[status]
  return `HTTP ${status}${name === undefined ? '' : ` ${name}`}`
}

function describeClose(code: number, reason: string): string {
  if (code === 1006) return 'cut off without a close frame'
  const quoted = reason === '' || reason.length > 60 ? '' : ` (${reason})`
  return `closed with ${code}${quoted}`
}
