import { deepStrictEqual } from 'node:assert/strict'

import { codecs } from '../../generated/com.atproto.sync.subscribeRepos.js'
import type { Message } from '../../generated/com.atproto.sync.subscribeRepos.js'
import type { DecodedFrame } from '../../generated/runtime/index.js'
import { readParts } from './peers/atcute-firehose.js'
import type { FrameParts } from './peers/atcute-firehose.js'
import { readMessage } from './peers/atproto-sync.js'
import type { AtprotoMessage } from './peers/atproto-sync.js'

/**
 * The corpus in each form that a contender starts from, made before anything is timed. Bytes come
 * in the class in which they arrive: `Buffer` from `ws`, which the project's client and @atproto
 * use, and `Uint8Array` over a buffer of its own with @atcute.
 *
 * A pass runs over what is in here when it is called, so that the same code, already optimized, can
 * be run over fewer frames.
 */
export interface Material {
  v0: readonly Buffer[]
  v0Arrays: readonly Uint8Array[]
  v1Cbor: readonly Buffer[]
  v1Json: readonly Buffer[]
  /** The same JSON as strings. */
  v1JsonTexts: readonly string[]
  /** Messages for our encoder, as our decoder makes them. */
  messages: readonly Message[]
  /** Messages for @atproto/xrpc-server, as @atproto/sync makes them. */
  atprotoMessages: readonly AtprotoMessage[]
  /** Messages for @atcute/cbor, as it makes them. */
  atcuteParts: readonly FrameParts[]
}

/** All forms of all frames. */
export function prepare(frames: readonly Buffer[]): Material {
  const messages = frames.map((frame) => messageOf(codecs['xrpc.v0.cbor'].decode(frame)))
  const v1Json = messages.map((message) => Buffer.from(codecs['xrpc.v1.json'].encode(message)))
  const v0Arrays = frames.map((frame) => Uint8Array.from(frame))
  return {
    v0: frames,
    v0Arrays,
    v1Cbor: messages.map((message) => Buffer.from(codecs['xrpc.v1.cbor'].encode(message))),
    v1Json,
    v1JsonTexts: v1Json.map((frame) => frame.toString()),
    messages,
    atprotoMessages: frames.map((frame) => readMessage(frame)),
    atcuteParts: v0Arrays.map((frame) => readParts(frame)),
  }
}

/** The forms of the frames from `start` up to `end`. */
export function sliceOf(material: Material, start: number, end: number): Material {
  return {
    v0: material.v0.slice(start, end),
    v0Arrays: material.v0Arrays.slice(start, end),
    v1Cbor: material.v1Cbor.slice(start, end),
    v1Json: material.v1Json.slice(start, end),
    v1JsonTexts: material.v1JsonTexts.slice(start, end),
    messages: material.messages.slice(start, end),
    atprotoMessages: material.atprotoMessages.slice(start, end),
    atcuteParts: material.atcuteParts.slice(start, end),
  }
}

/** The message of a frame that must hold one. */
export function messageOf<M>(decoded: DecodedFrame<M>): M {
  if (decoded.kind === 'message') return decoded.message
  throw new Error(`a frame of the corpus holds no message of its lexicon: ${decoded.kind}`)
}

/**
 * Compares what two contenders make of each frame. Each gets it in the class that it is timed with:
 * code that has seen another class of byte array is slower from then on.
 */
export function checkEach<T>(
  items: readonly T[],
  ours: (item: T, index: number) => unknown,
  theirs: (item: T, index: number) => unknown,
): void {
  for (const [index, item] of items.entries()) {
    deepStrictEqual(ours(item, index), theirs(item, index), `frame ${index} differs`)
  }
}
