import { v1CborFrame, v1JsonFrame } from '../encode/frames.js'
import type { BaseMessage } from './base-message.js'
import { close, type FrameCase } from './frame-case.js'

/** Frames that are right but for the kind of WebSocket message that they came in. */
export function wrongKinds({ header, payload, value }: BaseMessage): readonly FrameCase[] {
  const json = v1JsonFrame(value)
  const wrong = { layer: 'frame', outcome: close('message-kind') } as const
  return [
    {
      ...wrong,
      id: 'kind/text-for-v0-cbor',
      description: 'A text message where xrpc.v0.cbor is spoken.',
      subprotocol: 'xrpc.v0.cbor',
      text: json,
    },
    {
      ...wrong,
      id: 'kind/text-for-v1-cbor',
      description: 'A text message where xrpc.v1.cbor is spoken.',
      subprotocol: 'xrpc.v1.cbor',
      text: json,
    },
    {
      ...wrong,
      id: 'kind/json-in-a-binary-message',
      description: 'JSON in a binary message where xrpc.v1.json is spoken.',
      subprotocol: 'xrpc.v1.json',
      hex: Buffer.from(json).toString('hex'),
    },
    {
      ...wrong,
      id: 'kind/cbor-for-v1-json',
      description: 'A frame of xrpc.v1.cbor where xrpc.v1.json is spoken.',
      subprotocol: 'xrpc.v1.json',
      hex: v1CborFrame(value),
    },
    {
      ...wrong,
      id: 'kind/v0-for-v1-json',
      description: 'A frame of xrpc.v0.cbor where xrpc.v1.json is spoken.',
      subprotocol: 'xrpc.v1.json',
      hex: header + payload,
    },
    {
      ...wrong,
      id: 'kind/v1-for-v0-cbor',
      description: 'A frame of xrpc.v1.cbor where xrpc.v0.cbor is spoken: a header without op.',
      subprotocol: 'xrpc.v0.cbor',
      hex: v1CborFrame(value),
      outcome: close('header'),
    },
    {
      ...wrong,
      id: 'kind/v0-for-v1-cbor',
      description:
        'A frame of xrpc.v0.cbor where xrpc.v1.cbor is spoken: two items in place of one.',
      subprotocol: 'xrpc.v1.cbor',
      hex: header + payload,
      outcome: close('trailing-data'),
    },
  ]
}
