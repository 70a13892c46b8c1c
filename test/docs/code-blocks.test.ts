import { expect, it } from 'vitest'

import { codeBlocks, consoleSteps, isShown } from './code-blocks.js'

it('finds blocks with their languages, files and lines', () => {
  const markdown = 'Text.\n\n```ts file=.tmp/a/b.ts\nconst a = 1\n\n```\n````text\n```\n````\n'
  expect(codeBlocks(markdown)).toEqual([
    { language: 'ts', file: '.tmp/a/b.ts', text: 'const a = 1\n', line: 3 },
    { language: 'text', file: undefined, text: '```', line: 7 },
  ])
})

it('refuses blocks that nothing could try', () => {
  expect(() => codeBlocks('```ts\n')).toThrow('line 1: the block has no end')
  expect(() => codeBlocks('Text:\n\n    npm test\n')).toThrow('line 3: an indented block')
})

it('tells commands from what they print', () => {
  const [block] = codeBlocks('```console\n$ one \\\n  two\nx\n\ny\n$ three\n```')
  expect(block && consoleSteps(block)).toEqual([
    { command: 'one \\\n  two', output: 'x\n\ny' },
    { command: 'three', output: '' },
  ])
  const [wrong] = codeBlocks('```console\nx\n```')
  expect(() => wrong && consoleSteps(wrong)).toThrow('line 1: the block begins without a command')
})

it('compares what is shown with what is printed', () => {
  expect(isShown('a (b)\n...\nc', 'a (b)\nx\ny\nc\n')).toBe(true)
  expect(isShown('a (b)\n...\nc', 'a (b)\nx\nd')).toBe(false)
  expect(isShown('a.c', 'abc')).toBe(false)
  expect(isShown('in … ms\nb', 'in 12.5 ms\nb')).toBe(true)
  expect(isShown('in … ms\nb', 'in 12.5\n3 ms\nb')).toBe(false)
  expect(isShown('in … ms', 'in  ms')).toBe(false)
})
