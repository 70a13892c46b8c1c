import type { Case } from './case.js'
import { folderOf, lexicon, objectOf, paramsOf, subscriptionTo } from './in-memory-folder.js'

const integer = { type: 'integer' }
const text = { type: 'string' }
const sequenced = objectOf({ seq: integer }, { required: ['seq'] })
const withCursor = { parameters: paramsOf({ cursor: integer }) }

const canonical = {
  lexicon: 1,
  id: 'com.atproto.stream.defs',
  defs: {
    cursor: {
      type: 'object',
      description: 'The canonical one.',
      required: ['cursor', 'live'],
      properties: {
        cursor: { type: 'integer', minimum: 0 },
        live: { type: 'boolean' },
        description: { type: 'string', knownValues: ['a', 'b'] },
        next: { type: 'ref', ref: '#cursor' },
        properties: { type: 'null', description: 'Not about the properties.' },
      },
    },
  },
}

const streamWith = (cursor: unknown) =>
  lexicon('c', { main: subscriptionTo(['#cursor', '#m'], withCursor), cursor, m: sequenced })

/** What is particular to subscriptions. */
export const streamCases: readonly Case[] = [
  {
    name: 'a stream as it should be',
    folder: folderOf(
      canonical,
      lexicon('c', {
        main: subscriptionTo(['#m', '#cursor'], {
          subprotocol: 'xrpc.v1.json',
          parameters: paramsOf({ cursor: integer, shard: integer, shardCount: integer }),
        }),
        m: objectOf({ did: text, seq: integer }, { required: ['seq', 'did'], shardKey: 'did' }),
        cursor: {
          description: 'Its own words.',
          properties: {
            next: { type: 'ref', ref: 'com.atproto.stream.defs#cursor', description: 'x' },
            description: { type: 'string', knownValues: ['b', 'a'] },
            live: { type: 'boolean' },
            properties: { type: 'null', description: 'Other words.' },
            cursor: { minimum: 0, type: 'integer' },
          },
          required: ['live', 'cursor'],
          type: 'object',
        },
      }),
    ),
    lines: [
      "a/b/c.json:67:19 defs.cursor.properties.properties.type: @atproto/lexicon refuses this document: Invalid discriminator value. Expected 'array' | 'boolean' | 'integer' | 'string' | 'unknown' | 'bytes' | 'cid-link' | 'ref' | 'union' | 'blob' [warning upstream-parser]",
      "com/atproto/stream/defs.json:32:19 defs.cursor.properties.properties.type: @atproto/lexicon refuses this document: Invalid discriminator value. Expected 'array' | 'boolean' | 'integer' | 'string' | 'unknown' | 'bytes' | 'cid-link' | 'ref' | 'union' | 'blob' [warning upstream-parser]",
    ],
  },
  {
    name: 'a #cursor that differs from the canonical one',
    folder: folderOf(
      canonical,
      streamWith({
        type: 'object',
        required: ['cursor', 'extra'],
        properties: {
          cursor: { type: 'integer', minimum: 1 },
          live: { type: 'integer' },
          extra: { type: 'null' },
          next: { type: 'ref', ref: '#cursor' },
        },
      }),
    ),
    lines: [
      'a/b/c.json:27:19 defs.cursor.required: #cursor must equal com.atproto.stream.defs#cursor: the string "live" is missing [error cursor-definition]',
      'a/b/c.json:29:9 defs.cursor.required[1]: #cursor must equal com.atproto.stream.defs#cursor: the string "extra" must not be there [error cursor-definition]',
      'a/b/c.json:31:21 defs.cursor.properties: #cursor must equal com.atproto.stream.defs#cursor: "description" is missing [error cursor-definition]',
      'a/b/c.json:31:21 defs.cursor.properties: #cursor must equal com.atproto.stream.defs#cursor: "properties" is missing [error cursor-definition]',
      'a/b/c.json:34:22 defs.cursor.properties.cursor.minimum: #cursor must equal com.atproto.stream.defs#cursor: must be the number 0, not the number 1 [error cursor-definition]',
      'a/b/c.json:37:19 defs.cursor.properties.live.type: #cursor must equal com.atproto.stream.defs#cursor: must be the string "boolean", not the string "integer" [error cursor-definition]',
      'a/b/c.json:39:9 defs.cursor.properties.extra: #cursor must equal com.atproto.stream.defs#cursor: "extra" must not be there [error cursor-definition]',
      'a/b/c.json:44:18 defs.cursor.properties.next.ref: #cursor must equal com.atproto.stream.defs#cursor: must be the string "com.atproto.stream.defs#cursor", not the string "a.b.c#cursor" [error cursor-definition]',
      "com/atproto/stream/defs.json:32:19 defs.cursor.properties.properties.type: @atproto/lexicon refuses this document: Invalid discriminator value. Expected 'array' | 'boolean' | 'integer' | 'string' | 'unknown' | 'bytes' | 'cid-link' | 'ref' | 'union' | 'blob' [warning upstream-parser]",
    ],
  },
  {
    name: 'a #cursor of another type',
    folder: folderOf(canonical, streamWith({ type: 'object', properties: {} })),
    lines: [
      'a/b/c.json:25:15 defs.cursor: #cursor must equal com.atproto.stream.defs#cursor: "required" is missing [error cursor-definition]',
      'a/b/c.json:27:21 defs.cursor.properties: #cursor must equal com.atproto.stream.defs#cursor: "cursor" is missing [error cursor-definition]',
      'a/b/c.json:27:21 defs.cursor.properties: #cursor must equal com.atproto.stream.defs#cursor: "description" is missing [error cursor-definition]',
      'a/b/c.json:27:21 defs.cursor.properties: #cursor must equal com.atproto.stream.defs#cursor: "live" is missing [error cursor-definition]',
      'a/b/c.json:27:21 defs.cursor.properties: #cursor must equal com.atproto.stream.defs#cursor: "next" is missing [error cursor-definition]',
      'a/b/c.json:27:21 defs.cursor.properties: #cursor must equal com.atproto.stream.defs#cursor: "properties" is missing [error cursor-definition]',
      "com/atproto/stream/defs.json:32:19 defs.cursor.properties.properties.type: @atproto/lexicon refuses this document: Invalid discriminator value. Expected 'array' | 'boolean' | 'integer' | 'string' | 'unknown' | 'bytes' | 'cid-link' | 'ref' | 'union' | 'blob' [warning upstream-parser]",
    ],
  },
  {
    name: 'a #cursor where the canonical one is not among the documents',
    folder: folderOf(streamWith(objectOf({ position: integer }))),
    lines: [],
  },
  {
    name: 'a definition called cursor that is no message',
    folder: folderOf(
      canonical,
      lexicon('c', {
        main: subscriptionTo(['#m'], withCursor),
        m: objectOf({ seq: integer, at: { type: 'ref', ref: '#cursor' } }, { required: ['seq'] }),
        cursor: text,
      }),
    ),
    lines: [
      "com/atproto/stream/defs.json:32:19 defs.cursor.properties.properties.type: @atproto/lexicon refuses this document: Invalid discriminator value. Expected 'array' | 'boolean' | 'integer' | 'string' | 'unknown' | 'bytes' | 'cid-link' | 'ref' | 'union' | 'blob' [warning upstream-parser]",
    ],
  },
  {
    name: 'a cursor without a seq',
    folder: folderOf(lexicon('c', { main: subscriptionTo(['#m'], withCursor), m: objectOf({}) })),
    lines: [
      'a/b/c.json:18:11 defs.main.parameters.properties.cursor: there is a parameter "cursor", but no message has a "seq" [error cursor-without-seq]',
    ],
  },
  {
    name: 'a seq without a cursor, or with one of another type',
    folder: folderOf(
      lexicon('c', { main: subscriptionTo(['#m']), m: sequenced }),
      lexicon('d', {
        main: subscriptionTo(['a.b.c#m'], { parameters: paramsOf({ cursor: text }) }),
      }),
    ),
    lines: [
      'a/b/c.json:5:5 defs.main: messages have a "seq", but there is no integer parameter "cursor" [warning seq-without-cursor]',
      'a/b/d.json:5:5 defs.main: messages have a "seq", but there is no integer parameter "cursor" [warning seq-without-cursor]',
    ],
  },
  {
    name: 'an opaque cursor needs no seq',
    folder: folderOf(
      lexicon('c', {
        main: subscriptionTo(['#m'], { parameters: paramsOf({ cursor: text }) }),
        m: objectOf({}),
      }),
    ),
    lines: [],
  },
  {
    name: 'a seq that is no sequence number',
    folder: folderOf(
      lexicon('c', {
        main: subscriptionTo(['#m', '#n', '#o'], withCursor),
        m: objectOf({ seq: text }, { required: ['seq'] }),
        n: objectOf({ seq: integer }),
        o: sequenced,
      }),
    ),
    lines: [
      'a/b/c.json:32:9 defs.m.properties.seq: a sequence number must be an integer, required and not nullable ("a.b.c#m" is taken for an unsequenced message) [warning seq-shape]',
      'a/b/c.json:40:9 defs.n.properties.seq: a sequence number must be an integer, required and not nullable ("a.b.c#n" is taken for an unsequenced message) [warning seq-shape]',
    ],
  },
  {
    name: 'an unknown message says nothing about seq',
    folder: folderOf(lexicon('c', { main: subscriptionTo(['#n'], withCursor) })),
    lines: [
      'a/b/c.json:11:13 defs.main.message.schema.refs[0]: unknown ref "#n" [error unknown-ref]',
    ],
  },
  {
    name: 'an unknown subprotocol, near a known one and far from any',
    folder: folderOf(
      lexicon('c', {
        main: subscriptionTo(['#m'], { ...withCursor, subprotocol: 'xrpc.v1.jsn' }),
        m: sequenced,
      }),
      lexicon('d', {
        main: subscriptionTo(['a.b.c#m'], { ...withCursor, subprotocol: 'graphql-ws' }),
      }),
    ),
    lines: [
      'a/b/c.json:23:22 defs.main.subprotocol: unknown subprotocol "xrpc.v1.jsn" (did you mean "xrpc.v1.json"?) [error subprotocol]',
      'a/b/d.json:23:22 defs.main.subprotocol: unknown subprotocol "graphql-ws" (it can be xrpc.v0.cbor, xrpc.v1.cbor or xrpc.v1.json) [error subprotocol]',
    ],
  },
  {
    name: 'shard parameters that are alone or of another type',
    folder: folderOf(
      lexicon('c', {
        main: subscriptionTo(['a.b.e#m'], {
          parameters: paramsOf({ cursor: integer, shard: text }),
        }),
      }),
      lexicon('d', {
        main: subscriptionTo(['a.b.e#m'], {
          parameters: paramsOf({ cursor: integer, shardCount: integer }),
        }),
      }),
      lexicon('e', { m: sequenced }),
    ),
    lines: [
      'a/b/c.json:21:11 defs.main.parameters.properties.shard: the parameter "shard" must be accompanied by "shardCount" [error shard-parameters]',
      'a/b/c.json:22:21 defs.main.parameters.properties.shard.type: the parameter "shard" must be an integer, not "string" [error shard-parameters]',
      'a/b/d.json:21:11 defs.main.parameters.properties.shardCount: the parameter "shardCount" must be accompanied by "shard" [error shard-parameters]',
    ],
  },
  {
    name: 'shard keys that are unknown, of another type, optional or nullable',
    folder: folderOf(
      lexicon('c', {
        a: objectOf({ repo: text }, { required: ['repo'], shardKey: 'rep' }),
        b: objectOf({ repo: integer }, { required: ['repo'], shardKey: 'repo' }),
        c: objectOf({ repo: text }, { shardKey: 'repo' }),
        d: objectOf({ repo: text }, { required: ['repo'], nullable: ['repo'], shardKey: 'repo' }),
        e: objectOf({}, { shardKey: 'toString' }),
      }),
    ),
    lines: [
      'a/b/c.json:10:19 defs.a.shardKey: shardKey names "rep", which is not a property (did you mean "repo"?) [error shard-key]',
      'a/b/c.json:22:19 defs.b.shardKey: the shard key "repo" must be a string, not "integer" [error shard-key]',
      'a/b/c.json:31:19 defs.c.shardKey: the shard key "repo" must be required [error shard-key]',
      'a/b/c.json:46:19 defs.d.shardKey: the shard key "repo" must not be nullable [error shard-key]',
      'a/b/c.json:55:19 defs.e.shardKey: shardKey names "toString", which is not a property [error shard-key]',
    ],
  },
]
