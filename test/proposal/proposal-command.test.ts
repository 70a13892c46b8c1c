import { beforeEach, describe, expect, it } from 'vitest'

import type { CheckedDocument } from '../../codegen/check/check-lexicons.js'
import { ownStages } from '../../codegen/pipeline.js'
import { buildProposal } from '../../codegen/proposal/build-proposal.js'
import { run } from '../cli/run-in-process.js'
import { runProcess } from '../cli/spawn-lexstream.js'
import { lexicon, ticksLexicon } from '../cli/sample-lexicons.js'
import { readTree, temporaryFolder, writeTree } from '../cli/temporary-folder.js'
import { lexiconsFolder } from '../lexicons/own-documents.js'

let base = ''
let lexicons = ''
let out = ''

const tick = {
  type: 'object',
  required: ['seq', 'text'],
  properties: { seq: { type: 'integer' }, text: { type: 'string', maxLength: 100 } },
}
const cursor = {
  type: 'object',
  required: ['cursor', 'highestSeq', 'live'],
  properties: {
    cursor: { type: 'integer', minimum: 0 },
    highestSeq: { type: 'integer', minimum: 0 },
    live: { type: 'boolean' },
  },
}

/** A stream that has taken up the proposal, and what it was before. */
function streamLexicon(id: string, withCursor = true): string {
  const refs = withCursor ? ['#tick', '#cursor'] : ['#tick']
  return lexicon(id, {
    main: {
      type: 'subscription',
      parameters: { type: 'params', properties: { cursor: { type: 'integer' } } },
      message: { schema: { type: 'union', refs } },
      errors: [{ name: 'FutureCursor' }],
    },
    tick,
    ...(withCursor && { cursor }),
  })
}

beforeEach(async () => {
  base = await temporaryFolder()
  lexicons = `${base}/lexicons`
  out = `${base}/out`
  await writeTree(lexicons, {
    'com/example/subscribeTicks.json': streamLexicon('com.example.subscribeTicks'),
  })
})

const proposal = (...more: string[]) =>
  run(['proposal', '--lexicons', lexicons, '--out', out, ...more])

// The streams of these tests are made up: unless a folder is given, no patch has them.

describe('proposal', () => {
  it('writes its folder, then has nothing to write', async () => {
    const first = await proposal()
    const files = await readTree(out)
    const count = Object.keys(files).length
    expect(first).toEqual({
      code: 0,
      out: `1 stream, 1 not in the patch, ${count} files: ${count} written, 0 deleted, 0 unchanged\n`,
      err: '',
    })
    expect(Object.keys(files).filter((path) => !path.startsWith('vectors/'))).toEqual([
      'README.md',
      'asyncapi.json',
      'lexicons.patch',
      'schemas/com.atproto.stream.getStatus.json',
      'schemas/com.example.subscribeTicks.json',
      'types.ts',
    ])
    expect(files).toHaveProperty(['vectors/messages.com.example.subscribeTicks.json'])
    expect((await proposal()).out).toBe(
      `1 stream, 1 not in the patch, ${count} files: 0 written, 0 deleted, ${count} unchanged\n`,
    )
    expect(await readTree(out)).toEqual(files)
  })

  it('names in its text every file and folder that it writes, and no other', async () => {
    await proposal()
    const files = await readTree(out)
    const listed = files['README.md']?.split('## 18.')[1]?.match(/^\| `[^`]+`/gm) ?? []
    const tops = Object.keys(files).map((path) => path.replace(/\/.*/, '/'))
    const names = listed.map((cell) => cell.slice(3, -1))
    expect(names.filter((name) => !name.startsWith('#')).toSorted()).toEqual(
      [...new Set(tops)].toSorted(),
    )
  })

  it('deletes what it no longer makes, and only that', async () => {
    await writeTree(lexicons, {
      'com/example/subscribeMore.json': streamLexicon('com.example.subscribeMore'),
    })
    await proposal()
    await writeTree(out, { 'notes.md': 'mine\n', 'schemas/mine.json': '{}\n' })
    const { code, out: text } = await proposal('com.example.subscribeTicks')
    expect(code).toBe(0)
    expect(text).toMatch(/^1 stream, 1 not in the patch, .* [1-9]\d* deleted, /)
    const files = await readTree(out)
    expect(files['notes.md']).toBe('mine\n')
    expect(Object.keys(files).filter((path) => path.startsWith('schemas/'))).toEqual([
      'schemas/com.atproto.stream.getStatus.json',
      'schemas/com.example.subscribeTicks.json',
      'schemas/mine.json',
    ])
  })

  it('writes nothing where a file of somebody else is in the way', async () => {
    const before = { 'README.md': '# Mine\n' }
    await writeTree(out, before)
    expect(await proposal()).toEqual({
      code: 1,
      out: '',
      err: `error: ${out}/README.md: this file was not made by lexstream and would be overwritten; move it away or delete it, or choose another output folder
nothing was written
`,
    })
    expect(await readTree(out)).toEqual(before)
  })

  it('says which streams it could be about', async () => {
    expect(await proposal('com.example.subscribeTick')).toEqual({
      code: 1,
      out: '',
      err: 'error: the lexicon folder has no stream com.example.subscribeTick (did you mean com.example.subscribeTicks?)\n',
    })
    await writeTree(lexicons, { 'com/example/subscribeTicks.json': ticksLexicon })
    expect((await proposal()).err).toBe(
      'error: com.example.subscribeTicks has no message #cursor to propose; lexstream upgrade adds it to the lexicon\n',
    )
    await writeTree(lexicons, {
      'com/example/subscribeTicks.json': lexicon('com.example.subscribeTicks', {
        main: { type: 'query' },
      }),
    })
    expect((await proposal()).err).toBe(
      'error: the lexicon folder has no stream to make a proposal of\n',
    )
    expect(await readTree(base)).not.toHaveProperty(['out/README.md'])
  })

  it('writes nothing where a lexicon is wrong', async () => {
    await writeTree(lexicons, { 'com/example/broken.json': '{' })
    expect(await proposal()).toEqual({
      code: 1,
      out: `${lexicons}/com/example/broken.json:1:2: a "}" is expected here [error json-syntax]
2 documents: 1 error; nothing was written
`,
      err: '',
    })
  })

  it('says that the patch lacks a stream that nobody has published', async () => {
    await proposal()
    const { 'README.md': readme, 'lexicons.patch': patch } = await readTree(out)
    expect(patch).not.toContain('subscribeTicks')
    expect(readme).toContain(
      '`lexicons.patch`,\nholds it but for `com.example.subscribeTicks`, whose text is elsewhere; it was made against the Lexicons that',
    )
  })

  it('makes its patch against the folder that is given', async () => {
    const upstream = `${base}/upstream`
    await writeTree(upstream, {
      'com/example/subscribeTicks.json': streamLexicon('com.example.subscribeTicks', false),
    })
    const { code, out: text, err } = await proposal('--upstream', upstream)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(text).toMatch(/^1 stream, \d+ files: /)
    const files = await readTree(out)
    expect(files['README.md']).toContain(
      '\nholds it in full; it was made against a checkout of the published Lexicons.\n',
    )
    expect(files['lexicons.patch']).toContain(
      '--- a/lexicons/com/example/subscribeTicks.json\n+++ b/lexicons/com/example/subscribeTicks.json\n',
    )
    expect(files['lexicons.patch']).not.toContain(base)
  })

  it('says where its patch falls short', async () => {
    const upstream = `${base}/upstream`
    const changed = streamLexicon('com.example.subscribeTicks', false).replace('100', '99')
    await writeTree(upstream, { 'com/example/subscribeTicks.json': changed })
    expect((await proposal('--upstream', upstream)).err).toBe(
      'warning: com.example.subscribeTicks: differs from the published lexicon in defs.tick.properties.text.maxLength, which is no addition; the patch lacks it\n',
    )
  })

  it('refuses a folder that is not there', async () => {
    expect(await proposal('--upstream', `${base}/none`)).toEqual({
      code: 1,
      out: '',
      err: `error: ${base}/none: there is no such folder\n`,
    })
  })

  it('keeps standard output for JSON with --format json', async () => {
    const { out: text, err } = await proposal('--format', 'json')
    expect(text).toBe('[]\n')
    expect(err).toMatch(/^1 stream, 1 not in the patch, \d+ files: /)
  })
})

describe('proposal --check', () => {
  it('is content where all is up to date, whatever the line ends', async () => {
    await proposal()
    const { code, out: text } = await proposal('--check')
    expect(code).toBe(0)
    expect(text).toMatch(/^1 stream, 1 not in the patch, \d+ files: all up to date\n$/)
    const files = await readTree(out)
    const crlf = Object.entries(files).map(([path, content]): [string, string] => [
      path,
      content.replaceAll('\n', '\r\n'),
    ])
    await writeTree(out, Object.fromEntries(crlf))
    expect((await proposal('--check')).code).toBe(0)
  })

  it('shows what differs and how to mend it, and writes nothing', async () => {
    await proposal()
    const files = await readTree(out)
    const changed = files['types.ts']?.replace('Bytes', 'Octets') ?? ''
    await writeTree(out, { 'types.ts': changed })
    const { code, out: text } = await proposal('--check', 'com.example.subscribeTicks')
    expect(code).toBe(1)
    expect(text).toContain(`+++ ${out}/types.ts (generated)`)
    expect(text).toContain(
      `: 1 differing, 0 missing, 0 stale, ${Object.keys(files).length - 1} up to date; to update them, run
  lexstream proposal com.example.subscribeTicks --lexicons ${lexicons} --out ${out}
`,
    )
    expect((await readTree(out))['types.ts']).toBe(changed)
  })
})

it('lives in a folder of generated code without either touching the other', async () => {
  const gen = () => run(['gen', '--lexicons', lexicons, '--out', out])
  out = `${base}/out`
  await gen()
  const code = await readTree(out)
  out = `${base}/out/proposal`
  await proposal()
  const made = await readTree(out)
  out = `${base}/out`
  expect((await gen()).out).toMatch(/: 0 written, 0 deleted, /)
  out = `${base}/out/proposal`
  expect((await proposal('--check')).code).toBe(0)
  const both = await readTree(`${base}/out`)
  const prefixed = Object.entries(made).map(([path, text]) => [`proposal/${path}`, text])
  expect(both).toEqual({ ...code, ...Object.fromEntries(prefixed) })
})

it('gives the same bytes for lexicons that are read in another order', async () => {
  const files = await ownFiles((documents) => documents)
  expect(files.length).toBeGreaterThan(30)
  expect(await ownFiles((documents) => documents.toReversed())).toEqual(files)
})

/** The files of a proposal for this project's own streams, from documents in some order. */
async function ownFiles(
  order: (documents: readonly CheckedDocument[]) => readonly CheckedDocument[],
): Promise<readonly (readonly [path: string, text: string])[]> {
  const documents = order((await ownStages.check(lexiconsFolder)).documents ?? [])
  const model = await ownStages.model(documents)
  const { files } = await buildProposal({ documents, model, nsids: [], upstream: undefined })
  return [...files]
}

it('says why its patch lacks what is published, where it does not have that', async () => {
  const uninstalled = `
    import Module from 'node:module'
    const resolve = Module._resolveFilename
    Module._resolveFilename = (name, ...rest) => {
      if (name === '@atproto/api') throw new Error('not found')
      return resolve(name, ...rest)
    }`
  const imports = [`data:text/javascript,${encodeURIComponent(uninstalled)}`]
  const {
    code,
    out: text,
    err,
  } = await runProcess(['proposal', '--lexicons', lexicons, '--out', out], { imports })
  expect(code).toBe(0)
  expect(text).toMatch(/^1 stream, 1 not in the patch, /)
  expect(err).toBe(
    'warning: the published lexicons are not at hand, so that the patch holds new documents only: install @atproto/api, or name their folder with --upstream\n',
  )
  expect((await readTree(out))['README.md']).toContain(
    '\nholds new documents only: it was made without the published Lexicons.\n',
  )
})

describe('usage', () => {
  it.each([
    [['proposal'], "error: required option '--lexicons <folder>' not specified\n"],
    [['proposal', '--lexicons', 'a'], "error: required option '--out <folder>' not specified\n"],
    [['proposal', '--upstreams', 'a'], "error: unknown option '--upstreams'\n"],
    [
      ['proposal', '--lexicons', 'a', '--out', 'a/b'],
      'error: the output folder a/b lies inside the lexicon folder a; choose one beside it\n',
    ],
  ])('%j', async (args, message) => {
    const { code, out: text, err } = await run(args)
    expect({ code, text }).toEqual({ code: 2, text: '' })
    expect(err.startsWith(message)).toBe(true)
  })

  it('is explained', async () => {
    const { code, out: text } = await run(['proposal', '--help'])
    expect(code).toBe(0)
    expect(text).toBe(`Usage: lexstream proposal [options] [nsid...]

Writes a folder with the text of a proposal, the patch to the lexicons,
reference types, JSON Schemas, an AsyncAPI document and test vectors. Writes
only what changed, deletes what it made earlier and no longer makes, and touches
no file that it did not make.

Arguments:
  nsid                 the streams that it is about (default: all of the folder)

Options:
  --lexicons <folder>  where the lexicons are (required)
  --out <folder>       where the proposal belongs: a folder of its own
                       (required)
  --upstream <folder>  the published lexicons, which the patch is made against
                       (default: those of @atproto/api, where it is installed)
  --format <format>    how problems are printed (choices: "text", "json",
                       "github", default: "text")
  --check              write nothing; show what differs from the files on disk
  -h, --help           print help

Examples:
  $ lexstream proposal --lexicons lexicons --out proposal
  $ lexstream proposal com.example.subscribeThings --lexicons lexicons \\
      --upstream ../checkout/lexicons --out proposal
`)
  })
})
