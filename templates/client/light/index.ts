// A client for pages to which every kilobyte matters: the messages of one stream from one host, in
// `xrpc.v1.json`, with their types, validated, in order and none twice, over as many connections as
// it takes. What it leaves to the full client (`client/index.js`): other wire formats, servers that
// know no subprotocols, several hosts, shards, starting at a time, saving the position by itself, and
// telling how far behind it is. A repeated seq is dropped without a look at its content.
export type { BackoffOptions } from '../backoff.js'
export type { Dial, Dialled, DialEnd, DialEvents, DialRequest } from '../dial.js'
export {
  ConnectError,
  DisconnectError,
  ProtocolError,
  ReceiveQueueError,
  SequenceChangedError,
  SequenceOrderError,
  SilenceError,
  StreamError,
  SubscribeError,
} from '../subscribe-error.js'
export type { Reconnection, UnknownFrame } from '../subscribe-options.js'
export type { LightOptions } from './light-options.js'
export { subscribe, type LightSubscription } from './light-subscription.js'
export { webSocketDial } from '../web-socket-dial.js'
