import { describe, expect, it } from 'vitest'
import { comparable } from './comparable.js'
import { decodeFailure, failureOf } from './failure.js'
import { hex, joined } from './hex.js'
import {
  commit,
  did,
  identity,
  labelMessages,
  labelStream,
  repoMessages,
  repos,
  time,
} from './sample-messages.js'

const codec = repos.codecs['xrpc.v1.json']
const labelCodec = labelStream.codecs['xrpc.v1.json']

const members = `"did":"${did}","seq":5,"time":"${time}"`
const type = `"$type":"${identity.$type}"`
const payload = `{${type},${members}}`
const json = `{"$type":"message","payload":${payload}}`
const message = { $type: identity.$type, did, seq: 5, time }

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function decode(text: string): unknown {
  return codec.decode(utf8(text))
}

// What envelopes and errors mean, and which are refused for what, is pinned by the vectors.

describe('a message', () => {
  it('is one object: an envelope around a payload with its $type', () => {
    expect(decode(json)).toEqual({ kind: 'message', message })
    expect(new TextDecoder().decode(codec.encode({ ...message }))).toBe(json)
  })

  it.each(repoMessages.map((sample) => [sample.$type, sample] as const))(
    'comes back as it was: %s',
    (_, sample) => {
      const encoded = codec.encode(sample)
      const decoded = codec.decode(encoded)
      expect(comparable(decoded)).toEqual(comparable({ kind: 'message', message: sample }))
      expect(comparable(codec.decodeWithoutFormats(encoded))).toEqual(comparable(decoded))
      const text = new TextDecoder('utf-8', { fatal: true }).decode(encoded)
      expect(JSON.stringify(JSON.parse(text))).toBe(text)
      expect(JSON.parse(text)).toMatchObject({ $type: 'message', payload: { $type: sample.$type } })
    },
  )

  it.each(labelMessages.map((sample) => [sample.$type, sample] as const))(
    'comes back as it was: %s',
    (_, sample) => {
      expect(comparable(labelCodec.decode(labelCodec.encode(sample)))).toEqual(
        comparable({ kind: 'message', message: sample }),
      )
    },
  )

  it('cut anywhere fails', () => {
    for (const sample of repoMessages) {
      const encoded = codec.encode(sample)
      for (let length = 0; length < encoded.length; length++) {
        const cut = encoded.subarray(0, length)
        const { name, code } = failureOf(() => codec.decode(cut))
        expect(name, `${length}`).toBe('DecodeError')
        // In the middle of `true` and `null` it is another thing; all else is cut short.
        expect(['truncated', 'malformed']).toContain(code)
        expect(failureOf(() => codec.decodeWithoutFormats(cut)).name).toBe('DecodeError')
      }
    }
  })

  it('is UTF-8 without a byte order mark', () => {
    expect(failureOf(() => codec.decode(joined(hex('efbbbf'), utf8(json))))).toEqual(
      decodeFailure('malformed', 0, '', 'expected object (at byte 0)'),
    )
    const latin1 = Uint8Array.from(Buffer.from(json.replace(did, 'did:web:é'), 'latin1'))
    expect(failureOf(() => codec.decode(latin1)).code).toBe('bad-utf8')
  })

  it('may lie anywhere in a larger buffer', () => {
    const larger = utf8(`[1,${json}]`)
    expect(codec.decode(larger.subarray(3, larger.length - 1))).toEqual({
      kind: 'message',
      message,
    })
  })
})

describe('a payload', () => {
  it('may have base64 with its padding, and links and bytes with white space inside', () => {
    const text = new TextDecoder().decode(codec.encode(commit))
    const spaced = text
      .replaceAll('{"$bytes":"', '{ "$bytes" :\n"')
      .replaceAll('{"$link":"', '{ "$link" :\n"')
      .replaceAll('"}', '" }')
    expect(comparable(decode(spaced))).toEqual(comparable({ kind: 'message', message: commit }))
    const base64 = Buffer.from(commit.blocks).toString('base64')
    expect(text).toContain(base64.replaceAll('=', ''))
    const short = { ...commit, blocks: commit.blocks.subarray(0, 100) }
    const padded = Buffer.from(short.blocks).toString('base64')
    expect(padded).toMatch(/==$/)
    const longer = new TextDecoder()
      .decode(codec.encode(short))
      .replace(padded.replaceAll('=', ''), padded)
    expect(comparable(decode(longer))).toEqual(comparable({ kind: 'message', message: short }))
  })
})
