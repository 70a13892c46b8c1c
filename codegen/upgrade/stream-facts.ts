import { isJsonObject } from '../load/json-value.js'
import { parseReference } from '../load/reference.js'

type Json = Readonly<Record<string, unknown>>

/** A message of a stream, defined in the stream's own document. */
export interface MessageFacts {
  /** The name of its definition. */
  readonly name: string
  readonly sequenced: boolean
  /** The property that decides its shard, as declared or as inferred; absent where there is none. */
  readonly shardKey: string | undefined
  /** The properties that could: required strings, DIDs apart. */
  readonly dids: readonly string[]
  readonly strings: readonly string[]
}

/** What decides which additions a subscription can take. */
export interface StreamFacts {
  readonly messages: readonly MessageFacts[]
  /** References to messages of other documents, or to none. */
  readonly elsewhere: readonly string[]
  readonly closed: boolean
  /** Whether messages have a number, or a TID, to resume from. */
  readonly sequenced: boolean
}

/**
 * Reads what matters of a subscription, whatever else may be wrong with it.
 *
 * @param document the lexicon document
 * @param main its main definition, a subscription
 */
export function streamFacts(document: Json, main: Json): StreamFacts {
  const defs = objectAt(document, 'defs')
  const nsid = typeof document['id'] === 'string' ? document['id'] : ''
  const schema = objectAt(objectAt(main, 'message'), 'schema')
  const cursor = objectAt(objectAt(objectAt(main, 'parameters'), 'properties'), 'cursor')
  const byRev = cursor['type'] === 'string'
  const messages: MessageFacts[] = []
  const elsewhere: string[] = []
  for (const ref of stringsOf(schema['refs'])) {
    const reference = parseReference(ref, nsid)
    const definition = reference?.nsid === nsid ? defs[reference.name] : undefined
    if (reference !== undefined && isJsonObject(definition)) {
      messages.push(messageFacts(reference.name, definition, byRev))
    } else {
      elsewhere.push(ref)
    }
  }
  return {
    messages,
    elsewhere,
    closed: schema['closed'] === true,
    sequenced: messages.some(({ sequenced }) => sequenced),
  }
}

function messageFacts(name: string, definition: Json, byRev: boolean): MessageFacts {
  const properties = objectAt(definition, 'properties')
  const nullable = stringsOf(definition['nullable'])
  const always = stringsOf(definition['required']).filter((each) => !nullable.includes(each))
  const ofType = (type: string) =>
    always.filter((each) => objectAt(properties, each)['type'] === type)
  const strings = ofType('string')
  const dids = strings.filter((each) => objectAt(properties, each)['format'] === 'did')
  const declared = definition['shardKey']
  return {
    name,
    // A stream whose cursor is a text is ordered by the TIDs of its messages.
    sequenced: byRev ? strings.includes('rev') : ofType('integer').includes('seq'),
    shardKey:
      typeof declared === 'string' ? declared : ['did', 'repo'].find((each) => dids.includes(each)),
    dids,
    strings,
  }
}

/** An object's member that is an object itself; empty where it is none. */
export function objectAt(parent: Json, name: string): Json {
  const value = Object.hasOwn(parent, name) ? parent[name] : undefined
  return isJsonObject(value) ? value : {}
}

function stringsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return []
  const items: readonly unknown[] = value
  return items.filter((item) => typeof item === 'string')
}
