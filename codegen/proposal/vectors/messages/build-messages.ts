import type { DocumentModel, MessageModel, StreamModel } from '../../../model/model.js'
import { v0Frame, v1CborFrame, v1JsonFrame } from '../encode/frames.js'
import type { Json, JsonObject } from '../encode/json.js'
import type { ValueMaker } from './make-value.js'
import { recipes } from './recipe.js'
import { drislCid } from './samples.js'

/** A value of a message, and what a reader makes of it where that is less. */
export interface MessageSample {
  readonly id: string
  readonly description: string
  readonly value: JsonObject
  /** The id of the case that is left where properties that the lexicon does not name are dropped. */
  readonly decodesTo?: string
}

/** What a lexicon knows nothing of: names before, between and after the known ones, of all types. */
const unknownProperties: JsonObject = {
  '': false,
  a: { $type: 'com.example.more', seq: 1, list: [{ b: [] }, null] },
  extraBytes: { $bytes: 'AAEC' },
  extraLink: { $link: drislCid('ee') },
  größe: -1,
}

/** Values of single properties that need not be shown again in other messages of a stream. */
export type Shown = Set<string>

/**
 * The values of one message that the vectors hold: beyond the first, those in which a property has a
 * value that it has not had in the stream so far.
 */
export function samplesOf(
  message: MessageModel,
  maker: ValueMaker,
  shown: Shown = new Set(),
): readonly MessageSample[] {
  const { $type, reference } = message
  const name = $type.split('#')[1] ?? 'main'
  const samples = recipes.flatMap((recipe, index): readonly MessageSample[] => {
    const made = (member: number) => maker.object(reference, { ...recipe, member })
    const value = { $type, ...made(recipe.member) }
    const hasUnions = JSON.stringify(made(0)) !== JSON.stringify(made(recipe.member))
    if (recipe.member > 0 && !hasUnions) return []
    const parts = Object.entries(value).map(([key, part]) => `${key} ${JSON.stringify(part)}`)
    const news = parts.filter((part) => !shown.has(part))
    for (const part of news) shown.add(part)
    const id = `${name}/${recipe.id}`
    return index === 0 || news.length > 0 ? [{ id, description: recipe.description, value }] : []
  })
  const [minimal] = samples
  return minimal === undefined ? samples : [...samples, withUnknown(name, minimal)]
}

function withUnknown(name: string, { id, value }: MessageSample): MessageSample {
  return {
    id: `${name}/unknown-properties`,
    description:
      'Properties that the lexicon does not name, of every type: a receiver ignores them, and may keep them or drop them.',
    value: { ...value, ...unknownProperties },
    decodesTo: id,
  }
}

/** The vectors of a stream's messages. */
export function buildMessages(
  { nsid }: DocumentModel,
  stream: StreamModel,
  maker: ValueMaker,
): JsonObject {
  const shown: Shown = new Set()
  return {
    $schema: 'schema/messages.schema.json',
    description: `Every message of ${nsid}, in values that try its limits, each in all three encodings.`,
    stream: nsid,
    defaultSubprotocol: stream.defaultSubprotocol,
    messages: stream.messages.map((message) => ({
      type: message.$type,
      t: message.t,
      sequenced: message.sequenced,
      shardKey: message.shardKey,
      cases: samplesOf(message, maker, shown).map((sample) => messageCase(message, sample)),
    })),
  }
}

function messageCase({ t }: MessageModel, sample: MessageSample): Json {
  const { id, description, value, decodesTo } = sample
  const { header, payload } = v0Frame(t, value)
  return {
    id,
    description,
    value,
    decodesTo,
    v0: { header, payload },
    v1cbor: v1CborFrame(value),
    v1json: v1JsonFrame(value),
  }
}
