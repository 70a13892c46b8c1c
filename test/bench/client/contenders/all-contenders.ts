import { oneOf, type ShapeOf } from '../../server/processes/message-shape.js'
import type { Subscribe } from './receiver.js'

export const isContenderName = oneOf(
  'lexstream, v0',
  'lexstream, v0, no formats',
  'lexstream, v1.cbor',
  'lexstream, v1.json',
  'lexstream, four shards',
  '@atproto/xrpc-server',
  '@atcute/firehose',
  'bare ws, no decoding',
)

/** What the report calls a client. */
export type ContenderName = ShapeOf<typeof isContenderName>

/** Loads a client, and none of the others, whose code would be part of its process. */
export async function loadContender(name: ContenderName): Promise<Subscribe> {
  switch (name) {
    case 'lexstream, four shards':
      return (await import('./lexstream-shards.js')).lexstreamShards
    case '@atproto/xrpc-server':
      return (await import('./atproto-subscription.js')).atprotoSubscription
    case '@atcute/firehose':
      return (await import('./atcute-subscription.js')).atcuteSubscription
    case 'bare ws, no decoding':
      return (await import('./bare-ws.js')).bareWs
    default:
      return loadOurs(name)
  }
}

async function loadOurs(name: `lexstream, v${string}`): Promise<Subscribe> {
  const { lexstream } = await import('./lexstream.js')
  switch (name) {
    case 'lexstream, v1.cbor':
      return lexstream('xrpc.v1.cbor')
    case 'lexstream, v1.json':
      return lexstream('xrpc.v1.json')
    default:
      return lexstream('xrpc.v0.cbor', name === 'lexstream, v0')
  }
}
