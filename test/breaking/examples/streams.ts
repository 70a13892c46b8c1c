import { lexicon, objectOf, paramsOf, subscriptionTo } from '../../check/in-memory-folder.js'
import {
  did,
  folders,
  integer,
  mains,
  text,
  versions,
  type RuleExamples,
} from './evolution-example.js'

export const messageRemoved: RuleExamples = {
  breaks: [
    mains(
      'a message goes',
      subscriptionTo(['#one', '#two']),
      subscriptionTo(['#two']),
      'a.b.x#main.message.schema.refs: "#one" was removed [message-removed]',
    ),
    mains(
      'a message that is defined elsewhere goes',
      subscriptionTo(['#one', 'a.b.defs#two']),
      subscriptionTo(['#one']),
      'a.b.x#main.message.schema.refs: "a.b.defs#two" was removed [message-removed]',
    ),
  ],
  keeps: [
    mains(
      'a message comes, and one is referred to in full',
      subscriptionTo(['#one']),
      subscriptionTo(['#two', 'a.b.x#one']),
    ),
  ],
}

export const defaultSubprotocolChanged: RuleExamples = {
  breaks: [
    mains(
      'the default subprotocol changes',
      subscriptionTo(['#one']),
      subscriptionTo(['#one'], { subprotocol: 'xrpc.v1.json' }),
      'a.b.x#main.subprotocol: the default subprotocol was xrpc.v0.cbor, and is xrpc.v1.json now [default-subprotocol-changed]',
    ),
  ],
  keeps: [
    mains(
      'the default subprotocol is named',
      subscriptionTo(['#one']),
      subscriptionTo(['#one'], { subprotocol: 'xrpc.v0.cbor' }),
    ),
  ],
}

const withShards = { parameters: paramsOf({ shard: integer, shardCount: integer }) }
const keyed = objectOf({ did, by: text }, { required: ['did', 'by'] })

/** Two versions of the message of a stream. */
function messages(name: string, before: object, after: object, rest: object, ...lines: string[]) {
  return versions(
    name,
    { main: subscriptionTo(['#m'], rest), m: before },
    { main: subscriptionTo(['#m'], rest), m: after },
    ...lines,
  )
}

const stream = lexicon('x', { main: subscriptionTo(['a.b.defs#m'], withShards) })
const otherStream = lexicon('y', { main: subscriptionTo(['a.b.defs#m'], withShards) })

export const shardKeyChanged: RuleExamples = {
  breaks: [
    messages(
      'a shard key changes from the inferred one',
      keyed,
      { ...keyed, shardKey: 'by' },
      withShards,
      'a.b.x#m.shardKey: the shard key was "did", and is "by" now [shard-key-changed]',
    ),
    messages(
      'a shard key goes',
      { ...keyed, shardKey: 'by', properties: { by: text } },
      { ...keyed, properties: { by: text } },
      withShards,
      'a.b.x#m: the shard key was "by", and is none now [shard-key-changed]',
    ),
    folders(
      'the shard key of a message that is defined elsewhere changes, for two streams',
      [stream, otherStream, lexicon('defs', { m: keyed })],
      [stream, otherStream, lexicon('defs', { m: { ...keyed, shardKey: 'by' } })],
      'a.b.defs#m.shardKey: the shard key was "did", and is "by" now [shard-key-changed]',
    ),
    folders(
      'the shard key of a record that is streamed changes',
      [
        lexicon('x', { main: subscriptionTo(['a.b.post'], withShards) }),
        lexicon('post', { main: { type: 'record', key: 'tid', record: keyed } }),
      ],
      [
        lexicon('x', { main: subscriptionTo(['a.b.post#main'], withShards) }),
        lexicon('post', {
          main: { type: 'record', key: 'tid', record: { ...keyed, shardKey: 'by' } },
        }),
      ],
      'a.b.post#main.record.shardKey: the shard key was "did", and is "by" now [shard-key-changed]',
    ),
  ],
  keeps: [
    messages('the inferred shard key is named', keyed, { ...keyed, shardKey: 'did' }, withShards),
    messages(
      'a shard key changes while there are no shards',
      keyed,
      { ...keyed, shardKey: 'by' },
      {},
    ),
    folders(
      'the shard key of a message that no stream sends changes',
      [stream, lexicon('defs', { m: keyed, other: keyed })],
      [stream, lexicon('defs', { m: keyed, other: { ...keyed, shardKey: 'by' } })],
    ),
    folders(
      'a message goes, and its shard key changes',
      [
        lexicon('x', { main: subscriptionTo(['a.b.defs#m', 'a.b.defs#n'], withShards) }),
        lexicon('defs', { m: keyed, n: keyed }),
      ],
      [stream, lexicon('defs', { m: keyed, n: { ...keyed, shardKey: 'by' } })],
      'a.b.x#main.message.schema.refs: "a.b.defs#n" was removed [message-removed]',
    ),
  ],
}
