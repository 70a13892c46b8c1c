import { describeValue, quote } from '../check/wording.js'
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
  /** The member `shardKey`, whatever it is; undefined where there is none. */
  readonly declared: unknown
  /** The properties that could: required strings, DIDs apart. */
  readonly dids: readonly string[]
  readonly strings: readonly string[]
  /** Why each of its other properties could not, by name, as `is not required`. */
  readonly unfit: ReadonlyMap<string, string>
}

/** What decides which additions a subscription can take. */
export interface StreamFacts {
  /** Why there are no messages to look at, as `it has no "message"`; undefined where there are. */
  readonly fault: string | undefined
  /** The messages that are defined in the document, each once. */
  readonly messages: readonly MessageFacts[]
  /** References to messages of other documents, or to none. */
  readonly elsewhere: readonly string[]
  /** Whether the union names `#cursor`, defined or not. */
  readonly listsCursor: boolean
  readonly closed: boolean
  /** Whether messages have a number, or a TID, to resume from. */
  readonly sequenced: boolean
}

/**
 * Reads what matters of a subscription, whatever else may be wrong with it.
 *
 * @param document the lexicon document
 * @param main its main definition, a subscription
 * @param byRev whether messages are ordered by TIDs
 */
export function streamFacts(document: Json, main: Json, byRev: boolean): StreamFacts {
  const defs = objectAt(document, 'defs')
  const nsid = typeof document['id'] === 'string' ? document['id'] : ''
  const schema = objectAt(objectAt(main, 'message'), 'schema')
  const fault = faultOfMessage(main)
  const messages = new Map<string, MessageFacts>()
  const elsewhere: string[] = []
  let listsCursor = false
  for (const ref of fault === undefined ? stringsOf(schema['refs']) : []) {
    const reference = parseReference(ref, nsid)
    const name = reference?.nsid === nsid ? reference.name : undefined
    const definition = name === undefined ? undefined : defs[name]
    if (name === 'cursor') listsCursor = true
    if (name !== undefined && isJsonObject(definition)) {
      messages.set(name, messageFacts(name, definition, byRev))
    } else if (name !== 'cursor') {
      elsewhere.push(ref)
    }
  }
  return {
    fault,
    messages: [...messages.values()],
    elsewhere,
    listsCursor,
    closed: schema['closed'] === true,
    sequenced: [...messages.values()].some(({ sequenced }) => sequenced),
  }
}

function faultOfMessage(main: Json): string | undefined {
  const { message } = main
  if (message === undefined) return 'it has no "message"'
  if (!isJsonObject(message)) return `its "message" is ${describeValue(message)}`
  const { schema } = message
  if (schema === undefined) return 'its "message" has no "schema"'
  if (!isJsonObject(schema)) return `the "schema" of its messages is ${describeValue(schema)}`
  const { type, refs } = schema
  if (type !== 'union') return `the "schema" of its messages is ${describeType(schema)}`
  if (refs === undefined) return 'its union of messages has no "refs"'
  if (!Array.isArray(refs)) return `the "refs" of its union of messages are ${describeValue(refs)}`
  const items: readonly unknown[] = refs
  const wrong = items.find((item) => typeof item !== 'string')
  if (wrong !== undefined) return `its union of messages holds ${describeValue(wrong)} as a ref`
  return items.length === 0 ? 'its union of messages is empty' : undefined
}

/** What a schema is by its `type`, as `of type "ref"`. */
export function describeType(schema: unknown): string {
  if (!isJsonObject(schema)) return describeValue(schema)
  const { type } = schema
  if (type === undefined) return 'without a "type"'
  return `of type ${typeof type === 'string' ? quote(type) : describeValue(type)}`
}

function messageFacts(name: string, definition: Json, byRev: boolean): MessageFacts {
  const properties = objectAt(definition, 'properties')
  const nullable = stringsOf(definition['nullable'])
  const always = stringsOf(definition['required']).filter((each) => !nullable.includes(each))
  const ofType = (type: string) =>
    always.filter((each) => objectAt(properties, each)['type'] === type)
  const strings = ofType('string')
  const dids = strings.filter((each) => objectAt(properties, each)['format'] === 'did')
  const { shardKey: declared } = definition
  const key =
    declared === undefined
      ? ['did', 'repo'].find((each) => dids.includes(each))
      : strings.find((each) => each === declared)
  return {
    name,
    // A stream whose cursor is a text is ordered by the TIDs of its messages.
    sequenced: byRev ? strings.includes('rev') : ofType('integer').includes('seq'),
    shardKey: key,
    declared,
    dids,
    strings,
    unfit: new Map(
      Object.keys(properties)
        .filter((each) => !strings.includes(each))
        .map((each) => [each, unfitness(objectAt(properties, each), nullable.includes(each))]),
    ),
  }
}

function unfitness(property: Json, isNullable: boolean): string {
  if (property['type'] !== 'string') return 'is not a string'
  return isNullable ? 'is nullable' : 'is not required'
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
