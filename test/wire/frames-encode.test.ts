import { describe, expect, it } from 'vitest'
import { MAX_OUTPUT } from '../../generated/runtime/bytes/output.js'
import { subprotocols, type Subprotocol } from '../../generated/runtime/frame/subprotocol.js'
import { CidLink } from '../../generated/runtime/values/cid-link.js'
import { allowed, constraints, formats } from './breaches.js'
import { comparable } from './comparable.js'
import { encodeFailure, failureOf } from './failure.js'
import { schemas, values } from './field-types.js'
import { hex } from './hex.js'
import { commit, identity, labels, labelStream, repos } from './sample-messages.js'
import { decodeAny, frameOf, valid } from './untyped-message.js'

/** Calls a method with what its types do not let through. */
function callAnyhow(target: object, method: string, argument: unknown): unknown {
  const found: unknown = Reflect.get(target, method)
  if (typeof found !== 'function') throw new Error(`no method ${method}`)
  return Reflect.apply(found, target, [argument])
}

/** Encodes what the types do not let through. */
function encodeAny(message: object, subprotocol: Subprotocol): Uint8Array {
  const isLabel = String(Reflect.get(message, '$type')).startsWith(labelStream.nsid)
  const codec = (isLabel ? labelStream : repos).codecs[subprotocol]
  const frame: unknown = callAnyhow(codec, 'encode', message)
  if (!(frame instanceof Uint8Array)) throw new Error('not a frame')
  return frame
}

/** The message with another value of a field, or of a field of the first item of an array. */
function changed(
  message: object,
  within: string | undefined,
  name: string,
  value: unknown,
): object {
  if (within === undefined) return { ...message, [name]: value }
  const items: unknown = Reflect.get(message, within)
  if (!Array.isArray(items)) throw new Error(`${within} is no array`)
  const [first, ...rest]: readonly unknown[] = items as readonly unknown[]
  return { ...message, [within]: [{ ...Object(first), [name]: value }, ...rest] }
}

describe.each(subprotocols)('in %s', (subprotocol) => {
  const codec = repos.codecs[subprotocol]

  it.each([...constraints, ...formats])('refused: $title', ({ message, code, path, detail }) => {
    expect(failureOf(() => encodeAny(message, subprotocol))).toEqual(
      encodeFailure(code, path, `${path}: ${detail}`),
    )
  })

  it.each(allowed)('allowed: %s', (_, message) => {
    const frame = encodeAny(message, subprotocol)
    if (subprotocol === 'xrpc.v1.json') {
      // The order of properties is the codec's own there.
      const decoded = repos.codecs[subprotocol].decode(frame)
      if (decoded.kind === 'unknown-message') return
      expect(comparable(decoded)).toEqual(comparable(decodeAny(message, subprotocol)))
    } else {
      expect(Buffer.compare(frame, frameOf(message, subprotocol))).toBe(0)
    }
  })

  it.each(schemas)('a field of another type is refused: %s', (_, message, within, fields) => {
    for (const [name, { kind, required, nullable }] of Object.entries(fields)) {
      // A text, or anything that has items, stands for an array until an item is found to be none.
      if (kind === 'array') continue
      const path = within === undefined ? name : `${within}[0].${name}`
      for (const [found, value, , inJson] of values) {
        if (found === kind || (found === 'null' && nullable)) continue
        const failure = failureOf(() =>
          encodeAny(changed(message, within, name, value), subprotocol),
        )
        expect(failure, `${path}: ${inJson}`).toMatchObject({ name: 'EncodeError' })
        // Where there is a constraint, it may be the first to say no.
        expect(['wrong-type', 'bad-format', 'bad-length', 'out-of-range']).toContain(failure.code)
        expect(failure.path).toBe(path)
      }
      for (const value of [undefined, 1n, () => 1, Symbol('a')]) {
        if (value === undefined && !required) continue
        const failure = failureOf(() =>
          encodeAny(changed(message, within, name, value), subprotocol),
        )
        expect(failure).toMatchObject({ name: 'EncodeError', path })
        expect(['wrong-type', 'bad-format', 'bad-length', 'out-of-range']).toContain(failure.code)
      }
    }
  })

  it.each([
    ['seq', '5', 'seq: expected integer, found a string'],
    ['seq', 1.5, 'seq: not an integer within ±(2^53-1): 1.5'],
    ['seq', Number.NaN, 'seq: not an integer within ±(2^53-1): NaN'],
    ['seq', 2 ** 53, 'seq: not an integer within ±(2^53-1): 9007199254740992'],
    ['rebase', null, 'rebase: expected boolean, found null'],
    ['rebase', 0, 'rebase: expected boolean, found a number'],
    ['repo', undefined, 'repo: expected string, found undefined'],
    ['repo', ['d'], 'repo: expected string, found an array'],
    ['rev', 5, 'rev: expected string, found a number'],
    ['since', undefined, 'since: expected string, found undefined'],
    ['blocks', 'AAAA', 'blocks: expected bytes, found a string'],
    ['blocks', [1, 2], 'blocks: expected bytes, found an array'],
    ['blocks', new ArrayBuffer(2), 'blocks: expected bytes, found an object'],
    ['commit', 'bafy', 'commit: expected link, found a string'],
    ['commit', hex('0171'), 'commit: expected link, found bytes'],
    ['commit', new CidLink(hex(`1220${'00'.repeat(32)}`)), 'commit: not a CID of version 1'],
    ['prevData', null, 'prevData: expected link, found null'],
    ['blobs', [commit.commit, 'x'], 'blobs[1]: expected link, found a string'],
    ['blobs', [commit.commit, new CidLink(hex('01'))], 'blobs[1]: not a CID of version 1'],
    ['ops', undefined, 'ops: not of the type that the lexicon says'],
    ['ops', {}, 'ops: expected array'],
    ['ops', 5, 'ops: expected array'],
    ['ops', null, 'ops: not of the type that the lexicon says'],
    ['ops', 'text', 'ops[0].cid: expected link, found undefined'],
    ['ops', [5], 'ops[0].cid: expected link, found undefined'],
    ['blobs', 'text', 'blobs[0]: expected link, found a string'],
    ['ops', [commit.ops[0], null], 'ops[1]: not of the type that the lexicon says'],
    ['repo', 'did:plc:\uD800', 'repo: a string holds half a surrogate pair'],
  ])('%s of a commit cannot be %j', (name, value, message) => {
    const failure = failureOf(() => encodeAny({ ...commit, [name]: value }, subprotocol))
    expect({ name: failure.name, message: failure.message }).toEqual({
      name: 'EncodeError',
      message,
    })
  })

  it('the place is told within items after the first', () => {
    const [first] = commit.ops
    const ops = [first, first, { ...first, path: 5 }]
    expect(failureOf(() => encodeAny({ ...commit, ops }, subprotocol))).toEqual(
      encodeFailure('wrong-type', 'ops[2].path', 'ops[2].path: expected string, found a number'),
    )
    const [label] = labels.labels
    const broken = { ...labels, labels: [label, { ...label, cts: 'now' }] }
    expect(failureOf(() => encodeAny(broken, subprotocol))).toEqual(
      encodeFailure('bad-format', 'labels[1].cts', 'labels[1].cts: not a valid datetime: "now"'),
    )
  })

  it.each([
    ['#identity', `${repos.nsid} has no message of type "#identity"`],
    ['', `${repos.nsid} has no message of type ""`],
    [`${repos.nsid}#other`, `${repos.nsid} has no message of type "${repos.nsid}#other"`],
    ['__proto__', `${repos.nsid} has no message of type "__proto__"`],
    ['constructor', `${repos.nsid} has no message of type "constructor"`],
    [undefined, `${repos.nsid} has no message of type undefined`],
    [5, `${repos.nsid} has no message of type 5`],
  ])('there is no message of type %j', ($type, message) => {
    expect(failureOf(() => encodeAny({ ...identity, $type }, subprotocol))).toEqual(
      encodeFailure('not-allowed', '', message),
    )
  })

  it.each([null, undefined])('%s is no message', (message) => {
    expect(failureOf(() => callAnyhow(codec, 'encode', message))).toEqual(
      encodeFailure('wrong-type', '', 'not of the type that the lexicon says'),
    )
  })

  it('a failed message leaves nothing in the next', () => {
    const frame = codec.encode(identity)
    expect(failureOf(() => codec.encode({ ...commit, time: 'now' })).path).toBe('time')
    expect(codec.encode(identity)).toEqual(frame)
    expect(failureOf(() => encodeAny({ ...commit, ops: [null] }, subprotocol)).path).toBe('ops[0]')
    expect(codec.encode(identity)).toEqual(frame)
  })

  it('frames stay as they are when others are encoded', () => {
    const frames = Array.from({ length: 300 }, (_, seq) => codec.encode({ ...commit, seq }))
    for (const [seq, frame] of frames.entries()) {
      const decoded = codec.decode(frame)
      expect(decoded).toMatchObject({ kind: 'message', message: { seq } })
    }
  })

  it('properties that the lexicon does not know are left out', () => {
    const more = { ...identity, other: 1, op: -1 }
    expect(codec.encode(more)).toEqual(codec.encode(identity))
  })

  it('properties that are undefined count as absent', () => {
    const { handle: _, ...without } = identity
    const frame = codec.encode(without)
    expect(encodeAny({ ...identity, handle: undefined }, subprotocol)).toEqual(frame)
  })

  it('links of another library are taken', () => {
    const { bytes, code, multihash } = commit.commit
    const theirs = {
      version: 1 as const,
      code,
      multihash,
      bytes,
      equals: () => false,
      toString: () => '',
    }
    expect(codec.encode({ ...commit, commit: theirs })).toEqual(codec.encode(commit))
  })

  it('an error frame that cannot be said is refused', () => {
    expect(failureOf(() => codec.encodeError('\uD800'))).toEqual(
      encodeFailure('bad-text', 'error', 'error: a string holds half a surrogate pair'),
    )
    expect(failureOf(() => codec.encodeError('A', 'b\uDC00'))).toEqual(
      encodeFailure('bad-text', 'message', 'message: a string holds half a surrogate pair'),
    )
    expect(failureOf(() => callAnyhow(codec, 'encodeError', 5))).toEqual(
      encodeFailure('wrong-type', 'error', 'error: expected string, found a number'),
    )
  })

  it('an error frame larger than any frame may be is refused', () => {
    expect(failureOf(() => codec.encodeError('A', 'x'.repeat(MAX_OUTPUT)))).toMatchObject({
      name: 'EncodeError',
      code: 'too-large',
    })
    expect(valid.identity).toBeDefined()
  })
})
