import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'

import { run } from './run-in-process.js'
import { temporaryFolder, writeTree } from './temporary-folder.js'

function thing(properties: object, required: readonly string[] = []): string {
  const defs = { thing: { type: 'object', required, properties } }
  return `${JSON.stringify({ lexicon: 1, id: 'com.example.thing', defs }, null, 2)}\n`
}

const path = 'com/example/thing.json'
let before = ''
let now = ''
beforeEach(async () => {
  before = await temporaryFolder()
  now = await temporaryFolder()
  await writeTree(before, {
    [path]: thing({ a: { type: 'string', maxLength: 9 }, b: { type: 'integer' } }),
  })
  await writeTree(now, { [path]: thing({ a: { type: 'string', maxLength: 8 } }) })
})

function git(...args: string[]): void {
  const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.com']
  execFileSync('git', [...author, ...args], { cwd: now, stdio: 'pipe' })
}

const breaking = (...args: string[]) => run(['breaking', '--lexicons', now, '--against', ...args])

describe('against a folder', () => {
  it('says what breaks, and whom', async () => {
    expect(await breaking(before)).toEqual({
      code: 1,
      out: [
        `${now}/${path}:8:21 com.example.thing#thing.properties.b: the optional field "b" was removed (breaks wire and source) [error optional-field-removed]`,
        `${now}/${path}:11:24 com.example.thing#thing.properties.a.maxLength: maxLength was the number 9, and is the number 8 now (breaks wire) [error constraint-narrowed]`,
        `1 document compared with ${before}: 2 errors`,
        '',
      ].join('\n'),
      err: '',
    })
  })

  it('looks at one scope alone', async () => {
    const wire = await breaking(before, '--scope', 'wire')
    expect(wire.code).toBe(1)
    expect(wire.out).toContain('[warning optional-field-removed]')
    expect(wire.out).toContain('1 error, 1 warning')
    const source = await breaking(before, '--scope', 'source')
    expect(source.out).not.toContain('constraint-narrowed')
    expect(source.out).toContain(': 1 error\n')
  })

  it('is fine with warnings alone', async () => {
    const { code, out } = await breaking(
      before,
      '--scope',
      'wire',
      '--ignore',
      'constraint-narrowed',
      'com.example.thing#thing.properties.a',
    )
    expect(code).toBe(0)
    expect(out).toContain('1 warning')
  })

  it.each([
    [['*', 'com.example.thing']],
    [['*', 'com.example.thing#thing']],
    [
      [
        'constraint-narrowed',
        'com.example.thing#thing.properties',
        'optional-field-removed',
        'com.example.thing#thing.properties.b',
      ],
    ],
  ])('leaves out %j', async (ignores) => {
    expect(await breaking(before, '--ignore', ...ignores)).toEqual({
      code: 0,
      out: `1 document compared with ${before}: nothing breaking\n`,
      err: '',
    })
  })

  it.each([['com.example.thin'], ['com.example.thing#thin'], ['com.example.other']])(
    'leaves out nothing for another place: %s',
    async (place) => {
      expect((await breaking(before, '--ignore', '*', place)).out).toContain('2 errors')
    },
  )

  it('speaks JSON', async () => {
    const { code, out, err } = await breaking(before, '--format', 'json')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toEqual([
      {
        severity: 'error',
        rule: 'optional-field-removed',
        wire: 'warning',
        source: 'error',
        file: `${now}/${path}`,
        line: 8,
        column: 21,
        path: 'com.example.thing#thing.properties.b',
        message: 'the optional field "b" was removed',
      },
      {
        severity: 'error',
        rule: 'constraint-narrowed',
        wire: 'error',
        source: null,
        file: `${now}/${path}`,
        line: 11,
        column: 24,
        path: 'com.example.thing#thing.properties.a.maxLength',
        message: 'maxLength was the number 9, and is the number 8 now',
      },
    ])
    expect(err).toBe(`1 document compared with ${before}: 2 errors\n`)
  })

  it("speaks GitHub's workflow commands", async () => {
    const { out } = await breaking(before, '--format', 'github')
    expect(out.split('\n')[0]).toBe(
      `::error file=${now}/${path},line=8,col=21,title=optional-field-removed::com.example.thing#thing.properties.b: the optional field "b" was removed (breaks wire and source)`,
    )
  })
})

describe('against a revision of git', () => {
  beforeEach(async () => {
    await writeTree(now, { [path]: thing({ a: { type: 'string' } }) })
    git('init', '-q')
    git('add', '.')
    git('commit', '-qm', 'first')
    await writeTree(now, { [path]: thing({ a: { type: 'integer' } }) })
  })

  it('says what breaks', async () => {
    const { code, out } = await breaking('git:HEAD')
    expect(code).toBe(1)
    expect(out).toContain('the type was "string", and is "integer" now')
    expect(out).toContain(`1 document compared with ${now} at HEAD: 1 error`)
  })

  it.each([['nonesuch'], ['--help']])('has no revision %j', async (revision) => {
    expect(await breaking(`git:${revision}`)).toEqual({
      code: 1,
      out: '',
      err: `error: ${now} at ${revision}: there is no such revision\n`,
    })
  })
})

describe('against a package', () => {
  it('finds nothing breaking in our own lexicons, which are upgraded ones', async () => {
    expect(await run(['breaking', '--against', 'npm:@atproto/api'])).toEqual({
      code: 0,
      out: '4 documents compared with @atproto/api: nothing breaking\n',
      err: '',
    })
  })

  it('says that it is not installed, or has no lexicons', async () => {
    expect((await breaking('npm:@example/nonesuch')).err).toBe(
      'error: @example/nonesuch: the package is not installed here\n',
    )
    expect((await breaking('npm:ws')).err).toBe('error: ws: it exports no lexicons as "schemas"\n')
  })
})

it('refuses documents that are none', async () => {
  await writeFile(join(now, path), '{"lexicon": 1, "id": "com.example.thing", "defs": 3}')
  expect(await breaking(before)).toEqual({
    code: 1,
    out: '',
    err: `error: ${now}/${path}: this is no lexicon document; \`lexstream check\` says why\n`,
  })
  await writeFile(join(now, path), '{')
  expect((await breaking(before)).err).toBe(`error: ${now}/${path}:1: a "}" is expected here\n`)
  expect((await breaking(join(before, 'none'))).code).toBe(1)
})

it('says of a folder that cannot be read no line, and nothing that a terminal obeys', async () => {
  const none = join(before, 'no\u001B[31mne')
  const shown = `${before}/no\\u001b[31mne`
  const reason = 'the folder cannot be read: it does not exist'
  expect(await breaking(none)).toEqual({ code: 1, out: '', err: `error: ${shown}: ${reason}\n` })
  expect((await run(['breaking', '--lexicons', none, '--against', before])).err).toBe(
    `error: ${shown}: ${reason}\n`,
  )
})

it.each([
  [['breaking'], "error: required option '--against <source>' not specified"],
  [
    ['breaking', '--against', 'x', '--ignore', 'field-remvd', 'a.b.c'],
    'Did you mean field-removed?',
  ],
  [
    ['breaking', '--against', 'x', '--ignore', 'field-removed'],
    'Say where field-removed is not to be applied.',
  ],
  [
    ['breaking', '--against', ''],
    "error: option '--against <source>' argument '' is invalid. It is a folder, npm:PACKAGE or git:REVISION.",
  ],
  [['breaking', '--against', 'npm:'], 'It is a folder, npm:PACKAGE or git:REVISION.'],
  [['breaking', '--against', 'git:'], 'It is a folder, npm:PACKAGE or git:REVISION.'],
  [['breaking', '--against', 'x', '--format', 'xml'], 'Allowed choices are text, json, github.'],
])('refuses %j as wrong usage', async (args, message) => {
  const { code, err } = await run(args)
  expect(code).toBe(2)
  expect(err).toContain(message)
})

it('lists its rules', async () => {
  const { code, out } = await run(['breaking', '--rules'])
  expect(code).toBe(0)
  expect(out).toContain(
    'union-opened (wire: error, source: warning)\n  A closed union stays closed: programs refuse what was not in it.\n',
  )
})
