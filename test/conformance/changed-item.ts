import { frameOf, nsid } from '../../codegen/proposal/vectors/transcripts/script.js'
import type { Json, JsonObject } from '../../codegen/proposal/vectors/encode/json.js'
import type { Item, MutantConnection, Mutation } from './mutant-server.js'

// What mutations are written with.

/** Sent in the place of a message: nobody knows what it is. */
export const lost: Item = { frame: frameOf('xrpc.v0.cbor', { $type: `${nsid}#nothing` }) }
export const highest = String(Number.MAX_SAFE_INTEGER)

export function messageIn(item: Item): JsonObject | undefined {
  return 'message' in item ? item.message : undefined
}

export function typeOf(item: Item): string {
  const $type = messageIn(item)?.['$type']
  return typeof $type === 'string' ? $type.slice(nsid.length) : ''
}

export function isCursor(item: Item): boolean {
  return typeOf(item) === '#cursor'
}

export function isLive(item: Item): boolean {
  return isCursor(item) && messageIn(item)?.['live'] === true
}

export function seqOf(item: Item): number | undefined {
  const seq = messageIn(item)?.['seq']
  return typeof seq === 'number' ? seq : undefined
}

export function numberIn(item: Item, name: string): number {
  return Number(messageIn(item)?.[name])
}

export function withFields(item: Item, fields: JsonObject): Item {
  return { message: { ...messageIn(item), ...fields } }
}

export function isFirstMessage(item: Item, sent: readonly Item[]): boolean {
  return seqOf(item) !== undefined && sent.every(isCursor)
}

export function isSecondStored(item: Item, { sent }: MutantConnection): boolean {
  const isStored = seqOf(item) !== undefined && !sent.some(isLive)
  return (
    isStored &&
    sent.filter((each) => seqOf(each) !== undefined).length === 1 &&
    !sent.includes(lost)
  )
}

export function isFirst(item: Item): boolean {
  return typeOf(item) === '#identity'
}

export function isQuarter(query: URLSearchParams): boolean {
  return query.get('shardCount') === '4' && query.has('shard')
}

export function deleteShard(query: URLSearchParams): void {
  query.delete('shard')
  query.delete('shardCount')
}

export function isObject(body: Json): body is JsonObject {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
}

/** What a clock says that is an hour late; counters stay as they are. */
export function late(seq: Json): Json {
  return typeof seq === 'number' && seq > 1e15 ? seq - 3_600_000_000 : seq
}

/** Answers the status with other fields. */
export function inStatus(fields: JsonObject): NonNullable<Mutation['answer']> {
  return (path, _method, code, body) =>
    path.includes('getStatus') && isObject(body) ? [code, { ...body, ...fields }] : [code, body]
}
