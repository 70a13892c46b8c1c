import type { TypedMessage } from '../stream/descriptor.js'
import type { FeedEvents } from './feed.js'
import { HostFeed } from './host-feed.js'
import type { PolledFeed } from './polled-feed.js'
import { shardUrl, wantedShards } from './shard-options.js'
import { ShardedFeed } from './sharded-feed.js'
import type { HostFeedPlan } from './subscription-plan.js'

/** The messages of a stream from one host: over one connection, or over one for each shard. */
export function feedOfHost<M extends TypedMessage>(
  plan: HostFeedPlan<M>,
  events: FeedEvents<M>,
): PolledFeed<M> {
  const { shard, shards } = plan.options
  const wanted = wantedShards(plan.options)
  if (wanted !== undefined) return new ShardedFeed(plan, events, wanted)
  if (shard === undefined && shards === undefined) return new HostFeed(plan, events)
  // The only shard is the whole stream, whatever its parameters say.
  return new HostFeed({ ...plan, url: (cursor) => shardUrl(plan.url(cursor), undefined) }, events)
}
