import type {
  Account,
  Commit,
  Message,
  RepoOp,
} from '../../generated/com.atproto.sync.subscribeRepos.js'
import type { Message as ModEvent } from '../../generated/chat.bsky.moderation.subscribeModEvents.js'
import type { Message as JetstreamEvent } from '../../generated/network.bsky.jetstream.subscribeEvents.js'
import { assertNever, type Equal } from './expect-type.js'

/** A `switch` over all types needs nothing else, and narrows in each case. */
export function describe(message: Message): string {
  switch (message.$type) {
    case 'com.atproto.sync.subscribeRepos#commit':
      void (message satisfies Commit)
      return `${message.repo} ${message.ops.map((op) => op.path).join()} ${message.blocks.length}`
    case 'com.atproto.sync.subscribeRepos#sync':
      return `${message.did} ${message.rev}`
    case 'com.atproto.sync.subscribeRepos#identity':
      return message.handle ?? message.did
    case 'com.atproto.sync.subscribeRepos#account':
      return message.status ?? 'active'
    case 'com.atproto.sync.subscribeRepos#info':
      return message.name
    case 'com.atproto.sync.subscribeRepos#cursor':
      return `${message.cursor} of ${message.highestSeq}`
    default:
      return assertNever(message)
  }
}

export function describeSome(message: Message): string {
  switch (message.$type) {
    case 'com.atproto.sync.subscribeRepos#commit':
      // @ts-expect-error 1: Property 'did' does not exist on type 'Commit'
      void message.did
      return message.repo
    // @ts-expect-error 2: Type '"#sync"' is not comparable to type
    case '#sync':
      return ''
    default:
      // @ts-expect-error 3: is not assignable to parameter of type 'never'
      return assertNever(message)
  }
}

/** Without a `switch`, only what all messages have is there. */
export function typeOf(message: Message): string {
  // @ts-expect-error 4: Property 'seq' does not exist on type
  void message.seq
  if ('seq' in message) void (message.seq satisfies number)
  return message.$type
}

export function write(message: Commit, op: RepoOp): void {
  // @ts-expect-error 5: Cannot assign to 'seq' because it is a read-only property
  message.seq = 1
  // @ts-expect-error 6: Property 'push' does not exist on type 'readonly RepoOp[]'
  void message.ops.push
  // @ts-expect-error 7: Cannot assign to 'cid' because it is a read-only property
  op.cid = null
}

/** A message says its type, an object within one need not. */
export const op: RepoOp = { action: 'create', path: 'a/b', cid: null }
export const typedOp: RepoOp = { ...op, $type: 'com.atproto.sync.subscribeRepos#repoOp' }
// @ts-expect-error 8: Type '"other"' is not assignable to type
export const wrongOp: RepoOp = { ...op, $type: 'other' }
// @ts-expect-error 9: Property '$type' is missing in type
export const untyped: Account = { seq: 1, did: 'did:web:a', time: '', active: true }

const account: Account = {
  $type: 'com.atproto.sync.subscribeRepos#account',
  seq: 1,
  did: 'did:web:a',
  time: '',
  active: true,
}
/** Known values are suggested, and any other string is good. */
export const known: Account = { ...account, status: 'suspended' }
export const other: Account = { ...account, status: 'some other reason' }
// @ts-expect-error 10: Type 'null' is not assignable to type
export const nothing: Account = { ...account, status: null }
// @ts-expect-error 11: Consider adding 'undefined' to the types of the target's properties
export const absent: Account = { ...account, status: undefined }

export const since: Equal<Commit['since'], string | null> = true
export const bytes: Equal<NonNullable<Commit['prevData']>['bytes'], Uint8Array> = true

/** A message of another stream, where it is a plain value, need not say its type. */
export function upstream(event: JetstreamEvent | ModEvent): number | undefined {
  if (event.$type !== 'network.bsky.jetstream.subscribeEvents#account') return undefined
  const { $type, seq } = event.account
  void ($type satisfies 'com.atproto.sync.subscribeRepos#account' | undefined)
  return seq
}
