import type { MessageDescriptor, StreamDescriptor, TypedMessage } from './descriptor.js'

/** The messages of the union `M` that carry a `seq`, without it: what a publisher hands over. */
export type Unsequenced<M> = M extends { readonly seq: number } ? Omit<M, 'seq'> : never

/** What a stream's lexicon says of a message type; absent where the stream has no such message. */
export function describeMessage<P, M extends TypedMessage>(
  descriptor: StreamDescriptor<P, M>,
  type: string | undefined,
): MessageDescriptor | undefined {
  return descriptor.messages.find((message) => message.$type === type)
}

/**
 * Whether a value is of one of the stream's message types, going by its `$type` alone: the fields
 * are checked where it is encoded.
 */
export function isMessageOf<P, M extends TypedMessage>(
  descriptor: StreamDescriptor<P, M>,
  value: TypedMessage,
): value is M {
  return describeMessage(descriptor, value.$type) !== undefined
}

/** The `seq` of a message; absent where it is not sequenced. */
export function seqOf(message: TypedMessage): number | undefined {
  return 'seq' in message && typeof message.seq === 'number' ? message.seq : undefined
}
