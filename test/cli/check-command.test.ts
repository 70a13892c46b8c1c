import { stripVTControlCharacters } from 'node:util'

import { beforeEach, expect, it } from 'vitest'

import { run } from './run-in-process.js'
import { lexicon, pingLexicon } from './sample-lexicons.js'
import { temporaryFolder, writeTree } from './temporary-folder.js'

/** A reference that leads nowhere. */
const lost = lexicon('com.example.lost', {
  main: {
    type: 'query',
    output: {
      encoding: 'application/json',
      schema: {
        type: 'object',
        properties: {
          right: { type: 'ref', ref: '#answer' },
          wrong: { type: 'ref', ref: '#answr' },
        },
      },
    },
  },
  answer: { type: 'object', properties: {} },
})

/** A definition that nothing refers to, which is only a warning. */
const unused = lexicon('com.example.unused', {
  main: { type: 'query' },
  left: { type: 'object', properties: {} },
})

let lexicons = ''
beforeEach(async () => {
  lexicons = await temporaryFolder()
})

it('is content with a folder that is in order', async () => {
  await writeTree(lexicons, { 'com/example/ping.json': pingLexicon })
  expect(await run(['check', '--lexicons', lexicons])).toEqual({
    code: 0,
    out: '1 document: no problems\n',
    err: '',
  })
})

it('prints errors and warnings as text, in colour where wanted', async () => {
  await writeTree(lexicons, {
    'com/example/lost.json': lost,
    'com/example/unused.json': unused,
  })
  const file = `${lexicons}/com/example`
  const plain = await run(['check', '--lexicons', lexicons])
  expect(plain).toEqual({
    code: 1,
    out: `${file}/lost.json:18:22 defs.main.output.schema.properties.wrong.ref: unknown ref "#answr" (did you mean "#answer"?) [error unknown-ref]
${file}/unused.json:8:5 defs.left: nothing refers to the definition "left" [warning unused-definition]
2 documents: 1 error, 1 warning
`,
    err: '',
  })
  const colored = await run(['check', '--lexicons', lexicons], { color: true })
  expect(colored.out).toContain('2 documents: \u001B[31m1 error\u001B[39m, \u001B[33m1 warning')
  expect(stripVTControlCharacters(colored.out)).toBe(plain.out)
})

it('exits with 0 where there are warnings alone', async () => {
  await writeTree(lexicons, { 'com/example/unused.json': unused })
  const { code, out } = await run(['check', '--lexicons', lexicons])
  expect(out).toContain('1 document: 1 warning\n')
  expect(code).toBe(0)
})

it('prints nothing but JSON on standard output with --format json', async () => {
  await writeTree(lexicons, { 'com/example/ping.json': pingLexicon })
  expect(await run(['check', '--lexicons', lexicons, '--format', 'json'])).toEqual({
    code: 0,
    out: '[]\n',
    err: '1 document: no problems\n',
  })
  await writeTree(lexicons, { 'com/example/lost.json': lost })
  const { code, out, err } = await run(['check', '--lexicons', lexicons, '--format', 'json'])
  expect({ code, err }).toEqual({ code: 1, err: '2 documents: 1 error\n' })
  expect(JSON.parse(out)).toEqual([
    {
      severity: 'error',
      rule: 'unknown-ref',
      file: `${lexicons}/com/example/lost.json`,
      line: 18,
      column: 22,
      path: 'defs.main.output.schema.properties.wrong.ref',
      message: 'unknown ref "#answr"',
      hint: 'did you mean "#answer"?',
    },
  ])
})

it('prints workflow commands with --format github', async () => {
  await writeTree(lexicons, { 'com/example/lost.json': lost })
  expect(await run(['check', '--lexicons', lexicons, '--format', 'github'])).toEqual({
    code: 1,
    out: `::error file=${lexicons}/com/example/lost.json,line=18,col=22,title=unknown-ref::defs.main.output.schema.properties.wrong.ref: unknown ref "#answr" (did you mean "#answer"?)\n`,
    err: '1 document: 1 error\n',
  })
})

it('takes a folder that is missing or empty for wrong', async () => {
  expect(await run(['check', '--lexicons', lexicons])).toEqual({
    code: 1,
    out: `${lexicons}:1:1: no *.json file is under this folder [error empty-folder]
0 documents: 1 error
`,
    err: '',
  })
  expect((await run(['check', '--lexicons', `${lexicons}/missing`])).out)
    .toBe(`${lexicons}/missing:1:1: the folder cannot be read: it does not exist [error unreadable]
0 documents: 1 error
`)
})
