import { execFileSync } from 'node:child_process'
import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'

import { run } from './run-in-process.js'
import { temporaryFolder, writeTree } from './temporary-folder.js'

const stream = {
  lexicon: 1,
  id: 'com.example.subscribeNotes',
  defs: {
    main: { type: 'subscription', message: { schema: { type: 'union', refs: ['#note'] } } },
    note: {
      type: 'object',
      required: ['seq', 'did'],
      properties: { seq: { type: 'integer' }, did: { type: 'string', format: 'did' } },
    },
  },
}
const text = `${JSON.stringify(stream, null, 2)}\n`

let folder = ''
let file = ''
beforeEach(async () => {
  folder = await temporaryFolder()
  file = join(folder, 'notes.json')
  await writeFile(file, text)
})

it('edits a file in place, and says what it added', async () => {
  await chmod(file, 0o640)
  expect(await run(['upgrade', file, '--only', 'shards,errors'])).toEqual({
    code: 0,
    out: `${file}: added parameter shard, parameter shardCount, error FutureCursor, error ConsumerTooSlow, error InvalidShard\n`,
    err: '',
  })
  expect(await readFile(file, 'utf8')).toContain('"shardCount"')
  expect((await stat(file)).mode & 0o777).toBe(0o640)
  expect(await run(['upgrade', file, '--only', 'shards,errors'])).toEqual({
    code: 0,
    out: `${file}: nothing to add\n`,
    err: '',
  })
})

it('prints a patch that git applies, and writes nothing, with --dry-run', async () => {
  const { code, out, err } = await run(['upgrade', file, '--dry-run'])
  expect(code).toBe(0)
  expect(err).toContain(`${file}: would add #cursor, parameter cursor`)
  expect(await readFile(file, 'utf8')).toBe(text)
  const copy = await temporaryFolder()
  await writeTree(copy, { [file.slice(1)]: text, 'the.patch': out })
  execFileSync('git', ['apply', '--whitespace=nowarn', 'the.patch'], { cwd: copy })
  await run(['upgrade', file])
  expect(await readFile(join(copy, file), 'utf8')).toBe(await readFile(file, 'utf8'))
})

it('notes what a stream cannot take', async () => {
  await writeFile(file, text.replace('"union",', '"union", "closed": true,'))
  const { code, out } = await run(['upgrade', file, '--only', 'cursor'])
  expect(code).toBe(0)
  expect(out).toBe(
    `${file}: added parameter cursor\n${file}: note: its union of messages is closed, so that #cursor in it would break clients that hold to that\n`,
  )
})

/** A stream of prices: a symbol in each, a note in some, and a name in what is no part of the sequence. */
const prices = {
  lexicon: 1,
  id: 'com.example.subscribePrices',
  defs: {
    main: {
      type: 'subscription',
      message: { schema: { type: 'union', refs: ['#price', '#info'] } },
    },
    price: {
      type: 'object',
      required: ['seq', 'symbol', 'cents', 'market'],
      nullable: ['market'],
      properties: {
        seq: { type: 'integer' },
        symbol: { type: 'string' },
        cents: { type: 'integer' },
        market: { type: 'string' },
        note: { type: 'string' },
      },
    },
    info: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
  },
}

const upgrade = (...names: readonly string[]) =>
  run(['upgrade', file, '--only', 'shard-key,shards', '--shard-key', names.join(',')])

describe('a shard key that was asked for', () => {
  const keyless =
    'no message has a shard key (a required DID, or a property that shardKey names), so every message would go to every shard: no shard parameters'
  beforeEach(() => writeFile(file, JSON.stringify(prices)))

  it.each([
    ['symbl', 'no message has a property "symbl" (did you mean "symbol"?)'],
    ['room', 'no message has a property "room"'],
    ['toString', 'no message has a property "toString"'],
  ])('and is nowhere is said, and fails: %s', async (name, note) => {
    expect(await upgrade(name)).toEqual({
      code: 1,
      out: `${file}: nothing to add\n${file}: note: ${keyless}\n${file}: note: ${note}\n`,
      err: '',
    })
  })

  it.each([
    ['note', '"note" of #price is not required'],
    ['market', '"market" of #price is nullable'],
    ['cents', '"cents" of #price is not a string'],
    ['name', '"name" is in #info alone: messages without a sequence number go to every shard'],
  ])('and cannot be one is said: %s', async (name, note) => {
    expect(await upgrade(name)).toEqual({
      code: 0,
      out: `${file}: nothing to add\n${file}: note: ${note}\n${file}: note: ${keyless}\n`,
      err: '',
    })
  })

  it('is said to be nowhere beside one that is there, whose work is done', async () => {
    expect(await upgrade('symbol', 'symbl', 'note')).toEqual({
      code: 1,
      out: `${file}: added shardKey symbol of #price, parameter shard, parameter shardCount\n${file}: note: no message has a property "symbl" (did you mean "symbol"?)\n`,
      err: '',
    })
    expect(await readFile(file, 'utf8')).toContain('"shardKey":"symbol"')
  })

  it('is said to be optional where a DID decides', async () => {
    const { note } = stream.defs
    const properties = { ...note.properties, text: { type: 'string' } }
    const defs = { ...stream.defs, note: { ...note, properties } }
    await writeFile(file, JSON.stringify({ ...stream, defs }))
    const { code, out } = await upgrade('text')
    expect(code).toBe(0)
    expect(out).toContain(`${file}: note: "text" of #note is not required\n`)
  })

  it('need not be in every file, but in one', async () => {
    const other = join(folder, 'other.json')
    await writeFile(other, text)
    const args = ['--dry-run', '--only', 'shard-key', '--shard-key']
    const { code, err } = await run(['upgrade', file, other, ...args, 'symbol'])
    expect(code).toBe(0)
    expect(err).toBe(`${file}: would add shardKey symbol of #price\n${other}: nothing to add\n`)
    expect(await run(['upgrade', file, other, ...args, 'symbl'])).toEqual({
      code: 1,
      out: '',
      err: [
        `${file}: nothing to add`,
        `${file}: note: no message has a property "symbl" (did you mean "symbol"?)`,
        `${other}: nothing to add`,
        `${other}: note: no message has a property "symbl"`,
        '',
      ].join('\n'),
    })
  })

  it('may be in another document', async () => {
    const refs = ['#price', 'com.example.defs#trade']
    const main = { type: 'subscription', message: { schema: { type: 'union', refs } } }
    await writeFile(file, JSON.stringify({ ...prices, defs: { ...prices.defs, main } }))
    const { code, out } = await upgrade('symbl')
    expect(code).toBe(1)
    expect(out).toContain(
      `${file}: note: no message that is defined here has a property "symbl" (did you mean "symbol"?), and others were not looked at (com.example.defs#trade)\n`,
    )
  })

  it('is not looked for where it is not to be added', async () => {
    expect(await run(['upgrade', file, '--only', 'errors', '--shard-key', 'symbl'])).toEqual({
      code: 0,
      out: `${file}: added error FutureCursor, error ConsumerTooSlow\n`,
      err: '',
    })
  })

  it('is nowhere in a file without a stream', async () => {
    await writeFile(file, JSON.stringify({ lexicon: 1, id: 'com.example.defs', defs: {} }))
    expect(await upgrade('symbol')).toEqual({
      code: 1,
      out: `${file}: nothing to add\n${file}: note: it has no subscription\n${file}: note: no message has a property "symbol"\n`,
      err: '',
    })
  })
})

it('names files without what a terminal obeys', async () => {
  const named = join(folder, 'a\u001B[31m.json')
  const shown = `${folder}/a\\u001b[31m.json`
  expect((await run(['upgrade', named])).err).toBe(
    `error: ${shown}: it does not exist\nnothing was written\n`,
  )
  await writeFile(named, text)
  expect((await run(['upgrade', named, '--only', 'errors'])).out).toBe(
    `${shown}: added error FutureCursor, error ConsumerTooSlow\n`,
  )
})

it('keeps a byte order mark', async () => {
  await writeFile(file, `\uFEFF${text}`)
  await run(['upgrade', file])
  expect((await readFile(file, 'utf8')).startsWith('\uFEFF{\n  "lexicon"')).toBe(true)
})

it('writes nothing where one of the files is wrong', async () => {
  await writeTree(folder, { 'broken.json': '{', 'latin.json': '' })
  await writeFile(join(folder, 'latin.json'), Uint8Array.of(0x22, 0xe9, 0x22))
  const broken = join(folder, 'broken.json')
  const latin = join(folder, 'latin.json')
  const absent = join(folder, 'absent.json')
  const { code, out, err } = await run(['upgrade', file, broken, latin, absent])
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toBe(
    [
      `error: ${broken}: 1:2 a "}" is expected here`,
      `error: ${latin}: it is not UTF-8 text`,
      `error: ${absent}: it does not exist`,
      'nothing was written',
      '',
    ].join('\n'),
  )
  expect(await readFile(file, 'utf8')).toBe(text)
})

it.each([
  [['upgrade'], "error: missing required argument 'files'"],
  [['upgrade', 'x', '--only', 'cursr'], 'There is no part "cursr". Did you mean cursor?'],
  [
    ['upgrade', 'x', '--subprotocol', 'xrpc.v2'],
    'Allowed choices are xrpc.v0.cbor, xrpc.v1.cbor, xrpc.v1.json.',
  ],
  [
    ['upgrade', 'x', '--only', 'cursor,subprotocol'],
    "error: '--only subprotocol' needs --subprotocol <token>",
  ],
  [['upgrade', 'x', '--shard-key', 'a,,b'], 'Names are separated by commas.'],
])('refuses %j as wrong usage', async (args, message) => {
  const { code, err } = await run(args)
  expect(code).toBe(2)
  expect(err).toContain(message)
})

it('shows how it is used', async () => {
  const { code, out } = await run(['upgrade', '--help'])
  expect(code).toBe(0)
  expect(out).toContain('lexstream upgrade lexicons/com/example/*.json --only cursor,errors')
})
