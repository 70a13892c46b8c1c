import type { StatedRules } from './stated-rule.js'

// What shards ask of servers.

export const shardRules = {
  'shard-count': {
    level: 'shards',
    text: 'The largest shard count MUST be a power of two, from 2 on.',
    reference: 'This proposal, SHD-2',
  },
  'shard-accepted': {
    level: 'shards',
    text: 'A server MUST accept every shard of the largest count that it tells.',
    reference: 'This proposal, SHD-3',
  },
  'shard-refused': {
    level: 'shards',
    text: 'A server MUST refuse a shard that cannot be with HTTP 400 InvalidShard.',
    reference: 'This proposal, SHD-5',
  },
  'shard-alone': {
    level: 'shards',
    text: 'A server MUST refuse shard without shardCount, and shardCount without shard, with HTTP 400 InvalidShard.',
    reference: 'This proposal, SHD-5',
  },
  'shard-complete': {
    level: 'shards',
    text: 'Every message that has a shard key MUST go to exactly one shard of a count.',
    reference: 'This proposal, SHD-4',
    needs: 'a stream that retains messages',
  },
  'shard-keyless': {
    level: 'shards',
    text: 'Every message that has no shard key MUST go to every shard of a count.',
    reference: 'This proposal, SHD-4',
    needs: 'a stream that retains messages without a shard key',
  },
  'shard-assigned': {
    level: 'shards',
    text: 'The shard of a message MUST be the one that the top bits of the SHA-256 of its shard key name.',
    reference: 'This proposal, SHD-1',
    needs: 'a stream that retains messages',
  },
  'shard-slot-bits': {
    level: 'shards',
    text: 'In numbers of the scheme unix-micros the lowest bits, as many as name a slot, MUST hold the slot of the message.',
    reference: 'This proposal, SEQ-4',
    needs: 'a stream that retains messages',
  },
} as const satisfies StatedRules
