import { describe, expect, it } from 'vitest'

import type { OutEntry } from '../../codegen/write/out-folder.js'
import { planChanges } from '../../codegen/write/plan-changes.js'

const own = (text?: string): OutEntry => ({ kind: 'generated-file', text })
const folder: OutEntry = { kind: 'folder' }
const foreign: OutEntry = { kind: 'foreign-file' }
const link: OutEntry = { kind: 'link' }

function plan(
  entries: Readonly<Record<string, OutEntry>>,
  files: Readonly<Record<string, string>>,
  { foldsCase = false, out = 'out' } = {},
) {
  return planChanges(
    { folder: out, entries: new Map(Object.entries(entries)), foldsCase },
    new Map(Object.entries(files)),
  )
}

describe('planChanges', () => {
  it('tells what is new, what differs, what is as it was and what is stale', () => {
    expect(
      plan(
        {
          'b.ts': own('old'),
          'a.ts': own('same'),
          'stale.ts': own(),
          runtime: folder,
          'runtime/stale.ts': own(),
          'notes.md': foreign,
        },
        { 'new.ts': 'n', 'b.ts': 'new', 'a.ts': 'same' },
      ),
    ).toEqual({
      written: [
        { path: 'b.ts', text: 'new', previous: 'old', spelt: undefined },
        { path: 'new.ts', text: 'n', previous: undefined, spelt: undefined },
      ],
      deleted: ['runtime/stale.ts', 'stale.ts'],
      unchanged: ['a.ts'],
    })
  })

  it('takes a file whose line ends became CRLF for unchanged', () => {
    expect(plan({ 'a.ts': own('x\r\ny\r\n') }, { 'a.ts': 'x\ny\n' }).unchanged).toEqual(['a.ts'])
  })

  it.each([
    [
      'a file of somebody else',
      { 'a.ts': foreign },
      'out/a.ts: this file was not made by lexstream and would be overwritten; move it away or delete it, or choose another output folder',
    ],
    [
      'a link instead of the file',
      { 'a.ts': link },
      'out/a.ts: this is a symbolic link, which could lead out of the output folder; move it away or delete it, or choose another output folder',
    ],
    [
      'a folder instead of the file',
      { 'a.ts': folder },
      'out/a.ts: this is a folder where a file is needed; move it away or delete it, or choose another output folder',
    ],
    [
      'a link instead of a folder',
      { sub: link },
      'out/sub: this is a symbolic link, which could lead out of the output folder; move it away or delete it, or choose another output folder',
    ],
    [
      'a file instead of a folder',
      { sub: foreign },
      'out/sub: this is a file where a folder is needed; move it away or delete it, or choose another output folder',
    ],
  ])('refuses %s', (_name, entries, message) => {
    expect(() => plan(entries, { 'a.ts': 'x', 'sub/b.ts': 'x', 'sub/c.ts': 'x' })).toThrow(
      expect.objectContaining({ name: 'OutFolderError', message, partlyWritten: false }),
    )
  })

  it('names everything that is in the way at once', () => {
    expect(() =>
      plan({ 'b.ts': foreign, 'a.ts': foreign }, { 'b.ts': '', 'a.ts': '' }, { out: 'o/' }),
    ).toThrow(
      expect.objectContaining({
        refusals: [
          expect.objectContaining({ path: 'o/a.ts' }),
          expect.objectContaining({ path: 'o/b.ts' }),
        ],
      }),
    )
  })

  describe('where the file system tells letters apart', () => {
    it('deletes a.ts when A.ts takes its place', () => {
      expect(plan({ 'a.ts': own() }, { 'A.ts': 'x' })).toEqual({
        written: [{ path: 'A.ts', text: 'x', previous: undefined, spelt: undefined }],
        deleted: ['a.ts'],
        unchanged: [],
      })
    })
  })

  describe('where the file system takes a.ts and A.ts for the same', () => {
    it('spells a.ts anew and does not delete it, though the text be the same', () => {
      expect(plan({ 'a.ts': own('x') }, { 'A.ts': 'x' }, { foldsCase: true })).toEqual({
        written: [{ path: 'A.ts', text: 'x', previous: 'x', spelt: 'a.ts' }],
        deleted: [],
        unchanged: [],
      })
    })

    it('finds the files of a folder that is spelt otherwise', () => {
      expect(
        plan({ Sub: folder, 'Sub/a.ts': own('x') }, { 'sub/a.ts': 'x' }, { foldsCase: true }),
      ).toEqual({
        written: [{ path: 'sub/a.ts', text: 'x', previous: 'x', spelt: 'Sub/a.ts' }],
        deleted: [],
        unchanged: [],
      })
    })

    it("refuses to overwrite somebody's INDEX.ts with index.ts", () => {
      expect(() => plan({ 'INDEX.ts': foreign }, { 'index.ts': 'x' }, { foldsCase: true })).toThrow(
        'out/INDEX.ts: this file was not made by lexstream',
      )
    })
  })
})
