import { schemas } from '@atproto/api'
import { beforeAll, describe, expect, it } from 'vitest'

import { checkLexicons } from '../../codegen/check/check-lexicons.js'
import { emitModel } from '../../codegen/emit/emit-model.js'
import { buildModel } from '../../codegen/model/build-model.js'
import type { Model } from '../../codegen/model/model.js'
import { folderOf, loadInMemory } from '../check/in-memory-folder.js'
import { comparable } from '../wire/comparable.js'
import { queryOf, streamOf } from './generated-module.js'
import { OutputFolder } from './output-folder.js'

// All documents that `@atproto/api` was made from, as they are published.
const output = new OutputFolder('published')
let model: Model = { documents: [] }

beforeAll(async () => {
  const { documents, diagnostics } = checkLexicons(loadInMemory(folderOf(...schemas)).documents)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  model = buildModel(documents)
  output.write(await emitModel(model))
}, 120_000)

describe('the published lexicons', () => {
  it('are all there', () => {
    expect(schemas.length).toBeGreaterThan(380)
    expect(model.documents.filter(({ stream }) => stream).map(({ nsid }) => nsid)).toEqual([
      'chat.bsky.moderation.subscribeModEvents',
      'com.atproto.label.subscribeLabels',
      'com.atproto.sync.subscribeRepos',
    ])
    const queries = schemas.filter(({ defs }) => 'main' in defs && defs.main.type === 'query')
    expect(model.documents.filter(({ query }) => query)).toHaveLength(queries.length)
  })

  it('make code that compiles under strict settings', async () => {
    expect(await output.compile()).toEqual([])
  })

  it('make code that loads, though documents refer to each other in circles', async () => {
    const index = new Map<string, unknown>(Object.entries(await output.import('index.ts')))
    for (const { namespace, nsid, stream, query } of model.documents) {
      const module = index.get(namespace)
      if (typeof module !== 'object' || module === null) throw new Error(`no ${namespace}`)
      if (stream) expect(streamOf(module).nsid).toBe(nsid)
      if (query) expect(queryOf(module).nsid).toBe(nsid)
    }
  })

  it('read and write a feed with all that can be in it', async () => {
    const { output: codec } = queryOf(await output.import('app.bsky.feed.getTimeline.ts'))
    const author = { did: 'did:web:a.example', handle: 'a.example' }
    const post = {
      uri: 'at://did:web:a.example/app.bsky.feed.post/3jzfcijpj2z2a',
      cid: 'bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq',
      author,
      record: { $type: 'app.bsky.feed.post', text: 'x', createdAt: '2026-11-23T15:54:00Z' },
      indexedAt: '2026-11-23T15:54:00Z',
    }
    const timeline = {
      cursor: 'next',
      feed: [
        {
          post: {
            ...post,
            embed: {
              $type: 'app.bsky.embed.record#view',
              record: {
                $type: 'app.bsky.embed.record#viewNotFound',
                uri: post.uri,
                notFound: true,
              },
            },
          },
          reason: {
            $type: 'app.bsky.feed.defs#reasonRepost',
            by: author,
            indexedAt: post.indexedAt,
          },
        },
        { post: { ...post, embed: { $type: 'com.example.unheard#of', deep: [{ a: null }] } } },
      ],
    }
    expect(comparable(codec.decode(codec.encode(timeline)))).toEqual(comparable(timeline))
    expect(comparable(codec.decode(JSON.stringify(timeline)))).toEqual(comparable(timeline))
    expect(() => codec.decode('{"feed":[{"post":{}}]}')).toThrow(
      'feed[0].post: required field uri is missing',
    )
  })
})
