import { checkStringEnum } from '../../templates/checks/check-allowed.js'
import { checkDid, checkNsid } from '../../templates/checks/check-format.js'
import { checkStringLength } from '../../templates/checks/check-length.js'
import { checkInteger } from '../../templates/checks/check-range.js'
import type { Checker } from '../../templates/checks/checker.js'
import { ParamsReader } from '../../templates/params/params-reader.js'
import { ParamsWriter } from '../../templates/params/params-writer.js'
import { readBoolean, readInteger } from '../../templates/params/read-param.js'
import type { ParamsCodec } from '../../templates/stream/descriptor.js'

// Codecs by hand, in the form that the generator writes them.

/** As of `com.atproto.sync.subscribeRepos`. */
export interface ReposParams {
  readonly cursor?: number | undefined
  readonly shard?: number | undefined
  readonly shardCount?: number | undefined
}

export const reposParams: ParamsCodec<ReposParams> = {
  parse(query) {
    const reader = new ParamsReader(query)
    return {
      cursor: reader.optional('cursor', readInteger),
      shard: reader.optional('shard', readShard),
      shardCount: reader.optional('shardCount', readShardCount),
    }
  },
  serialize(params) {
    const writer = new ParamsWriter()
    writer.write('cursor', params.cursor)
    writer.write('shard', params.shard)
    writer.write('shardCount', params.shardCount)
    return writer.query
  },
}

function readShard(checker: Checker, text: string): number {
  return checkInteger(checker, readInteger(checker, text), 0, 65_535)
}

function readShardCount(checker: Checker, text: string): number {
  return checkInteger(checker, readInteger(checker, text), 1, 65_536)
}

/** As of `network.bsky.jetstream.subscribeEvents`, and more of what a lexicon can say. */
export interface EventsParams {
  readonly stream: string
  readonly kinds?: readonly Kind[] | undefined
  readonly dids?: readonly string[] | undefined
  readonly collections: readonly string[]
  readonly maxMessageSizeBytes?: number | undefined
  readonly compress?: boolean | undefined
  readonly flags?: readonly boolean[] | undefined
}

const kinds = ['commit', 'identity', 'account', 'sync'] as const
export type Kind = (typeof kinds)[number]

export const eventsParams: ParamsCodec<EventsParams> = {
  parse(query) {
    const reader = new ParamsReader(query)
    return {
      stream: reader.required('stream', checkNsid),
      kinds: reader.optionalList('kinds', readKind, 0, 4),
      dids: reader.optionalList('dids', checkDid),
      collections: reader.requiredList('collections', readCollection, 2, 100),
      maxMessageSizeBytes: reader.optional('maxMessageSizeBytes', readSize) ?? 0,
      compress: reader.optional('compress', readBoolean),
      flags: reader.optionalList('flags', readBoolean),
    }
  },
  serialize(params) {
    const writer = new ParamsWriter()
    writer.write('stream', params.stream)
    writer.writeList('kinds', params.kinds)
    writer.writeList('dids', params.dids)
    writer.writeList('collections', params.collections)
    writer.write('maxMessageSizeBytes', params.maxMessageSizeBytes)
    writer.write('compress', params.compress)
    writer.writeList('flags', params.flags)
    return writer.query
  },
}

function readKind(checker: Checker, text: string): Kind {
  return checkStringEnum(checker, text, kinds)
}

function readCollection(checker: Checker, text: string): string {
  return checkStringLength(checker, text, 0, 317)
}

function readSize(checker: Checker, text: string): number {
  return checkInteger(checker, readInteger(checker, text), 0, 4_294_967_295)
}
