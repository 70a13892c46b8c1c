import {
  ConnectError,
  ProtocolError,
  SequenceOrderError,
  StreamError,
  SubscribeError,
} from '../../templates/client/subscribe-error.js'
import { DecodeError } from '../../templates/errors.js'
import { printable } from '../printable.js'

/** Why a stream came to its end, in one line for a terminal; absent for errors of the program itself. */
export function explainEnd(error: unknown): string | undefined {
  if (error instanceof StreamError)
    return `the server ended the stream: ${printable(error.message)}`
  if (error instanceof ConnectError) return `cannot connect: ${printable(error.message)}`
  if (error instanceof ProtocolError || error instanceof SequenceOrderError)
    return `the server broke the protocol: ${printable(error.message)}`
  if (error instanceof SubscribeError) return printable(error.message)
  if (error instanceof DecodeError) {
    return `the server broke the protocol: a frame cannot be read: ${printable(error.message)}`
  }
  return undefined
}
