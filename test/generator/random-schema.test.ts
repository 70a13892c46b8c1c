import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { folderOf, subscriptionTo } from '../check/in-memory-folder.js'
import { generateInMemory } from './generate-in-memory.js'
import { streamOf } from './generated-module.js'
import { OutputFolder } from './output-folder.js'
import { randomMessages } from './random-schema.js'
import { expectRoundTrip } from './round-trip.js'

const output = new OutputFolder('random-schemas')
const nsid = 'com.example.random.subscribeMessages'
const $type = `${nsid}#message`

/** Generates the code of a stream of one message into a module of its own. */
async function generate(defs: { readonly [name: string]: object }, module: string) {
  const document = { lexicon: 1, id: nsid, defs: { main: subscriptionTo(['#message']), ...defs } }
  const files = new Map(await generateInMemory(folderOf(document)))
  files.delete('index.ts')
  output.write(
    [...files].map(([path, text]) => [path === `${nsid}.ts` ? module : path, text] as const),
  )
  return streamOf(await output.import(module))
}

describe('any schema', () => {
  it('has code that compiles and reads back what it writes', { timeout: 60_000 }, async () => {
    let count = 0
    await fc.assert(
      fc.asyncProperty(randomMessages(nsid), async ({ defs, values }) => {
        const stream = await generate(defs, `message${++count}.ts`)
        fc.assert(
          fc.property(values, (value) => expectRoundTrip(stream, { ...value, $type })),
          { numRuns: 40 },
        )
      }),
      // Each schema has to be printed and loaded: few of them, and no search for a smaller one.
      { numRuns: 8, endOnFailure: true },
    )
    expect(await output.compile()).toEqual([])
  })
})
