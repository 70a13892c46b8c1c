import type { Cursor } from '../../generated/com.atproto.stream.defs.js'
import type { Commit, RepoOp } from '../../generated/com.atproto.sync.subscribeRepos.js'
import type { LexMap, LexValue, Typed, UnknownUnionMember } from '../../generated/index.js'
import { assertNever } from './expect-type.js'

// Unions as the generator writes them: objects are marked as saying their type, messages do anyway.
type Open = Typed<Cursor> | Typed<RepoOp> | Commit | UnknownUnionMember
type Closed = Typed<Cursor> | Typed<RepoOp>

export function open(value: Open): LexValue | undefined {
  switch (value.$type) {
    case 'com.atproto.stream.defs#cursor':
      void (value satisfies Typed<Cursor>)
      return value.highestSeq
    case 'com.atproto.sync.subscribeRepos#repoOp':
      return value.path
    case 'com.atproto.sync.subscribeRepos#commit':
      return value.blocks
    default:
      // What is left is open: any type, any fields.
      void (value satisfies UnknownUnionMember)
      void (value satisfies LexMap)
      void (value.$type satisfies string)
      // @ts-expect-error 1: Argument of type 'UnknownUnionMember' is not assignable to parameter of type 'never'
      if (value.$type.startsWith('x')) assertNever(value)
      // @ts-expect-error 2: Property 'highestSeq' comes from an index signature
      void value.highestSeq
      return value['anything']
  }
}

export function byComparison(value: Open): string {
  if (value.$type === 'com.atproto.sync.subscribeRepos#repoOp') return value.path
  // @ts-expect-error 3: Property 'path' does not exist on type
  void value.path
  return value.$type
}

export function closed(value: Closed): string {
  switch (value.$type) {
    case 'com.atproto.stream.defs#cursor':
      return value.sequenceId ?? ''
    case 'com.atproto.sync.subscribeRepos#repoOp':
      return value.action
    default:
      return assertNever(value)
  }
}

const op: RepoOp = { action: 'create', path: 'a/b', cid: null }
export const member: Open = { ...op, $type: 'com.atproto.sync.subscribeRepos#repoOp' }
// @ts-expect-error 4: Property '$type' is missing in type
export const untyped: Open = { action: 'create', path: 'a/b', cid: null }
