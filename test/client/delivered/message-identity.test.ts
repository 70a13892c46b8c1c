import { describe, expect, it } from 'vitest'
import { MessageIdentity } from '../../../templates/client/delivered/message-identity.js'
import type { TypedMessage } from '../../../templates/stream/descriptor.js'
import type { Subprotocol } from '../../../templates/frame/subprotocol.js'
import { stream, type Message } from '../../../generated/com.atproto.sync.subscribeRepos.js'
import { CidLink } from '../../../generated/runtime/values/cid-link.js'

const subprotocols: readonly Subprotocol[] = ['xrpc.v0.cbor', 'xrpc.v1.cbor', 'xrpc.v1.json']
const link = (last: number) => new CidLink(Uint8Array.of(1, 0x71, 0x12, 32, ...bytes(31), last))

function bytes(length: number, from = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 7 + from) & 0xff)
}

const from = (start: number, length: number) => Array.from({ length }, (_, i) => start + i)
const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

function commit(seq: number, time: string, blocks = bytes(5001)): Message {
  return {
    $type: 'com.atproto.sync.subscribeRepos#commit',
    seq,
    rebase: false,
    tooBig: false,
    repo: 'did:plc:ewvi7nxzyoun6zhxrhs64oiz',
    commit: link(1),
    rev: '3l4dxk2yq2s2a',
    since: null,
    blocks,
    ops: [{ action: 'create', path: 'app.bsky.feed.post/3l4dxk2yq2s2a', cid: link(2) }],
    blobs: [],
    prevData: link(3),
    time,
  }
}

const identity = new MessageIdentity()

function message(more: object): TypedMessage {
  return { $type: 'org.example.stream#message', ...more }
}

describe('the identity of a message', () => {
  it.each(subprotocols)('is the same over %s, whatever the seq and the time', (subprotocol) => {
    const { codecs } = stream
    const other = commit(99, '2026-01-02T03:04:06.000Z')
    const expected = identity.of(commit(1, '2026-01-02T03:04:05.000Z'))
    const codec = codecs[subprotocol]
    const decoded = codec.decode(codec.encode(other))
    expect(decoded.kind === 'message' && identity.of(decoded.message)).toBe(expected)
  })

  it('is an integer of 53 bits', () => {
    for (let text = 0; text < 100; text++) {
      const found = identity.of(message({ text }))
      expect(Number.isSafeInteger(found) && found >= 0).toBe(true)
    }
  })

  it('does not depend on the order of keys, or on what is undefined', () => {
    const one = identity.of(message({ a: { b: 1, c: [1, { d: 2, e: 3 }] }, f: 'g' }))
    const other = identity.of(
      message({ f: 'g', h: undefined, a: { c: [1, { e: 3, d: 2 }], b: 1 } }),
    )
    expect(other).toBe(one)
  })

  it('leaves out seq and time of the message alone', () => {
    const plain = identity.of(message({ a: 1 }))
    expect(identity.of(message({ a: 1, seq: 5, time: 'x' }))).toBe(plain)
    expect(identity.of(message({ a: 1, b: { seq: 5 } }))).not.toBe(
      identity.of(message({ a: 1, b: { seq: 6 } })),
    )
  })

  it('differs wherever the payload does', () => {
    const payloads: readonly object[] = [
      {},
      { a: 1 },
      { b: 1 },
      { a: '1' },
      { a: [1] },
      { a: [[1]] },
      { a: { a: 1 } },
      { a: true },
      { a: false },
      { a: null },
      { a: 0 },
      { a: -1 },
      { a: 2 ** 32 + 1 },
      { a: 2 ** 53 - 1 },
      { a: '' },
      { a: 'ab', b: 'c' },
      { a: 'a', b: 'bc' },
      { a: 'c', b: 'ab' },
      { a: ascii('ab') },
      { a: 'ab' },
      { a: [1, 2] },
      { a: [2, 1] },
      { a: [] },
      { a: link(1) },
      { a: link(2) },
      { a: link(1).bytes },
      { a: link(1).toString() },
      { a: bytes(4096) },
      { a: bytes(4097) },
      { $type: 'org.example.stream#other' },
    ]
    expect(new Set(payloads.map((payload) => identity.of(message(payload)))).size).toBe(
      payloads.length,
    )
  })

  it('depends on every byte of a string of up to 256 bytes', () => {
    const found = new Set<number>([identity.of(message({ a: bytes(256) }))])
    for (let at = 0; at < 256; at++) {
      const changed = bytes(256)
      changed[at] = (changed[at] ?? 0) ^ 0x80
      found.add(identity.of(message({ a: changed })))
    }
    expect(found.size).toBe(257)
  })

  it('depends on the length, both ends and four places between of longer ones', () => {
    const plain = identity.of(commit(1, ''))
    const counting: number[] = []
    for (let at = 0; at < 5001; at++) {
      const blocks = bytes(5001)
      blocks[at] = (blocks[at] ?? 0) ^ 0x80
      if (identity.of(commit(1, '', blocks)) !== plain) counting.push(at)
    }
    const between = [32, 1266, 2500, 3734].flatMap((start) => from(start, 8))
    expect(counting).toEqual([...from(0, 32), ...between, ...from(4969, 32)])
    expect(identity.of(commit(1, '', bytes(5000)))).not.toBe(plain)
  })

  it('depends on every byte and character of short ones, and on how many there are', () => {
    const found = new Set<number>()
    let all = 0
    for (let length = 0; length <= 40; length++) {
      const plain = 'x'.repeat(length)
      const texts = [plain]
      for (let at = 0; at < length; at++) texts.push(`${plain.slice(0, at)}y${plain.slice(at + 1)}`)
      for (const a of texts) {
        found.add(identity.of(message({ a }))).add(identity.of(message({ a: ascii(a) })))
        all += 2
      }
    }
    expect(found.size).toBe(all)
  })

  it('goes by names of properties, however many there have been', () => {
    const fresh = new MessageIdentity(() => 0.25)
    const used = new MessageIdentity(() => 0.25)
    for (let name = 0; name < 1000; name++) used.of(message({ [`n${name}`]: 1 }))
    const one = { n5: 1, n999: { b: 1, a: 2 }, n4: 3 }
    expect(used.of(message(one))).toBe(fresh.of(message(one)))
    expect(used.of(message({ n998: 1 }))).not.toBe(used.of(message({ n999: 1 })))
  })

  it('has no two alike among 200,000 messages that differ by a number', () => {
    const found = new Set<number>()
    for (let a = 0; a < 200_000; a++) found.add(identity.of(message({ a, b: 200_000 - a })))
    expect(found.size).toBe(200_000)
  })

  it('is of use only to whoever made it', () => {
    expect(new MessageIdentity(() => 0.25).of(message({ a: 1 }))).toBe(
      new MessageIdentity(() => 0.25).of(message({ a: 1 })),
    )
    expect(new MessageIdentity(() => 0.5).of(message({ a: 1 }))).not.toBe(
      new MessageIdentity(() => 0.25).of(message({ a: 1 })),
    )
  })
})
