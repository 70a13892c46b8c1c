import * as lexData from '@atproto/lex-data'
import { BlockMap } from '@atproto/repo'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type * as Repos from '../../generated/com.atproto.sync.subscribeRepos.js'
import { CborReader } from '../../templates/cbor/cbor-reader.js'
import { readCborBlob } from '../../templates/cbor/cbor-blob.js'
import { decodeDrisl, encodeDrisl } from '../../templates/cbor/drisl.js'
import { readJsonBlob } from '../../templates/json/json-blob.js'
import { JsonReader } from '../../templates/json/json-reader.js'
import { encodeLexJson } from '../../templates/json/lex-json.js'
import { isTypedBlobRef, type BlobRef, type TypedBlobRef } from '../../templates/values/blob.js'
import { CidLink, isCid, type Cid } from '../../templates/values/cid-link.js'
import { hex } from './hex.js'

const raw = new CidLink(hex(`01551220${'5a'.repeat(32)}`))
const blob: TypedBlobRef = { $type: 'blob', ref: raw, mimeType: 'image/png', size: 10000 }
const legacy: BlobRef = { cid: raw.toString(), mimeType: 'image/png' }

describe('links', () => {
  it('are links to @atproto/lex-data, and its links are ours', () => {
    expectTypeOf<CidLink>().toExtend<lexData.Cid>()
    expectTypeOf<Cid>().toExtend<lexData.Cid>()
    expectTypeOf<lexData.Cid>().toExtend<Cid>()
    expectTypeOf<lexData.RawCid>().toExtend<Cid>()
    expect(lexData.isCid(raw)).toBe(true)
    expect(lexData.isRawCid(raw)).toBe(true)
    expect(lexData.isCid(raw, { flavor: 'cbor' })).toBe(false)
    const theirs = lexData.parseCid(raw.toString())
    expect(isCid(theirs)).toBe(true)
    expect(encodeDrisl(theirs)).toEqual(encodeDrisl(raw))
    expect(encodeLexJson([theirs])).toEqual(encodeLexJson([raw]))
    expect(theirs.equals(raw) && raw.equals(theirs)).toBe(true)
    const other = lexData.parseCid('bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a')
    expect(other.equals(raw) || raw.equals(other)).toBe(false)
  })

  it('are keys of a block map of @atproto/repo', async () => {
    const blocks = new BlockMap()
    const key = await blocks.add({ a: 1 })
    const link = CidLink.fromBytes(key.bytes)
    if (link === undefined) throw new Error('not a CID')
    expect(blocks.get(link)).toEqual(encodeDrisl({ a: 1 }))
    blocks.set(raw, hex('00'))
    expect(blocks.has(lexData.parseCid(raw.toString()))).toBe(true)
  })

  it('are told apart by their bytes alone', () => {
    const parsed = CidLink.parse(raw.toString())
    expect(parsed?.equals(raw)).toBe(true)
    expect(parsed?.bytes).toEqual(raw.bytes)
    expect(raw.multihash).toEqual({
      code: 0x12,
      digest: hex('5a'.repeat(32)),
      size: 32,
      bytes: hex(`1220${'5a'.repeat(32)}`),
    })
    expect(JSON.stringify({ raw })).toBe(`{"raw":{"$link":"${raw.toString()}"}}`)
    expect(CidLink.parse('bafy')).toBeUndefined()
    expect(CidLink.fromBytes(hex('0155'))).toBeUndefined()
    expect(() => new CidLink(hex('0155')).code).toThrow(
      new TypeError('these bytes are not a version 1 CID'),
    )
  })
})

describe('blobs', () => {
  it('are blobs to @atproto/lex-data, and its blobs are ours', () => {
    expectTypeOf<TypedBlobRef>().toExtend<lexData.TypedBlobRef>()
    expectTypeOf<lexData.TypedBlobRef>().toExtend<TypedBlobRef>()
    expectTypeOf<BlobRef>().toExtend<lexData.BlobRef>()
    expectTypeOf<lexData.BlobRef>().toExtend<BlobRef>()
    expect(lexData.isTypedBlobRef(blob)).toBe(true)
    expect(lexData.isBlobRef(legacy)).toBe(true)
    expect(lexData.getBlobCidString(blob)).toBe(raw.toString())
  })

  it('are read from CBOR and JSON so that they are', () => {
    const fromCbor = readCborBlob(new CborReader(encodeDrisl({ ...blob }), false))
    const fromJson = readJsonBlob(new JsonReader(encodeLexJson({ ...blob }), false))
    for (const read of [fromCbor, fromJson]) {
      expect(lexData.isTypedBlobRef(read)).toBe(true)
      expect(isTypedBlobRef(read)).toBe(true)
      expect(lexData.getBlobCid(read).equals(raw)).toBe(true)
    }
    const old = readCborBlob(new CborReader(encodeDrisl({ ...legacy }), false))
    expect(lexData.isLegacyBlobRef(old)).toBe(true)
    expect(isTypedBlobRef(old)).toBe(false)
  })

  it('that carry more than they should are read without it', () => {
    const more = encodeDrisl({ ...blob, alt: { text: 'x' } })
    const read = readCborBlob(new CborReader(more, false))
    expect(Object.keys(read).sort()).toEqual(['$type', 'mimeType', 'ref', 'size'])
    expect(lexData.isTypedBlobRef(read)).toBe(true)
    expect(decodeDrisl(more)).toHaveProperty(['alt', 'text'], 'x')
  })
})

describe('messages', () => {
  it('hold bytes and links as others want them', () => {
    expectTypeOf<Repos.Commit['blocks']>().toEqualTypeOf<Uint8Array>()
    expectTypeOf<Repos.Commit['commit']>().toExtend<lexData.Cid>()
    expectTypeOf<Repos.RepoOp['cid']>().toExtend<lexData.Cid | null>()
    expectTypeOf<Repos.Commit['prevData']>().toEqualTypeOf<Cid | undefined>()
    expectTypeOf<lexData.CborCid>().toExtend<Repos.Commit['commit']>()
  })
})
