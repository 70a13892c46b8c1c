// What a program that serves streams needs; it runs on Node.
export { AppendError } from './append-error.js'
export type { AuthHook } from './auth-hook.js'
export type {
  HandlerContext,
  HandlerCursor,
  HandlerOptions,
  HandlerSettings,
  HandlerStatus,
} from './handler-options.js'
export type { LogFields, StreamLogger } from './logging/stream-logger.js'
export { MemoryLog, type MemoryLogOptions } from './memory-log.js'
export type { DropReason } from './metrics/drop-reason.js'
export type { PartStats } from './metrics/part-meter.js'
export {
  registerMetrics,
  type MetricsRegistry,
  type RegisteredMetric,
} from './metrics/prometheus.js'
export type { RefusalCount } from './metrics/refusal-meter.js'
export type { ServerStats } from './metrics/server-stats.js'
export type { StreamStats } from './metrics/stream-meter.js'
export type { MountOptions, MountSettings } from './mount-options.js'
export type { MountedHandler } from './mounted-handler.js'
export type { MountedStream } from './mounted-stream.js'
export { Publisher, type PublisherOptions } from './publisher.js'
export { RefusalError } from './refusal-error.js'
export { forbidden, unauthorized, type Refusal } from './refusal.js'
export type { ServerLimits } from './server-limits.js'
export type { RetentionLimits } from './retention.js'
export { slotOfKey } from './shard-slot.js'
export { SourceError } from './source-error.js'
export { StreamError } from './stream-error.js'
export {
  StreamServer,
  type StreamServerCloseOptions,
  type StreamServerOptions,
} from './stream-server.js'
export type {
  PendingFrames,
  ReadRequest,
  ReadResult,
  StoredFrame,
  StreamLog,
  StreamSource,
} from './stream-source.js'
export type { SeqScheme, StreamPosition } from '../stream/position.js'
export {
  counterSequencer,
  unixMicrosSequencer,
  type Sequencer,
  type SequencerOptions,
  type UnixMicrosOptions,
} from '../stream/sequencer.js'
export type { StreamStatus } from '../stream/status.js'
