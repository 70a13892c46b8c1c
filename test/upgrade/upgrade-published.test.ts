import { existsSync, readFileSync } from 'node:fs'
import { schemas } from '@atproto/api'
import { beforeAll, describe, expect, it } from 'vitest'

import { checkLexicons } from '../../codegen/check/check-lexicons.js'
import { isJsonObject } from '../../codegen/load/json-value.js'
import { upgradeLexicon } from '../../codegen/upgrade/upgrade-lexicon.js'
import { loadInMemory } from '../check/in-memory-folder.js'
import { printed, type Layout } from './random-layout.js'
import { publishedStreams, tidy, without, type PublishedStream } from './published-streams.js'

// What our own documents have that the rules by themselves do not give.
const options = { shardKeys: ['convoId', 'actorDid'], shardsWithoutKey: true }

const fewLines: Layout = {
  unit: '  ',
  lineBreak: '\n',
  colon: ': ',
  space: ' ',
  containers: ['hugged', 'line', 'spread', 'line', 'line'],
  offsets: [0, 1],
  escaped: [false],
  around: ['', '\n'],
}

let streams: readonly PublishedStream[] = []
beforeAll(async () => {
  streams = await publishedStreams()
})

/** A document without its descriptions, with its lists in one order. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value
    return items.map(shape).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  }
  if (!isJsonObject(value)) return value
  const members = Object.entries(value).filter(
    ([name, member]) => name !== 'description' || typeof member !== 'string',
  )
  return Object.fromEntries(members.map(([name, member]) => [name, shape(member)]))
}

function documentOf(text: string): unknown {
  const document: unknown = JSON.parse(text)
  return document
}

describe(`the published streams${without}, upgraded`, () => {
  it('have the shape of our own lexicons', () => {
    const compared = streams.flatMap(({ nsid, text }) => {
      const path = `lexicons/${nsid.replaceAll('.', '/')}.json`
      if (!existsSync(path)) return []
      const ours: unknown = JSON.parse(readFileSync(path, 'utf8'))
      const upgraded = upgradeLexicon(text, options)
      expect(shape(documentOf(upgraded.text)), nsid).toEqual(shape(ours))
      expect(upgraded.notes, nsid).toEqual([])
      return [nsid]
    })
    expect(compared.length).toBeGreaterThanOrEqual(3)
  })

  it.each([
    ['as they are laid out', (text: string) => text],
    ['on one line', (text: string) => JSON.stringify(documentOf(text))],
    ['on few lines', (text: string) => printed(documentOf(text), fewLines)],
  ])('pass the check among all of @atproto/api and the canonical #cursor: %s', (_name, lay) => {
    const folder = Object.fromEntries<unknown>(
      schemas.map((schema) => [`${schema.id.replaceAll('.', '/')}.json`, schema]),
    )
    folder['com/atproto/stream/defs.json'] = readFileSync(
      'lexicons/com/atproto/stream/defs.json',
      'utf8',
    )
    const files = streams.map(({ nsid, text }) => {
      const file = `${nsid.replaceAll('.', '/')}.json`
      folder[file] = upgradeLexicon(lay(text)).text
      return file
    })
    const { documents, diagnostics } = loadInMemory(folder)
    const found = [...diagnostics, ...checkLexicons(documents).diagnostics]
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(found.filter(({ file }) => files.includes(file))).toEqual([])
  })

  it('stay laid out as they were', async () => {
    for (const { nsid, text } of streams) {
      const upgraded = upgradeLexicon(text, options).text
      expect(await tidy(upgraded), nsid).toBe(upgraded)
    }
  })

  it('lose nothing: what was there is there, in its order', () => {
    for (const { nsid, text } of streams) {
      const lines = upgradeLexicon(text, options).text.split('\n')
      const missing = text.split('\n').filter((line) => {
        const at = lines.findIndex((each) => each.replace(/,$/, '') === line.replace(/,$/, ''))
        if (at === -1) return true
        lines.splice(0, at + 1)
        return false
      })
      // The lists on one line that got longer.
      expect(
        missing.filter((line) => !/"(refs|errors)": \[.*\]/.test(line)),
        nsid,
      ).toEqual([])
    }
  })

  it('do not change a second time', () => {
    for (const { nsid, text } of streams) {
      const once = upgradeLexicon(text, options).text
      expect(upgradeLexicon(once, options), nsid).toMatchObject({
        text: once,
        added: [],
        notes: [],
      })
    }
  })

  it.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['tabs', (text: string) => indentBy(text, '\t')],
    ['four spaces', (text: string) => indentBy(text, '    ')],
    ['no line break at the end', (text: string) => text.trimEnd()],
  ])('take over the layout of their text: %s', (_name, lay) => {
    for (const { nsid, text } of streams) {
      // Lists on one line may be cut elsewhere where lines are longer.
      const spread = JSON.stringify(documentOf(text), null, 2)
      const upgraded = upgradeLexicon(lay(`${spread}\n`), {
        ...options,
        parts: ['shards', 'errors'],
      })
      const expected = upgradeLexicon(`${spread}\n`, { ...options, parts: ['shards', 'errors'] })
      expect(upgraded.text, nsid).toBe(lay(expected.text))
    }
  })

  it('stay on one line where they are on one', () => {
    for (const { nsid, text } of streams) {
      const minified = JSON.stringify(documentOf(text))
      const upgraded = upgradeLexicon(minified, options).text
      expect(upgraded, nsid).toBe(JSON.stringify(documentOf(upgraded)))
      expect(documentOf(upgraded), nsid).toEqual(documentOf(upgradeLexicon(text, options).text))
    }
  })
})

function indentBy(text: string, unit: string): string {
  return text.replaceAll(/^ +/gm, (spaces) => unit.repeat(spaces.length / 2))
}
