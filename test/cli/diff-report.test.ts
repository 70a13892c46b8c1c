import { describe, expect, it } from 'vitest'

import { reportDifferences } from '../../codegen/write/diff-report.js'
import type { DiffLimits } from '../../codegen/write/diff-report.js'
import type { Changes, FileChange } from '../../codegen/write/plan-changes.js'

function change(path: string, previous: string | undefined, text: string): FileChange {
  return { path, text, previous, spelt: undefined }
}

function report(changes: Partial<Changes>, limits?: Partial<DiffLimits>): string[] {
  const all = { written: [], deleted: [], unchanged: [], ...changes }
  const given = { perFile: 100, total: 100, listed: 100, ...limits }
  return reportDifferences('out', all, limits && given).map(({ text }) => text)
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${from + index}\n`).join('')

describe('reportDifferences', () => {
  it('has nothing to say where nothing differs', () => {
    expect(report({ unchanged: ['a.ts'] })).toEqual([])
  })

  it('prints a unified diff with three lines of context, from what is to what would be', () => {
    const previous = numbers(1, 9)
    expect(report({ written: [change('a.ts', previous, previous.replace('5', 'five'))] })).toEqual([
      '--- out/a.ts',
      '+++ out/a.ts (generated)',
      '@@ -2,7 +2,7 @@',
      ' 2',
      ' 3',
      ' 4',
      '-5',
      '+five',
      ' 6',
      ' 7',
      ' 8',
    ])
  })

  it('does not count line ends, and shows a missing last one', () => {
    expect(report({ written: [change('a.ts', 'x\r\ny\r\n', 'x\nz')] })).toEqual([
      '--- out/a.ts',
      '+++ out/a.ts (generated)',
      '@@ -1,2 +1,2 @@',
      ' x',
      '-y',
      '+z',
      String.raw`\ No newline at end of file`,
    ])
  })

  it('keeps an empty line of context at the end', () => {
    expect(report({ written: [change('a.ts', 'x\n\n', 'y\n\n')] }).at(-1)).toBe(' ')
  })

  it('shortens a long diff and says by how much', () => {
    const written = [change('a.ts', numbers(1, 3), numbers(11, 13))]
    expect(report({ written }, { perFile: 3 })).toEqual([
      '--- out/a.ts',
      '+++ out/a.ts (generated)',
      '@@ -1,3 +1,3 @@',
      '-1',
      '-2',
      '… 4 more lines',
    ])
    expect(report({ written }, { perFile: 6 }).at(-1)).toBe('… 1 more line')
  })

  it('only names files once enough was shown', () => {
    const written = ['a', 'b', 'c'].map((name) => change(`${name}.ts`, '1\n', '2\n'))
    expect(report({ written }, { total: 4 })).toEqual([
      '--- out/a.ts',
      '+++ out/a.ts (generated)',
      '@@ -1,1 +1,1 @@',
      '-1',
      '+2',
      '--- out/b.ts',
      '+++ out/b.ts (generated)',
      '@@ -1,1 +1,1 @@',
      '… 2 more lines',
      'differs: out/c.ts',
    ])
  })

  it('only names a file that has next to nothing in common with the new one', () => {
    const written = [change('a.ts', numbers(1, 5000), numbers(10_001, 15_000))]
    expect(report({ written })).toEqual(['differs: out/a.ts'])
  })

  it('lists missing and stale files last', () => {
    expect(
      report({
        written: [
          change('new.ts', undefined, 'x\n'),
          { ...change('A.ts', 'x', 'x'), spelt: 'a.ts' },
        ],
        deleted: ['runtime/old.ts'],
      }),
    ).toEqual([
      'missing: out/new.ts',
      'missing: out/A.ts',
      'stale: out/runtime/old.ts',
      'stale: out/a.ts',
    ])
  })

  it('shortens long lists of files', () => {
    const written = ['a', 'b', 'c'].map((name) => change(`${name}.ts`, undefined, ''))
    expect(report({ written, deleted: ['d.ts', 'e.ts'] }, { listed: 1 })).toEqual([
      'missing: out/a.ts',
      '… 2 more missing files',
      'stale: out/d.ts',
      '… 1 more stale file',
    ])
  })
})
