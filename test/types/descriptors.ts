import * as getStatus from '../../generated/com.atproto.stream.getStatus.js'
import * as repos from '../../generated/com.atproto.sync.subscribeRepos.js'
import type { MessageOf, ParamsOf, Subprotocol } from '../../generated/index.js'
import { subscribe } from '../../generated/runtime/client/light/index.js'
import * as jetstream from '../../generated/network.bsky.jetstream.subscribeEvents.js'
import type { Equal } from './expect-type.js'

export const messages: Equal<MessageOf<typeof repos.stream>, repos.Message> = true
export const parameters: Equal<ParamsOf<typeof repos.stream>, repos.Params> = true
export const noMessages: Equal<MessageOf<{ readonly nsid: string }>, never> = true
export const subprotocol: Subprotocol = repos.stream.defaultSubprotocol
type RepoErrors = 'FutureCursor' | 'ConsumerTooSlow' | 'InvalidShard'
export const errors: Equal<repos.ErrorName, RepoErrors> = true
// @ts-expect-error 1: Argument of type '"NoSuchError"' is not assignable to parameter of type
repos.stream.errors.includes('NoSuchError')

export const params: repos.Params = { cursor: 5, shard: 0, shardCount: 2 }
export const none: repos.Params = {}
// @ts-expect-error 2: Type 'string' is not assignable to type 'number'
export const text: repos.Params = { cursor: '5' }
// @ts-expect-error 3: 'curser' does not exist in type 'Params'
export const misspelt: repos.Params = { curser: 5 }

export const filtered: jetstream.Params = { kinds: ['commit', 'sync'], dids: [] }
// @ts-expect-error 4: Type '"commits"' is not assignable to type
export const misspeltKind: jetstream.Params = { kinds: ['commits'] }
export function parsed(): number | undefined {
  const result = repos.params.parse(new URLSearchParams())
  // @ts-expect-error 5: Cannot assign to 'cursor' because it is a read-only property
  result.cursor = 1
  return result.cursor
}

// @ts-expect-error 6: Property 'stream' is missing in type '{}'
export const noStream: getStatus.Params = {}
export function status(body: string): string {
  const output = getStatus.query.output.decode(body)
  void (output satisfies getStatus.Output)
  // @ts-expect-error 7: is missing the following properties from type 'Output': highestSeq, subprotocols
  getStatus.output.encode({ stream: output.stream })
  return output.stream
}

export function decode(frame: Uint8Array): repos.Message | undefined {
  const decoded = repos.codecs['xrpc.v1.json'].decode(frame)
  // @ts-expect-error 8: Property 'message' does not exist on type
  void decoded.message
  if (decoded.kind === 'error') void (decoded.message satisfies string | undefined)
  return decoded.kind === 'message' ? decoded.message : undefined
}

export function encode(message: jetstream.Message): Uint8Array {
  // @ts-expect-error 9: Type 'Account' is not assignable to type 'Message'
  repos.codecs['xrpc.v0.cbor'].encode(message)
  // @ts-expect-error 10: Property 'xrpc.v2.cbor' does not exist on type
  void jetstream.codecs['xrpc.v2.cbor']
  return jetstream.codecs['xrpc.v0.cbor'].encode(message)
}

export function decodeJson(frame: Uint8Array): repos.Message | undefined {
  const codec = repos.jsonStream.codecs['xrpc.v1.json']
  // @ts-expect-error 11: Property 'encode' does not exist on type 'FrameDecoder<Message>'
  void codec.encode
  // @ts-expect-error 12: Property 'xrpc.v0.cbor' does not exist on type
  void repos.jsonStream.codecs['xrpc.v0.cbor']
  const decoded = codec.decode(frame)
  return decoded.kind === 'message' ? decoded.message : undefined
}

export async function readLightly(): Promise<number | undefined> {
  const query = repos.serializeParams({ shard: 0, shardCount: 2 })
  const light = subscribe(repos.jsonStream, { host: 'relay.example', cursor: 'oldest', query })
  for await (const message of light) {
    void (message satisfies repos.Message)
    if (message.$type === 'com.atproto.sync.subscribeRepos#commit')
      void (message.repo satisfies string)
  }
  // @ts-expect-error 13: is not assignable to type
  subscribe(repos.jsonStream, { host: 'relay.example', cursor: { since: '5m' } })
  // @ts-expect-error 14: 'subprotocols' does not exist in type 'LightOptions'
  subscribe(repos.jsonStream, { host: 'relay.example', subprotocols: ['xrpc.v0.cbor'] })
  // The full descriptor will do as well.
  subscribe(repos.stream, { host: 'relay.example' }) satisfies AsyncIterable<repos.Message>
  return light.cursor
}
