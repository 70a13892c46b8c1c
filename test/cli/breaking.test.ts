import { execFileSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'

import { run } from './run-in-process.js'
import { temporaryFolder, writeTree } from './temporary-folder.js'

function documentOf(defs: object, id = 'com.example.thing'): string {
  return `${JSON.stringify({ lexicon: 1, id, defs }, null, 2)}\n`
}

function thing(properties: object, required: readonly string[] = []): string {
  return documentOf({ thing: { type: 'object', required, properties } })
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
    'leaves out nothing for another place, and says so: %s',
    async (place) => {
      const { code, out, err } = await breaking(before, '--ignore', '*', place)
      expect(out).toContain('2 errors')
      expect(err).toBe(`warning: --ignore * ${place}: nothing is ignored by it\n`)
      expect(code).toBe(1)
    },
  )

  it('says of each ignore that did nothing that it is of no use', async () => {
    const place = 'com.example.thing#thing'
    const ignores = ['*', place, 'field-removed', place, 'constraint-narrowed', `${place}.gone`]
    expect(await breaking(before, '--ignore', ...ignores, '--format', 'json')).toEqual({
      code: 0,
      out: '[]\n',
      err: [
        'warning: --ignore field-removed com.example.thing#thing: nothing is ignored by it',
        'warning: --ignore constraint-narrowed com.example.thing#thing.gone: nothing is ignored by it',
        `1 document compared with ${before}: nothing breaking`,
        '',
      ].join('\n'),
    })
  })

  it('says nothing of an ignore that is of use in the other scope', async () => {
    const ignores = ['--ignore', 'constraint-narrowed', 'com.example.thing']
    expect((await breaking(before, '--scope', 'source', ...ignores)).err).toBe('')
  })

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

function nothingCompared(name: string): string {
  return `error: no document is in both ${now} and ${name}, so that nothing was compared; name two versions of the same lexicons with --lexicons and --against\n`
}

async function moveThing(): Promise<void> {
  await rm(join(now, path))
  const moved = documentOf({ thing: { type: 'object', properties: {} } }, 'com.example.other')
  await writeTree(now, { 'com/example/other.json': moved })
}

describe('where no document is in both', () => {
  it.each([['text'], ['json'], ['github']])(
    'does not call that fine, be it of a package: %s',
    async (format) => {
      expect(await breaking('npm:@atproto/api', '--format', format)).toEqual({
        code: 1,
        out: '',
        err: nothingCompared('@atproto/api'),
      })
    },
  )

  it.each([[['--scope', 'wire']], [['--ignore', '*', 'com.example.thing']]])(
    'does not call that fine, be it that nothing of it breaks: %j',
    async (args) => {
      await moveThing()
      expect(await breaking(before, ...args)).toEqual({
        code: 1,
        out: '',
        err: nothingCompared(before),
      })
    },
  )

  it('says what is missing as well, where it was in the folder', async () => {
    await moveThing()
    expect(await breaking(before)).toEqual({
      code: 1,
      out: [
        `${before}/${path}:1:1 com.example.thing: the document com.example.thing was removed (breaks source) [error definition-removed]`,
        `0 documents compared with ${before}: 1 error`,
        '',
      ].join('\n'),
      err: nothingCompared(before),
    })
  })

  it('says so of a revision', async () => {
    git('init', '-q')
    git('add', '.')
    git('commit', '-qm', 'first')
    await moveThing()
    const { code, err } = await breaking('git:HEAD')
    expect(code).toBe(1)
    expect(err).toBe(nothingCompared(`${now} at HEAD`))
  })
})

describe('a query', () => {
  const other = { type: 'object', properties: {} }

  it('that goes from a document breaks programs that run', async () => {
    await writeTree(before, { [path]: documentOf({ main: { type: 'query' }, other }) })
    await writeTree(now, { [path]: documentOf({ other }) })
    expect(await breaking(before, '--scope', 'wire')).toEqual({
      code: 1,
      out: [
        `${now}/${path}:4:11 com.example.thing#main: the query com.example.thing was removed (breaks wire and source) [error endpoint-removed]`,
        `1 document compared with ${before}: 1 error`,
        '',
      ].join('\n'),
      err: '',
    })
  })
})

it('says what its exit codes mean', async () => {
  const { out } = await run(['breaking', '--help'])
  expect(out).toContain(
    [
      'Exit codes:',
      '  0  nothing breaking, or warnings alone',
      '  1  a change is an error; or there was nothing to compare: lexicons that cannot be',
      '     read, or no document in both. Standard error says which with "error:"',
      '  2  a wrong option or a missing argument',
    ].join('\n'),
  )
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
