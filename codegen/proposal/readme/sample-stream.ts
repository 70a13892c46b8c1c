import type { Model } from '../../model/model.js'
import { fragmentOf, type ProposedStream } from '../proposed-streams.js'
import type { JsonObject } from '../vectors/encode/json.js'
import { ValueMaker } from '../vectors/messages/make-value.js'
import { recipes } from '../vectors/messages/recipe.js'

/** The time at which the examples take place. */
export const exampleTimeMs = Date.UTC(2026, 6, 4, 12, 0, 0)

/** The sequence number of a moment, so many seconds after {@link exampleTimeMs}. */
export function seqAt(seconds: number): number {
  return (exampleTimeMs + seconds * 1000) * 1000
}

/** A stream that the examples are taken from, and messages of it. */
export interface SampleStream {
  readonly nsid: string
  /** A `#cursor` message with these fields. */
  readonly cursor: (fields: JsonObject) => JsonObject
  /** The message that the stream has for notices; absent where it has none. */
  readonly info: ((fields: JsonObject) => JsonObject) | undefined
  /** A sequenced message; absent where the stream has none. */
  readonly event: ((seq: number) => JsonObject) | undefined
}

const favourite = 'com.atproto.sync.subscribeRepos'

/** The stream that most readers know, or else the first, and its messages. */
export function sampleStream(model: Model, streams: readonly ProposedStream[]): SampleStream {
  const chosen = streams.find(({ nsid }) => nsid === favourite) ?? streams[0]
  if (chosen === undefined) throw new Error('there is no stream to take examples from')
  const { nsid, stream } = chosen
  const maker = new ValueMaker(model)
  const recipe = recipes.find(({ id }) => id === 'full')
  const typeOf = (fragment: string) =>
    stream.messages.find((message) => fragmentOf(message) === fragment)?.$type
  const sequenced = stream.messages
    .filter((message) => message.sequenced)
    .map((message) => ({ message, fields: maker.objectModel(message.reference).properties.length }))
    .toSorted((a, b) => a.fields - b.fields)[0]?.message
  const infoType = typeOf('info')
  return {
    nsid,
    cursor: (fields) => ({ $type: typeOf('cursor') ?? `${nsid}#cursor`, ...fields }),
    info: infoType === undefined ? undefined : (fields) => ({ $type: infoType, ...fields }),
    event:
      sequenced === undefined || recipe === undefined
        ? undefined
        : (seq) => {
            const value = maker.object(sequenced.reference, recipe)
            const time = new Date(Math.floor(seq / 1000)).toISOString()
            const timed = Object.hasOwn(value, 'time') ? { time } : {}
            return { $type: sequenced.$type, ...value, seq, ...timed }
          },
  }
}
