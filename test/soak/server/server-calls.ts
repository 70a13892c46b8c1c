import { call } from '../../bench/server/processes/call.js'
import {
  listOf,
  nothing,
  number,
  object,
  text,
  type ShapeOf,
} from '../../bench/server/processes/message-shape.js'
import { bytes } from '../bytes-shape.js'
import { holdings, memory } from './holdings.js'
import { loopLag } from './loop-lag.js'

/** Starts the server with an empty log in a folder. */
export const serveCall = call(
  'serve',
  object({
    folder: text,
    seed: number,
    rate: number,
    /** What messages are made after, in `xrpc.v0.cbor`. */
    frames: listOf(bytes),
  }),
  object({
    port: number,
    /** How many frames the log retains, about. */
    windowFrames: number,
  }),
)

/** Starts to publish, and to measure. */
export const publishCall = call(
  'publish',
  object({ perSecond: number, sampleEveryMs: number }),
  nothing,
)

/** What has happened so far. */
export const glanceCall = call('glance', nothing, object({ lastSeq: number, connections: number }))

const measured = object({
  lastSeq: number,
  /** How many messages were published. */
  messages: number,
  /** How long publishing went on. */
  elapsedMs: number,
  lag: loopLag,
  /** The share of that time which the process spent in write transactions, and in reading the log. */
  writeShare: number,
  readShare: number,
  /** The longest transaction, in milliseconds. */
  longestWriteMs: number,
  transactions: number,
  /** The share of that time in which the process used a core. */
  cpuShare: number,
  /** Taken at a steady interval. */
  samples: listOf(memory),
  maxBufferedBytes: number,
})

export type Measured = ShapeOf<typeof measured>

/** Stops publishing, and says what was measured since it began. */
export const stopCall = call('stop', nothing, measured)

/** What is held once everyone has left. */
export const holdingsCall = call('holdings', nothing, holdings)

const summary = object({
  /** Why the server ended connections, and how often, since it began: `3 consumer-too-slow`. */
  drops: listOf(text),
  /** Positions whose holders the log could not serve any more. */
  tooLate: listOf(number),
  /** How often a frame was encoded for each of the v1 subprotocols. */
  encodedCbor: number,
  encodedJson: number,
  /** What went wrong inside. */
  errors: listOf(text),
})

export type Summary = ShapeOf<typeof summary>

/** What came of it in the end. */
export const summaryCall = call('summary', nothing, summary)
