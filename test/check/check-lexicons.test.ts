import { describe, expect, it } from 'vitest'

import { checkLexicons } from '../../codegen/check/check-lexicons.js'
import { subprotocolTokens } from '../../codegen/load/lexicon.js'
import { subprotocols } from '../../templates/frame/subprotocol.js'
import { checkInMemory, folderOf, lexicon, linesFor, loadInMemory } from './in-memory-folder.js'

const token = { type: 'token' }

describe('checkLexicons', () => {
  it('returns the documents, sorted by path, where there are only warnings', () => {
    const folder = {
      'a/b/d.json': lexicon('d', { x: { type: 'token', colour: 'red' } }),
      'a/b/c.json': lexicon('c', { x: token }),
    }
    const { documents, diagnostics } = checkInMemory(folder)
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['warning'])
    expect(documents).toEqual([
      { file: 'a/b/c.json', lexicon: lexicon('c', { x: token }) },
      { file: 'a/b/d.json', lexicon: lexicon('d', { x: { type: 'token', colour: 'red' } }) },
    ])
  })

  it('returns no document where any has an error', () => {
    const folder = folderOf(lexicon('c', { x: token }), lexicon('d', { x: { type: 'tokn' } }))
    expect(checkInMemory(folder).documents).toEqual([])
  })

  it('returns no document where any file could not be read, and does not report that again', () => {
    const folder = { ...folderOf(lexicon('c', { x: token })), 'a/b/d.json': '{"lexicon": 1,,}' }
    expect(checkInMemory(folder)).toEqual({ diagnostics: [], documents: [] })
  })

  it('does not call a definition unused while a file that may use it could not be read', () => {
    const folder = folderOf(lexicon('c', { main: { type: 'query' }, x: { type: 'string' } }))
    expect(linesFor(folder)).toEqual([
      'a/b/c.json:8:5 defs.x: nothing refers to the definition "x" [warning unused-definition]',
    ])
    expect(linesFor({ ...folder, 'a/b/d.json': '{' })).toEqual([])
  })

  it('accepts an empty folder', () => {
    expect(checkLexicons([])).toEqual({ diagnostics: [], documents: [] })
  })

  it('gives the same result whatever the order of the input', () => {
    const { documents } = loadInMemory({
      'a/b/fooBar.json': lexicon('fooBar', { x: { type: 'x' } }),
      'a/b/foobar.json': lexicon('foobar', { x: token }),
      'a/b/z.json': lexicon('foobar', { x: token }),
      'B/b/c.json': { lexicon: 1, id: 'B.b.c', defs: { x: token } },
    })
    const result = checkLexicons(documents)
    expect(result.diagnostics.map(({ file, rule }) => `${file} ${rule}`)).toEqual([
      'a/b/fooBar.json unknown-type',
      'a/b/foobar.json nsid-collision',
      'a/b/z.json duplicate-nsid',
      'a/b/z.json file-path',
    ])
    expect(checkLexicons(documents.toReversed())).toEqual(result)
  })

  it('accepts what published documents and editors add to a document', () => {
    const published = { $type: 'com.atproto.lexicon.schema', $schema: 'https://example.com/s' }
    expect(linesFor(folderOf({ ...published, ...lexicon('c', { x: token }) }))).toEqual([])
  })

  it('knows the same subprotocols as the runtime', () => {
    expect(subprotocolTokens).toEqual(subprotocols)
  })
})
