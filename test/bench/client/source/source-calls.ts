import { call } from '../../server/processes/call.js'
import { nothing, number, object, oneOf } from '../../server/processes/message-shape.js'

export const subprotocolShape = oneOf('xrpc.v0.cbor', 'xrpc.v1.cbor', 'xrpc.v1.json')

/** What is sent for the client to warm up, and what it is measured with. */
const part = oneOf('warm-up', 'measured')

/** Starts to listen. */
export const listenCall = call('listen', nothing, object({ port: number }))

/** Makes messages ready in an encoding, with consecutive seqs over both parts. */
export const prepareCall = call(
  'prepare',
  object({ subprotocol: subprotocolShape, warmUp: number, measured: number }),
  object({ firstSeq: number }),
)

/**
 * Sends a part on the only connection, once there is one, as fast as the socket takes it; answered
 * when the system has it all.
 */
export const playCall = call('play', object({ subprotocol: subprotocolShape, part }), nothing)

/** Ends the connection, so that the next one is another. */
export const releaseCall = call('release', nothing, nothing)
