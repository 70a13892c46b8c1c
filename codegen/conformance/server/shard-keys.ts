import type { StreamModel } from '../../model/model.js'
import type { AnyMessage } from '../../streams/any-message.js'
import type { Findings } from './findings.js'
import { sequencedOf, type SeenTalk } from './seen-talk.js'

/** The property that is the shard key, by message type; undefined for messages without one. */
export type ShardKeys = ReadonlyMap<string, string | undefined>

/** What a lexicon says of the messages that have a sequence number. */
export function shardKeysOf({ messages }: StreamModel): ShardKeys {
  return new Map(
    messages.filter(({ sequenced }) => sequenced).map(({ $type, shardKey }) => [$type, shardKey]),
  )
}

/** A message with a sequence number, and its shard key. */
export interface KeyedMessage {
  readonly seq: number
  /** Undefined where messages of this type have none. */
  readonly key: string | undefined
}

/**
 * The sequenced messages of a connection with their shard keys, but for those of which the lexicon
 * tells none: what it does not know, and what breaks it.
 */
export function keyedOf(talk: SeenTalk, { shardKeys }: Findings): readonly KeyedMessage[] {
  return sequencedOf(talk).flatMap(({ seq, message }): readonly KeyedMessage[] => {
    if (message === undefined || shardKeys?.has(message.$type) !== true) return []
    const property = shardKeys.get(message.$type)
    if (property === undefined) return [{ seq, key: undefined }]
    const key = textIn(message, property)
    return key === undefined ? [] : [{ seq, key }]
  })
}

function textIn(message: AnyMessage, property: string): string | undefined {
  const value = message[property]
  return typeof value === 'string' ? value : undefined
}
