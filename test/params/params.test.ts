import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ParamsError } from '../../templates/errors.js'
import { ParamsReader } from '../../templates/params/params-reader.js'
import { ParamsWriter } from '../../templates/params/params-writer.js'
import { readBoolean, readInteger, readString } from '../../templates/params/read-param.js'
import { type EventsParams, type ReposParams, eventsParams, reposParams } from './codecs.js'

function repos(query: string): ReposParams {
  return reposParams.parse(new URLSearchParams(query))
}

/** With what is required filled in. */
function events(query: string): EventsParams {
  return eventsParams.parse(
    new URLSearchParams(`stream=com.example.stream&collections=a&collections=b&${query}`),
  )
}

/** A reader of that many values of `x`. */
function items(count: number): ParamsReader {
  return new ParamsReader(new URLSearchParams('x=1&'.repeat(count)))
}

function errorOf(act: () => unknown): ParamsError {
  try {
    act()
  } catch (error) {
    if (error instanceof ParamsError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('parameters as of subscribeRepos', () => {
  const absent = { cursor: undefined, shard: undefined, shardCount: undefined }

  it.each([
    ['', absent],
    ['cursor=', absent],
    ['cursor=12', { ...absent, cursor: 12 }],
    ['cursor=-12', { ...absent, cursor: -12 }],
    ['cursor=007', { ...absent, cursor: 7 }],
    ['cursor=-0', { ...absent, cursor: 0 }],
    ['cursor=%31%32', { ...absent, cursor: 12 }],
    ['cursor=9007199254740991', { ...absent, cursor: Number.MAX_SAFE_INTEGER }],
    ['cursor=-9007199254740991', { ...absent, cursor: -Number.MAX_SAFE_INTEGER }],
    ['shardCount=8&shard=7&cursor=1', { cursor: 1, shard: 7, shardCount: 8 }],
    ['cursor[]=1&Cursor=2&cursor%00=3', absent],
    ['unknown=1&unknown=2&__proto__=1&constructor=2&toString', absent],
  ])('%j', (query, params) => {
    expect(repos(query)).toStrictEqual(params)
  })

  it.each([
    ['cursor=abc', 'cursor: must be an integer, not "abc"'],
    ['cursor=1.0', 'cursor: must be an integer, not "1.0"'],
    ['cursor=1e3', 'cursor: must be an integer, not "1e3"'],
    ['cursor=0x10', 'cursor: must be an integer, not "0x10"'],
    ['cursor=+1', 'cursor: must be an integer, not " 1"'],
    ['cursor=%2B1', 'cursor: must be an integer, not "+1"'],
    ['cursor=-', 'cursor: must be an integer, not "-"'],
    ['cursor=1%0A', 'cursor: must be an integer, not "1\\n"'],
    ['cursor=%D9%A1', 'cursor: must be an integer, not "\u0661"'],
    ['cursor=%FF%00%', 'cursor: must be an integer, not "\ufffd\\u0000%"'],
    [
      `cursor=${'9'.repeat(50)}`,
      `cursor: must be within ±9007199254740991, not "${'9'.repeat(40)}…"`,
    ],
    ['cursor=9007199254740992', 'cursor: must be within ±9007199254740991, not "9007199254740992"'],
    ['cursor=1&cursor=1', 'cursor: must be given once, not 2 times'],
    ['cursor=&cursor=1', 'cursor: must be given once, not 2 times'],
    ['shard=65536', 'shard: must be at most 65535, not 65536'],
    ['shardCount=0', 'shardCount: must be at least 1, not 0'],
  ])('%j is refused', (query, message) => {
    const error = errorOf(() => repos(query))
    expect(error.message).toBe(message)
    expect(error.parameter).toBe(message.slice(0, message.indexOf(':')))
  })
})

describe('parameters as of a Jetstream', () => {
  it('fills in defaults and keeps the order of a list', () => {
    expect(events('kinds=sync&kinds=&kinds=commit&compress=true&flags=false&flags=true')).toEqual({
      stream: 'com.example.stream',
      kinds: ['sync', 'commit'],
      collections: ['a', 'b'],
      maxMessageSizeBytes: 0,
      compress: true,
      flags: [false, true],
    })
  })

  it('takes a list without a single value as absent', () => {
    expect(events('kinds=&dids').kinds).toBeUndefined()
    expect(events('kinds=&dids').dids).toBeUndefined()
    expect(events('kinds[]=sync').kinds).toBeUndefined()
  })

  it.each([
    [
      'kinds=commit&kinds=Sync',
      'kinds: must be one of "commit", "identity", "account", "sync", not "Sync"',
    ],
    [
      'kinds=commit,sync',
      'kinds: must be one of "commit", "identity", "account", "sync", not "commit,sync"',
    ],
    ['kinds=x&kinds=x&kinds=x&kinds=x&kinds=x', 'kinds: must have at most 4 items, not 5'],
    ['dids=did:plc:abc&dids=did:plc:', 'dids: not a valid did: "did:plc:"'],
    [`dids=${'x'.repeat(90)}`, `dids: not a valid did: "${'x'.repeat(40)}…"`],
    ['maxMessageSizeBytes=-1', 'maxMessageSizeBytes: must be at least 0, not -1'],
    ['compress=1', 'compress: must be true or false, not "1"'],
    ['compress=True', 'compress: must be true or false, not "True"'],
    ['flags=true&flags=yes', 'flags: must be true or false, not "yes"'],
    ['stream=com.example.stream', 'stream: must be given once, not 2 times'],
  ])('%j is refused', (query, message) => {
    expect(errorOf(() => events(query)).message).toBe(message)
  })

  it.each([
    ['', 'stream: is required'],
    ['stream=', 'stream: is required'],
    ['stream=no', 'stream: not a valid nsid: "no"'],
    ['stream=a.b.c', 'collections: is required'],
    ['stream=a.b.c&collections=', 'collections: is required'],
    ['stream=a.b.c&collections=x&collections=', 'collections: must have at least 2 items, not 1'],
    [
      `stream=a.b.c&collections=x&collections=${'y'.repeat(318)}`,
      'collections: must be at most 317 bytes, not 318',
    ],
  ])('%j lacks something', (query, message) => {
    expect(errorOf(() => eventsParams.parse(new URLSearchParams(query))).message).toBe(message)
  })
})

describe('ParamsReader', () => {
  it('names the parameter that was read last, within nested readers as well', () => {
    const reader = new ParamsReader(new URLSearchParams('a=1&b=2'))
    expect(reader.required('a', readInteger)).toBe(1)
    expect(reader.required('b', readString)).toBe('2')
    expect(errorOf(() => reader.fail('not-allowed', 'is odd')).message).toBe('b: is odd')
  })

  it('reads names that objects have a meaning for', () => {
    const reader = new ParamsReader(new URLSearchParams('__proto__=1&constructor=2&=3'))
    expect(reader.optional('__proto__', readInteger)).toBe(1)
    expect(reader.optional('constructor', readInteger)).toBe(2)
    expect(reader.optional('', readInteger)).toBe(3)
    expect(reader.optional('hasOwnProperty', readInteger)).toBeUndefined()
    expect(errorOf(() => reader.required('toString', readString)).message).toBe(
      'toString: is required',
    )
  })

  it('keeps false and 0 apart from absent', () => {
    const reader = new ParamsReader(new URLSearchParams('no=false&zero=0'))
    expect(reader.required('no', readBoolean)).toBe(false)
    expect(reader.required('zero', readInteger)).toBe(0)
  })

  it('takes 10 000 items where the lexicon has no maximum, and as many as it says where it has', () => {
    expect(items(10_000).optionalList('x', readInteger)).toHaveLength(10_000)
    expect(errorOf(() => items(10_001).optionalList('x', readInteger)).message).toBe(
      'x: must have at most 10000 items, not 10001',
    )
    expect(errorOf(() => items(10_001).requiredList('x', readInteger)).message).toBe(
      'x: must have at most 10000 items, not 10001',
    )
    expect(items(10_001).optionalList('x', readInteger, 0, 20_000)).toHaveLength(10_001)
  })

  it('refuses a list that is too long before it reads an item', () => {
    let read = 0
    const reader = new ParamsReader(new URLSearchParams('x=1&x=2&x=3'))
    const count = (): number => ++read
    expect(errorOf(() => reader.optionalList('x', count, 0, 2)).parameter).toBe('x')
    expect(read).toBe(0)
  })

  it('takes 100 000 parameters altogether', () => {
    const query = new URLSearchParams('x&'.repeat(100_000))
    expect(new ParamsReader(query).optional('y', readString)).toBeUndefined()
    query.append('y', '')
    const error = errorOf(() => new ParamsReader(query))
    expect(error.message).toBe('at most 100000 parameters are read, not 100001')
    expect(error.parameter).toBe('')
  })

  it('answers any query string with parameters or with a ParamsError', () => {
    const names = fc.constantFrom('cursor', 'shard', 'shardCount', 'cursor[]', '__proto__', '%', '')
    const values = fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom('%FF', '', '1'))
    const pair = fc.tuple(names, values).map(([name, value]) => `${name}=${value}`)
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 5 }), (pairs) => {
        try {
          const params = repos(pairs.join('&'))
          expect(Object.keys(params)).toEqual(['cursor', 'shard', 'shardCount'])
          expect(params.cursor === undefined || Number.isSafeInteger(params.cursor)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(ParamsError)
        }
      }),
    )
  })

  it('answers for a value of a megabyte, quoting little of it', () => {
    const error = errorOf(() => repos(`cursor=${'1'.repeat(1_000_000)}`))
    expect(error.message.length).toBeLessThan(100)
    expect(repos(`cursor=${'0'.repeat(1_000_000)}1`).cursor).toBe(1)
  })
})

describe('ParamsWriter', () => {
  it('writes in the order of the calls and leaves out what is absent', () => {
    const query = eventsParams.serialize({
      stream: 'com.example.stream',
      kinds: [],
      dids: undefined,
      collections: ['a&b', 'c d', '\u{1f4a9}'],
      maxMessageSizeBytes: 0,
      compress: false,
    })
    expect(query.toString()).toBe(
      'stream=com.example.stream&collections=a%26b&collections=c+d&collections=%F0%9F%92%A9' +
        '&maxMessageSizeBytes=0&compress=false',
    )
  })

  it.each([
    [Number.NaN, 'x: must be an integer within ±(2^53 - 1), not NaN'],
    [1.5, 'x: must be an integer within ±(2^53 - 1), not 1.5'],
    [2 ** 53, 'x: must be an integer within ±(2^53 - 1), not 9007199254740992'],
    ['', 'x: must not be empty: it would read as absent'],
    ['a\udc00', 'x: must be Unicode without lone surrogates, not "a\\udc00"'],
  ])('refuses %j', (value, message) => {
    expect(errorOf(() => new ParamsWriter().write('x', value)).message).toBe(message)
    expect(errorOf(() => new ParamsWriter().writeList('x', ['a', value])).message).toBe(message)
  })

  it('writes -0 as 0', () => {
    const writer = new ParamsWriter()
    writer.write('x', -0)
    expect(writer.query.toString()).toBe('x=0')
  })
})

describe('what is written', () => {
  it('reads back: subscribeRepos', () => {
    const params = fc.record({
      cursor: fc.option(fc.maxSafeInteger(), { nil: undefined }),
      shard: fc.option(fc.nat(65_535), { nil: undefined }),
      shardCount: fc.option(fc.integer({ min: 1, max: 65_536 }), { nil: undefined }),
    })
    fc.assert(
      fc.property(params, (value) => {
        const query = reposParams.serialize(value).toString()
        expect(reposParams.parse(new URLSearchParams(query))).toEqual(value)
      }),
    )
  })

  it('reads back: a Jetstream', () => {
    const kind = fc.constantFrom('commit', 'identity', 'account', 'sync')
    const did = fc.stringMatching(/^did:[a-z]{1,4}:[a-z0-9.:%_-]{0,9}[a-z0-9]$/)
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 })
    const params = fc.record({
      stream: fc.constantFrom('com.example.stream', 'a.b.c'),
      kinds: fc.option(fc.array(kind, { minLength: 1, maxLength: 4 }), { nil: undefined }),
      dids: fc.option(fc.array(did, { minLength: 1 }), { nil: undefined }),
      collections: fc.array(text, { minLength: 2 }),
      maxMessageSizeBytes: fc.nat(),
      compress: fc.option(fc.boolean(), { nil: undefined }),
      flags: fc.option(fc.array(fc.boolean(), { minLength: 1 }), { nil: undefined }),
    })
    fc.assert(
      fc.property(params, (value) => {
        const query = eventsParams.serialize(value).toString()
        expect(eventsParams.parse(new URLSearchParams(query))).toEqual(value)
      }),
    )
  })
})
