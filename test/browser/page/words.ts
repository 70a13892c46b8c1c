import type { Message } from '../../../generated/com.atproto.sync.subscribeRepos.js'
import type { Follower, FollowerState } from './follower.js'

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

export const stateNames: Readonly<Record<FollowerState, string>> = {
  connecting: 'Connecting',
  replaying: 'Replaying',
  live: 'Live',
  reconnecting: 'Reconnecting',
  stopped: 'Stopped',
}

/** `12,345` */
export function amount(value: number): string {
  return whole.format(value)
}

/** The time of day that a sequence number of microseconds tells. */
export function timeOfSeq(seq: number): string {
  return clock.format(seq / 1000)
}

/** `42 s`, `4 min 12 s`, `2 h 5 min` */
export function duration(seconds: number): string {
  const all = Math.round(seconds)
  const minutes = Math.floor(all / 60)
  if (minutes === 0) return `${all} s`
  if (minutes < 60) return `${minutes} min ${all % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** How far a follower is behind, in few words. */
export function behindText({ state, position }: Follower): string {
  if (state === 'live') return 'at the end of the stream'
  const { seconds, messages } = position?.behind ?? {}
  if (state !== 'replaying' || seconds === undefined) return ''
  const left = messages === undefined ? '' : `, ${amount(messages)} to go`
  return `${duration(seconds)} behind${left}`
}

/** What happened to the connection last, or where the page went on. */
export function noteText({ state, error, reconnection, resumedAt }: Follower): string {
  if (state === 'stopped') return `${capitalized(errorText(error))}.`
  if (reconnection !== undefined) {
    const wait = (reconnection.delayMs / 1000).toFixed(1)
    return `${capitalized(reconnection.error.message)}; next try after ${wait} s.`
  }
  return resumedAt === undefined
    ? 'Started with the oldest message.'
    : `Resumed from the saved position, ${timeOfSeq(resumedAt)}.`
}

/** A message as a person would tell of it. */
export function describe(message: Message): { kind: string; detail: string; account: string } {
  switch (message.$type) {
    case 'com.atproto.sync.subscribeRepos#commit': {
      const { ops, repo } = message
      const [first] = ops
      const more = ops.length > 1 ? ` and ${ops.length - 1} more` : ''
      const detail = first === undefined ? 'no record' : `${first.action} ${first.path}${more}`
      return { kind: 'Commit', detail, account: repo }
    }
    case 'com.atproto.sync.subscribeRepos#sync':
      return { kind: 'Sync', detail: `revision ${message.rev}`, account: message.did }
    case 'com.atproto.sync.subscribeRepos#identity':
      return { kind: 'Identity', detail: message.handle ?? 'no handle', account: message.did }
    case 'com.atproto.sync.subscribeRepos#account': {
      const detail = message.active ? 'active' : (message.status ?? 'not active')
      return { kind: 'Account', detail, account: message.did }
    }
    case 'com.atproto.sync.subscribeRepos#info':
      return { kind: 'Info', detail: message.name, account: '' }
    case 'com.atproto.sync.subscribeRepos#cursor':
      return { kind: 'Cursor', detail: `${message.cursor}`, account: '' }
  }
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
