import { findNodeAtLocation, getNodeValue, parseTree, type Node } from 'jsonc-parser'

import { describeValue } from '../check/wording.js'
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
import { faultOfInteger, parameterFacts, type ParameterFacts } from './parameter-facts.js'
import { isSameShape } from './same-shape.js'
import { objectAt, streamFacts, type MessageFacts, type StreamFacts } from './stream-facts.js'
import { wantedShardKeys } from './wanted-shard-keys.js'

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
  /** A sentence for each shard key that was to be added and that no message has, by its name. */
  readonly absentShardKeys: ReadonlyMap<string, string>
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
    const { absent } = wantedShardKeys(namesToAdd(options), undefined)
    return { text, added: [], notes: ['it has no subscription'], absentShardKeys: absent }
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
  readonly #parameters: ParameterFacts
  /** Whether messages are ordered by TIDs, which is where the parameter `cursor` is a text. */
  readonly #byRev: boolean
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
    this.#parameters = parameterFacts(main)
    this.#byRev = objectAt(this.#parameters.present, 'cursor')['type'] === 'string'
    this.#facts = streamFacts(document, main, this.#byRev)
    this.#additions = new JsonAdditions(text)
  }

  result(): Upgrade {
    const parts = new Set<UpgradePart>(this.#options.parts ?? upgradeParts)
    const { subprotocol } = this.#options
    if (parts.has('subprotocol') && subprotocol !== undefined) this.#addSubprotocol(subprotocol)
    const { fault, sequenced } = this.#facts
    const ofMessages = ['cursor', 'shards', 'shard-key'] as const
    if (fault !== undefined && ofMessages.some((part) => parts.has(part))) {
      this.#notes.push(`${fault}: #cursor and shards need a union that names messages`)
    }
    const wanted = wantedShardKeys(namesToAdd(this.#options), this.#facts)
    this.#notes.push(...wanted.notes)
    const hasKeys = parts.has('shard-key') ? this.#addShardKeys() : this.#hasShardKeys()
    const parameters: [name: string, value: unknown][] = []
    if (parts.has('cursor') && this.#addCursor()) parameters.push(['cursor', cursorParameter])
    if (parts.has('shards') && this.#mayHaveShards(hasKeys)) {
      parameters.push(['shard', shardParameter], ['shardCount', shardCountParameter])
    }
    const hasShards = this.#addParameters(parameters)
    const errors: ErrorAddition[] = []
    if (sequenced && this.#faultOfCursor() === undefined) errors.push(futureCursor)
    errors.push(consumerTooSlow)
    if (hasShards) errors.push(invalidShard)
    if (parts.has('errors')) this.#addErrors(errors)
    const text = this.#added.length === 0 ? this.#text : this.#additions.apply()
    return { text, added: this.#added, notes: this.#notes, absentShardKeys: wanted.absent }
  }

  #addSubprotocol(wanted: string): void {
    const present = this.#main['subprotocol']
    if (present === undefined) {
      const behind = Object.hasOwn(this.#main, 'description') ? 'description' : 'type'
      this.#addMember(['defs', 'main'], 'subprotocol', wanted, behind)
      this.#added.push(`subprotocol ${wanted}`)
    } else if (typeof present !== 'string') {
      this.#notes.push(
        `its "subprotocol" is ${describeValue(present)}, where the name of a wire format belongs`,
      )
    } else if (present !== wanted) {
      this.#notes.push(
        `its subprotocol stays ${JSON.stringify(present)}: clients that negotiate nothing rely on it`,
      )
    }
  }

  /** What is wrong with the parameter `cursor`: a position is a number, or else a TID. */
  #faultOfCursor(): string | undefined {
    return this.#byRev ? undefined : faultOfInteger(this.#parameters, 'cursor')
  }

  /** @returns whether the parameter `cursor` may be added too */
  #addCursor(): boolean {
    const { fault, closed, sequenced, listsCursor } = this.#facts
    if (fault !== undefined) return false
    const faultOfCursor = this.#faultOfCursor()
    if (faultOfCursor !== undefined) {
      this.#notes.push(`${faultOfCursor}, where a position is an integer: no #cursor`)
      return false
    }
    if (!sequenced) {
      const number = this.#byRev
        ? 'a TID to go with its text "cursor" (a required string "rev")'
        : 'a sequence number (a required integer "seq")'
      this.#notes.push(this.#noMessageHas(number, 'so that #cursor has no position to tell'))
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
    if (!listsCursor && closed) {
      this.#notes.push(
        'its union of messages is closed, so that #cursor in it would break clients that hold to that',
      )
      return true
    }
    if (!listsCursor) {
      const refs = this.#node(['defs', 'main', 'message', 'schema', 'refs'])
      if (refs === undefined) return false
      this.#additions.addItem(refs, '#cursor')
    }
    if (!Object.hasOwn(defs, 'cursor')) this.#addMember(['defs'], 'cursor', definition)
    if (!listsCursor || !Object.hasOwn(defs, 'cursor')) this.#added.push('#cursor')
    return true
  }

  #noMessageHas(what: string, consequence: string): string {
    const { elsewhere } = this.#facts
    return elsewhere.length === 0
      ? `no message has ${what}, ${consequence}`
      : `no message that is defined here has ${what}, and others were not looked at (${elsewhere.join(', ')}), ${consequence}`
  }

  #hasShardKeys(): boolean {
    return this.#facts.messages.some(({ shardKey }) => shardKey !== undefined)
  }

  /** @returns whether any message has a shard key now */
  #addShardKeys(): boolean {
    for (const message of this.#facts.messages) this.#noteDeclaredKey(message)
    const without = this.#facts.messages.filter(
      ({ sequenced, shardKey, declared }) =>
        sequenced && shardKey === undefined && declared === undefined,
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

  #noteDeclaredKey(message: MessageFacts): void {
    const { name, declared, shardKey } = message
    if (declared === undefined) return
    const wanted = this.#namedShardKey(message)
    if (shardKey === undefined) {
      this.#notes.push(
        `the shardKey of #${name} is ${describeValue(declared)}, not the name of a required string`,
      )
    } else if (wanted !== undefined && wanted !== shardKey) {
      this.#notes.push(
        `the shardKey of #${name} stays ${JSON.stringify(shardKey)}: with another one its messages would be in other shards`,
      )
    }
  }

  #namedShardKey({ strings }: MessageFacts): string | undefined {
    return this.#options.shardKeys?.find((key) => strings.includes(key))
  }

  #isUnclear(message: MessageFacts): boolean {
    return message.dids.length > 1 && this.#namedShardKey(message) === undefined
  }

  #mayHaveShards(hasKeys: boolean): boolean {
    if (this.#facts.fault !== undefined) return false
    const { present } = this.#parameters
    const faults = shardParameters
      .map((name) => faultOfInteger(this.#parameters, name))
      .filter((fault) => fault !== undefined)
    for (const fault of faults) {
      this.#notes.push(`${fault}, where shards need an integer: no shard parameters`)
    }
    if (faults.length > 0) return false
    const isWanted = hasKeys || this.#options.shardsWithoutKey === true
    // Half of the pair says what its author wants, and is of no use by itself.
    if (isWanted || shardParameters.some((name) => Object.hasOwn(present, name))) return true
    this.#notes.push(
      this.#noMessageHas(
        'a shard key (a required DID, or a property that shardKey names)',
        'so every message would go to every shard: no shard parameters',
      ),
    )
    return false
  }

  /** @returns whether there are shard parameters now */
  #addParameters(wanted: readonly (readonly [name: string, value: unknown])[]): boolean {
    const { fault, present } = this.#parameters
    const missing = wanted.filter(([name]) => !Object.hasOwn(present, name))
    const added = fault === undefined ? missing.map(([name]) => name) : []
    if (added.length > 0) this.#addTo(missing)
    else if (missing.length > 0) this.#notes.push(`${fault}: none were added`)
    this.#added.push(...added.map((name) => `parameter ${name}`))
    return shardParameters.every((name) =>
      Object.hasOwn(present, name)
        ? faultOfInteger(this.#parameters, name) === undefined
        : added.includes(name),
    )
  }

  #addTo(missing: readonly (readonly [name: string, value: unknown])[]): void {
    const properties = this.#node(['defs', 'main', 'parameters', 'properties'])
    if (properties !== undefined) {
      for (const [name, value] of missing) this.#additions.addMember(properties, name, value)
    } else if (this.#main['parameters'] !== undefined) {
      this.#addMember(
        ['defs', 'main', 'parameters'],
        'properties',
        Object.fromEntries(missing),
        'type',
      )
    } else {
      const value = { type: 'params', properties: Object.fromEntries(missing) }
      const behind = ['subprotocol', 'description', 'type'].find((name) =>
        Object.hasOwn(this.#main, name),
      )
      this.#addMember(['defs', 'main'], 'parameters', value, behind)
    }
  }

  #addErrors(wanted: readonly ErrorAddition[]): void {
    const errors: unknown = this.#main['errors']
    if (errors !== undefined && !Array.isArray(errors)) {
      this.#notes.push(`its "errors" are ${describeValue(errors)}, not an array: none were added`)
      return
    }
    const present: readonly unknown[] = errors ?? []
    const nameless = present.find((error) => typeof nameOf(error) !== 'string')
    if (nameless !== undefined) {
      this.#notes.push(
        `its "errors" hold ${describeValue(nameless)}, which has no "name": none were added`,
      )
      return
    }
    const names = present.map(nameOf)
    const missing = wanted.filter(({ name }) => !names.includes(name))
    if (missing.length === 0) return
    const node = this.#node(['defs', 'main', 'errors'])
    if (node === undefined) this.#addMember(['defs', 'main'], 'errors', missing, 'message')
    else for (const error of missing) this.#additions.addItem(node, error)
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

const shardParameters = ['shard', 'shardCount'] as const

/** The names that were asked for as shard keys, where those are to be added at all. */
function namesToAdd({ parts = upgradeParts, shardKeys = [] }: UpgradeOptions): readonly string[] {
  return parts.includes('shard-key') ? shardKeys : []
}

function nameOf(error: unknown): unknown {
  return isJsonObject(error) ? error['name'] : undefined
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
