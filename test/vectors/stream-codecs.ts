import { stream as modEvents } from '../../generated/chat.bsky.moderation.subscribeModEvents.js'
import { stream as labels } from '../../generated/com.atproto.label.subscribeLabels.js'
import { stream as repos } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { stream as events } from '../../generated/network.bsky.jetstream.subscribeEvents.js'
import type { FrameCodec } from '../../generated/runtime/frame/frame-codec.js'
import type { Subprotocol } from '../../generated/runtime/frame/subprotocol.js'
import type { StreamDescriptor, TypedMessage } from '../../generated/runtime/stream/descriptor.js'

type AnyStream = StreamDescriptor<never, TypedMessage>

/** The streams that there are vectors of. */
export const streams: ReadonlyMap<
  string,
  Pick<AnyStream, 'messages' | 'defaultSubprotocol'>
> = new Map([modEvents, labels, repos, events].map((stream) => [stream.nsid, stream]))

const codecs = new Map<string, { readonly [S in Subprotocol]: FrameCodec<TypedMessage> }>([
  [modEvents.nsid, modEvents.codecs],
  [labels.nsid, labels.codecs],
  [repos.nsid, repos.codecs],
  [events.nsid, events.codecs],
])

/** The generated codec of a stream. */
export function codecOf(nsid: string, subprotocol: Subprotocol): FrameCodec<TypedMessage> {
  const found = codecs.get(nsid)
  if (found === undefined) throw new Error(`there are vectors of ${nsid}, and no code`)
  return found[subprotocol]
}

/** Encodes a message whose type is known by its `$type` alone. */
export function encodeAny(nsid: string, subprotocol: Subprotocol, message: unknown): Uint8Array {
  const codec = codecOf(nsid, subprotocol)
  const encode: unknown = Reflect.get(codec, 'encode')
  if (typeof encode !== 'function') throw new Error('a codec encodes')
  const frame: unknown = Reflect.apply(encode, codec, [message])
  if (!(frame instanceof Uint8Array)) throw new Error('a frame is bytes')
  return frame
}
