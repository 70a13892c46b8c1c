import type { MessageModel, Model } from '../../../model/model.js'
import { compareInDrislOrder } from '../../../model/drisl-order.js'
import { drisl } from '../encode/drisl.js'
import { v0Frame } from '../encode/frames.js'
import { membersOf, type JsonObject } from '../encode/json.js'
import { samplesOf } from '../messages/build-messages.js'
import type { ValueMaker } from '../messages/make-value.js'

export type Pair = readonly [key: string, value: string]

/** The small valid message that most broken frames are made of. */
export interface BaseMessage {
  readonly nsid: string
  readonly t: string
  readonly type: string
  readonly shardKey: string | undefined
  readonly value: JsonObject
  /** The members of its payload, encoded, in DRISL order and without `$type`. */
  readonly pairs: readonly Pair[]
  readonly header: string
  readonly payload: string
}

/**
 * The shortest message of two members or more, of those with a seq and a shard key if there are
 * any, or of those with a seq.
 */
export function baseMessage(
  model: Model,
  streams: readonly string[],
  maker: ValueMaker,
): BaseMessage | undefined {
  const found = streams
    .flatMap((nsid) => model.documents.filter((document) => document.nsid === nsid))
    .flatMap(({ nsid, stream }) =>
      (stream?.messages ?? []).flatMap((message) => toBase(nsid, message, maker)),
    )
    .filter(({ pairs }) => pairs.length > 1)
  return found.toSorted((a, b) => merit(b) - merit(a) || a.payload.length - b.payload.length)[0]
}

/** How much of what there is to be read at a glance a message has. */
function merit({ value, shardKey }: BaseMessage): number {
  return ('seq' in value ? 2 : 0) + (shardKey === undefined ? 0 : 1)
}

function toBase(nsid: string, message: MessageModel, maker: ValueMaker): readonly BaseMessage[] {
  // Messages of other documents have a longer `t`, which is a matter of its own.
  const [minimal] = message.t.startsWith('#') ? samplesOf(message, maker) : []
  if (minimal === undefined) return []
  const { value } = minimal
  const pairs = membersOf(value)
    .filter(([name]) => name !== '$type')
    .toSorted(([a], [b]) => compareInDrislOrder(a, b))
    .map(([name, member]): Pair => [name, drisl(member)])
  const { t, $type: type, shardKey } = message
  const { header, payload } = v0Frame(t, value)
  return [{ nsid, t, type, shardKey, value, pairs, header, payload }]
}
