// What both entries of the client have in common.
export type { BackoffOptions } from './backoff.js'
export type { Dial, Dialled, DialEnd, DialEvents, DialRequest } from './dial.js'
export type { EndpointOptions } from './endpoint.js'
export type { ErrorAction } from './error-action.js'
export { FailoverError } from './failover/failover-error.js'
export type {
  Failover,
  FailoverOptions,
  FailoverReason,
  HostOrder,
} from './failover/failover-options.js'
export type { HostCheck, HostStanding } from './failover/host-check.js'
export type { WantedSubprotocols } from './offered-subprotocols.js'
export * from './subscribe-error.js'
export type {
  InvalidFrame,
  Reconnection,
  RequiredParams,
  SubscribeOptions,
  UnknownFrame,
} from './subscribe-options.js'
export { NoShardsError } from './no-shards-error.js'
export type { ShardOptions, ShardOrder } from './shard-options.js'
export type { Backfill, Behind, Position } from './position.js'
export { StartError } from './start-error.js'
export type { Start, StartSince } from './start-point.js'
export type { CursorSaverOptions } from './stores/cursor-saver.js'
export { CursorStoreError, type CursorStore, type SavedCursor } from './stores/cursor-store.js'
export { MemoryCursorStore } from './stores/memory-cursor-store.js'
export { Subscription, type ForEachOptions } from './subscription.js'
export { planSubscription, type SubscriptionPlan } from './subscription-plan.js'
export type { CursorMessage } from '../stream/cursor-message.js'
export { tidCursor } from '../stream/tid-cursor.js'
export type { SeqScheme } from '../stream/position.js'
export type { StreamStatus } from '../stream/status.js'
