import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'

import { isJsonObject } from '../../codegen/load/json-value.js'
import { objectAt } from '../../codegen/upgrade/stream-facts.js'
import { upgradeLexicon } from '../../codegen/upgrade/upgrade-lexicon.js'
import { publishedStreams } from './published-streams.js'

type Json = Readonly<Record<string, unknown>>

/** A lexicon with a subscription that has nothing, or little, of what an upgrade adds. */
export interface BareStream {
  /** What a counterexample shows of it. */
  readonly [fc.toStringMethod]: () => string
  readonly value: unknown
  /** What an upgrade of its text makes of it where each member has a line of its own. */
  readonly upgraded: { readonly value: unknown; readonly added: readonly string[] }
}

const own = [
  'com/atproto/sync/subscribeRepos',
  'com/atproto/label/subscribeLabels',
  'chat/bsky/moderation/subscribeModEvents',
  'network/bsky/jetstream/subscribeEvents',
]

/** The streams that others have published, and our own less what they have more. */
export async function bareStreams(): Promise<readonly BareStream[]> {
  const published = (await publishedStreams()).map(({ text }) => text)
  const ours = own.map((path) => bare(readFileSync(`lexicons/${path}.json`, 'utf8')))
  return [...published, ...ours].map((text) => bareStream(JSON.parse(text)))
}

/** Short ones, with one thing or another of what an upgrade adds. */
export function smallStreams(): readonly BareStream[] {
  const message = { schema: { type: 'union', refs: ['#note'] } }
  const cursor = { type: 'integer' }
  const errors = [{ name: 'FutureCursor' }, { name: 'ConsumerTooSlow' }]
  const mains: readonly Json[] = [
    { message },
    { parameters: { type: 'params', properties: { cursor } }, message },
    { parameters: { type: 'params', properties: {}, required: [] }, message, errors: [] },
    { message, errors, description: 'Notes.' },
    { errors, message, parameters: { type: 'params', properties: { cursor } } },
  ]
  return mains.flatMap((main) =>
    ['did', 'author'].map((key) => {
      const note = {
        type: 'object',
        required: ['seq', key],
        properties: { seq: { type: 'integer' }, [key]: { type: 'string', format: 'did' } },
      }
      return bareStream({
        lexicon: 1,
        id: 'com.example.subscribeNotes',
        defs: { main: { type: 'subscription', ...main }, note },
      })
    }),
  )
}

function bareStream(value: unknown): BareStream {
  const { text, added } = upgradeLexicon(JSON.stringify(value, undefined, 2))
  const shown = isJsonObject(value) ? objectAt(objectAt(value, 'defs'), 'main') : {}
  return {
    [fc.toStringMethod]: () => JSON.stringify(shown),
    value,
    upgraded: { value: JSON.parse(text), added },
  }
}

function bare(text: string): string {
  const document: unknown = JSON.parse(text)
  if (!isJsonObject(document)) throw new Error('no lexicon')
  const defs = objectAt(document, 'defs')
  const main = objectAt(defs, 'main')
  const parameters = objectAt(main, 'parameters')
  const message = objectAt(main, 'message')
  const schema = objectAt(message, 'schema')
  const { shard: _shard, shardCount: _count, ...properties } = objectAt(parameters, 'properties')
  const refs: unknown = schema['refs']
  const { cursor: _cursor, ...others } = defs
  const { errors: _errors, ...rest } = main
  return JSON.stringify({
    ...document,
    defs: {
      ...others,
      main: {
        ...rest,
        parameters: { ...parameters, properties },
        message: {
          ...message,
          schema: {
            ...schema,
            refs: Array.isArray(refs) ? refs.filter((ref) => ref !== '#cursor') : refs,
          },
        },
      },
    },
  })
}
