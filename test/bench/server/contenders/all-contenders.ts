import { oneOf, type ShapeOf } from '../processes/message-shape.js'
import { atprotoXrpcServer } from './atproto-xrpc-server.js'
import { bareWs } from './bare-ws.js'
import type { Contender } from './contender.js'
import { generatedStream } from './generated-stream.js'

export const isContenderName = oneOf('lexstream', '@atproto/xrpc-server', 'bare ws')

export type ContenderName = ShapeOf<typeof isContenderName>

const makers: Readonly<Record<ContenderName, () => Promise<Contender>>> = {
  lexstream: generatedStream,
  '@atproto/xrpc-server': atprotoXrpcServer,
  'bare ws': bareWs,
}

/** Starts a contender in this process. */
export function startContender(name: ContenderName): Promise<Contender> {
  return makers[name]()
}
