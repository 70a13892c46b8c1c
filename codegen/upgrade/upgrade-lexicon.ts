import { findNodeAtLocation, getNodeValue, parseTree, type Node } from 'jsonc-parser'

import { isDeepStrictEqual } from 'node:util'
import { parseJsonText } from '../load/json-text.js'
import { isJsonObject } from '../load/json-value.js'
import type { JsonPath } from '../load/json-path.js'
import {
  consumerTooSlow,
  cursorMessage,
  cursorParameter,
  futureCursor,
  invalidShard,
  shardCountParameter,
  shardParameter,
  type ErrorAddition,
} from './additions.js'
import { JsonAdditions } from './json-additions.js'
import { NotALexiconError } from './not-a-lexicon-error.js'
import { objectAt, streamFacts, type MessageFacts, type StreamFacts } from './stream-facts.js'

/**
 * What can be added to a stream:
 *
 * - `cursor`: the message `#cursor`, its place in the union, and the parameter `cursor`;
 * - `shards`: the parameters `shard` and `shardCount`;
 * - `errors`: `FutureCursor`, `ConsumerTooSlow`, and `InvalidShard` where there are shards;
 * - `shard-key`: `shardKey` on messages where it is not inferred;
 * - `subprotocol`: the default wire format, where one is given.
 */
export const upgradeParts = ['cursor', 'shards', 'errors', 'shard-key', 'subprotocol'] as const

export type UpgradePart = (typeof upgradeParts)[number]

export interface UpgradeOptions {
  /** What to add; all of it by default. */
  readonly parts?: readonly UpgradePart[]
  /** The default wire format to declare; none is declared without it. */
  readonly subprotocol?: string
  /** Properties that decide a message's shard, most wanted first, where no DID does by itself. */
  readonly shardKeys?: readonly string[]
  /** Whether there are to be shards even where every message goes to all of them; false by default. */
  readonly shardsWithoutKey?: boolean
}

/** What became of a lexicon. */
export interface Upgrade {
  /** The document: the same text where there was nothing to add. */
  readonly text: string
  /** What was added, as `#cursor` or `error FutureCursor`. */
  readonly added: readonly string[]
  /** What could not be added, and why, a sentence each. */
  readonly notes: readonly string[]
}

/**
 * Gives the subscription of a lexicon document the semantics of `com.atproto.stream.defs`. What is
 * there keeps its bytes; what is there already is not added again, so that a second time changes
 * nothing. Documents without a subscription come back as they are, with a note.
 *
 * @throws NotALexiconError where the text is not JSON, or no lexicon document
 */
export function upgradeLexicon(text: string, options: UpgradeOptions = {}): Upgrade {
  const root = lexiconRoot(text)
  const document: unknown = getNodeValue(root)
  const main = isJsonObject(document) ? objectAt(objectAt(document, 'defs'), 'main') : {}
  if (!isJsonObject(document) || main['type'] !== 'subscription') {
    return { text, added: [], notes: ['it has no subscription'] }
  }
  const upgrading = new Upgrading(text, root, document, main, options)
  return upgrading.result()
}

class Upgrading {
  readonly #text: string
  readonly #root: Node
  readonly #document: Readonly<Record<string, unknown>>
  readonly #main: Readonly<Record<string, unknown>>
  readonly #options: UpgradeOptions
  readonly #facts: StreamFacts
  readonly #additions: JsonAdditions
  readonly #added: string[] = []
  readonly #notes: string[] = []

  constructor(
    text: string,
    root: Node,
    document: Readonly<Record<string, unknown>>,
    main: Readonly<Record<string, unknown>>,
    options: UpgradeOptions,
  ) {
    this.#text = text
    this.#root = root
    this.#document = document
    this.#main = main
    this.#options = options
    this.#facts = streamFacts(document, main)
    this.#additions = new JsonAdditions(text)
  }

  result(): Upgrade {
    const parts = new Set<UpgradePart>(this.#options.parts ?? upgradeParts)
    const { subprotocol } = this.#options
    if (parts.has('subprotocol') && subprotocol !== undefined) this.#addSubprotocol(subprotocol)
    const hasKeys = parts.has('shard-key') ? this.#addShardKeys() : this.#hasShardKeys()
    const parameters: [name: string, value: unknown][] = []
    const errors: ErrorAddition[] = []
    if (parts.has('cursor') && this.#addCursor()) parameters.push(['cursor', cursorParameter])
    if (this.#facts.sequenced) errors.push(futureCursor)
    errors.push(consumerTooSlow)
    const properties = objectAt(objectAt(this.#main, 'parameters'), 'properties')
    const wantsShards = parts.has('shards') && this.#mayHaveShards(hasKeys)
    if (wantsShards) {
      parameters.push(['shard', shardParameter], ['shardCount', shardCountParameter])
    }
    if (wantsShards || Object.hasOwn(properties, 'shardCount')) errors.push(invalidShard)
    this.#addParameters(parameters)
    if (parts.has('errors')) this.#addErrors(errors)
    const text = this.#added.length === 0 ? this.#text : this.#additions.apply()
    return { text, added: this.#added, notes: this.#notes }
  }

  #addSubprotocol(wanted: string): void {
    const present = this.#main['subprotocol']
    if (present === undefined) {
      const behind = Object.hasOwn(this.#main, 'description') ? 'description' : 'type'
      this.#addMember(['defs', 'main'], 'subprotocol', wanted, behind)
      this.#added.push(`subprotocol ${wanted}`)
    } else if (present !== wanted) {
      this.#notes.push(
        `its subprotocol stays ${JSON.stringify(present)}: clients that negotiate nothing rely on it`,
      )
    }
  }

  /** @returns whether the parameter `cursor` may be added too */
  #addCursor(): boolean {
    const { closed, sequenced, messages } = this.#facts
    if (!sequenced) {
      this.#notes.push(
        'no message has a sequence number (a required integer "seq"), so that #cursor has no position to tell',
      )
      return false
    }
    const defs = objectAt(this.#document, 'defs')
    const definition = cursorMessage()
    if (Object.hasOwn(defs, 'cursor') && !isSameShape(defs['cursor'], definition)) {
      this.#notes.push(
        'it has a definition "cursor" of its own that is not com.atproto.stream.defs#cursor',
      )
      return false
    }
    const isListed = messages.some(({ name }) => name === 'cursor')
    if (!isListed && closed) {
      this.#notes.push(
        'its union of messages is closed, so that #cursor in it would break clients that hold to that',
      )
      return true
    }
    if (!isListed) {
      const refs = this.#node(['defs', 'main', 'message', 'schema', 'refs'])
      if (refs === undefined) return false
      this.#additions.addItem(refs, '#cursor')
    }
    if (!Object.hasOwn(defs, 'cursor')) this.#addMember(['defs'], 'cursor', definition)
    if (!isListed || !Object.hasOwn(defs, 'cursor')) this.#added.push('#cursor')
    return true
  }

  #hasShardKeys(): boolean {
    return this.#facts.messages.some(({ shardKey }) => shardKey !== undefined)
  }

  /** @returns whether any message has a shard key now */
  #addShardKeys(): boolean {
    const without = this.#facts.messages.filter(
      ({ sequenced, shardKey }) => sequenced && shardKey === undefined,
    )
    const unclear = without.filter((message) => this.#isUnclear(message))
    for (const { name, dids } of unclear) {
      this.#notes.push(
        `#${name} has several DIDs (${dids.join(', ')}): name the property that decides its shard`,
      )
    }
    let hasKeys = this.#hasShardKeys()
    for (const message of without) {
      // Keys that do not go together would part what has to stay in order.
      const key =
        this.#namedShardKey(message) ?? (unclear.length === 0 ? message.dids[0] : undefined)
      if (key === undefined) continue
      const definition = objectAt(objectAt(this.#document, 'defs'), message.name)
      const behind = Object.hasOwn(definition, 'description') ? 'description' : 'type'
      this.#addMember(['defs', message.name], 'shardKey', key, behind)
      this.#added.push(`shardKey ${key} of #${message.name}`)
      hasKeys = true
    }
    return hasKeys
  }

  #namedShardKey({ strings }: MessageFacts): string | undefined {
    return this.#options.shardKeys?.find((key) => strings.includes(key))
  }

  #isUnclear(message: MessageFacts): boolean {
    return message.dids.length > 1 && this.#namedShardKey(message) === undefined
  }

  #mayHaveShards(hasKeys: boolean): boolean {
    if (hasKeys || this.#options.shardsWithoutKey === true) return true
    const properties = objectAt(objectAt(this.#main, 'parameters'), 'properties')
    if (!Object.hasOwn(properties, 'shard')) {
      this.#notes.push(
        'no message has a shard key (a required DID, or a property that shardKey names), so every message would go to every shard: no shard parameters',
      )
    }
    return false
  }

  #addParameters(wanted: readonly (readonly [name: string, value: unknown])[]): void {
    const present = objectAt(objectAt(this.#main, 'parameters'), 'properties')
    const missing = wanted.filter(([name]) => !Object.hasOwn(present, name))
    if (missing.length === 0) return
    const properties = this.#node(['defs', 'main', 'parameters', 'properties'])
    for (const [name, value] of properties === undefined ? [] : missing) {
      if (properties !== undefined) this.#additions.addMember(properties, name, value)
    }
    if (properties === undefined) {
      const value = { type: 'params', properties: Object.fromEntries(missing) }
      const behind = ['subprotocol', 'description', 'type'].find((name) =>
        Object.hasOwn(this.#main, name),
      )
      this.#addMember(['defs', 'main'], 'parameters', value, behind)
    }
    this.#added.push(...missing.map(([name]) => `parameter ${name}`))
  }

  #addErrors(wanted: readonly ErrorAddition[]): void {
    const errors: unknown = this.#main['errors']
    const present: readonly unknown[] = Array.isArray(errors) ? errors : []
    const names = present.map((error) => (isJsonObject(error) ? error['name'] : undefined))
    const missing = wanted.filter(({ name }) => !names.includes(name))
    if (missing.length === 0) return
    const node = this.#node(['defs', 'main', 'errors'])
    if (node?.type === 'array') for (const error of missing) this.#additions.addItem(node, error)
    else this.#addMember(['defs', 'main'], 'errors', missing, 'message')
    this.#added.push(...missing.map(({ name }) => `error ${name}`))
  }

  #addMember(path: JsonPath, name: string, value: unknown, after?: string): void {
    const node = this.#node(path)
    if (node?.type === 'object') this.#additions.addMember(node, name, value, after)
  }

  #node(path: JsonPath): Node | undefined {
    return findNodeAtLocation(this.#root, [...path])
  }
}

function lexiconRoot(text: string): Node {
  const { problems, intact, json } = parseJsonText(text)
  const [problem] = problems
  if (problem !== undefined) {
    const { line, column } = problem.position
    throw new NotALexiconError(`${line}:${column} ${problem.message}`)
  }
  const root = intact ? parseTree(text) : undefined
  if (root === undefined || !isJsonObject(json) || !isJsonObject(json['defs'])) {
    throw new NotALexiconError(
      'it is no lexicon document: an object with "lexicon", "id" and "defs"',
    )
  }
  return root
}

/** Whether two definitions are the same, descriptions aside. */
function isSameShape(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(withoutDescriptions(one), withoutDescriptions(other))
}

function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value
    return items.map(withoutDescriptions)
  }
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => name !== 'description' || typeof member !== 'string')
      .map(([name, member]) => [name, withoutDescriptions(member)]),
  )
}
