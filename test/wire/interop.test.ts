import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseTree, type Node } from 'jsonc-parser'
import { describe, expect, it } from 'vitest'
import { decodeDrisl, encodeDrisl } from '../../templates/cbor/drisl.js'
import { readJsonBlob } from '../../templates/json/json-blob.js'
import { JsonReader } from '../../templates/json/json-reader.js'
import { readUnknownJson } from '../../templates/json/json-union.js'
import { readJsonMap } from '../../templates/json/json-value.js'
import { decodeLexJson, encodeLexJson } from '../../templates/json/lex-json.js'
import { CidLink } from '../../templates/values/cid-link.js'
import { comparable } from './comparable.js'
import { failureOf } from './failure.js'
import { joined, toHex } from './hex.js'
import { isAbsent, orSkipped, sharedPath } from './shared-data.js'

const folder = 'interop/data-model'

interface Case {
  /** What the file says of it, or its place. */
  readonly note: string
  /** Its JSON exactly as it stands in the file: `123.0` is another text than `123`. */
  readonly json: string
  /** Its other members. */
  readonly members: ReadonlyMap<string, unknown>
}

function load(name: string): readonly Case[] {
  if (isAbsent(folder)) return [{ note: name, json: 'null', members: new Map() }]
  const text = readFileSync(sharedPath(`${folder}/${name}.json`), 'utf8')
  return (parseTree(text)?.children ?? []).map((node, index) => {
    const members = new Map((node.children ?? []).map(memberOf))
    const json = members.get('json')
    if (json === undefined) throw new Error(`${name}[${index}] has no json`)
    const values = [...members].map(([key, { value }]) => [key, value as unknown] as const)
    return {
      note: String(members.get('note')?.value ?? index),
      json: text.slice(json.offset, json.offset + json.length),
      members: new Map(values),
    }
  })
}

function memberOf({ children = [] }: Node): readonly [string, Node] {
  const [key, value] = children
  if (key === undefined || value === undefined) throw new Error('not a property')
  return [String(key.value), value]
}

const skipped = orSkipped(folder)

describe.skipIf(isAbsent(folder))(`the data model's fixtures${skipped}`, () => {
  it.each(load('data-model-fixtures'))('$note: JSON, CBOR and CID', ({ json, members }) => {
    const value = decodeLexJson(json)
    const cbor = new Uint8Array(Buffer.from(String(members.get('cbor_base64')), 'base64'))
    expect(toHex(encodeDrisl(value))).toBe(toHex(cbor))
    expect(comparable(decodeDrisl(cbor))).toEqual(comparable(value))
    expect(JSON.parse(new TextDecoder().decode(encodeLexJson(decodeDrisl(cbor))))).toEqual(
      JSON.parse(json),
    )
    const digest = createHash('sha256').update(encodeDrisl(value)).digest()
    const cid = CidLink.fromBytes(joined(Uint8Array.of(1, 0x71, 0x12, 32), digest))
    expect(String(cid)).toBe(members.get('cid'))
  })
})

describe.skipIf(isAbsent(folder))(`the data model's valid values${skipped}`, () => {
  it.each(load('data-model-valid'))('$note', ({ json }) => {
    const value = decodeLexJson(json)
    expect(JSON.parse(new TextDecoder().decode(encodeLexJson(value)))).toEqual(JSON.parse(json))
    expect(comparable(decodeDrisl(encodeDrisl(value)))).toEqual(comparable(value))
  })
})

/** What breaks the data model itself: by note, the failure of the object's decoder. */
const notValues: {
  readonly [note: string]: readonly [code: string, path: string, detail: string]
} = {
  'top-level not an object': ['wrong-type', '', 'expected object'],
  float: ['bad-integer', 'rcrd.a', 'not an integer within ±(2^53-1): 123.456'],
  'bytes with wrong field type': ['wrong-type', 'lnk.$bytes', '$bytes does not hold a string'],
  'bytes with extra fields': ['wrong-type', 'lnk', '$bytes does not stand alone in its object'],
  'link with wrong field type': ['wrong-type', 'lnk.$link', '$link does not hold a string'],
  'link with bogus CID': ['bad-cid', 'lnk', 'a link does not hold a valid CID'],
  'link with extra fields': ['wrong-type', 'lnk', '$link does not stand alone in its object'],
}

/** What only a decoder finds that knows what is to stand there. */
const notMembers: { readonly [note: string]: readonly [code: string, detail: string] } = {
  'record with $type null': ['missing-field', 'required field $type is missing'],
  'record with $type wrong type': ['missing-field', 'required field $type is missing'],
  'record with empty $type string': ['missing-field', 'required field $type is missing'],
  'blob with string size': ['wrong-type', 'size: expected integer, found a string'],
  'blob with missing key': ['missing-field', 'required field ref is missing'],
}

describe.skipIf(isAbsent(folder))(`the data model's invalid values${skipped}`, () => {
  it.each(load('data-model-invalid'))('$note', ({ note, json }) => {
    const ofValue = notValues[note]
    if (ofValue !== undefined) {
      const [code, path, detail] = ofValue
      const failure = failureOf(() => readJsonMap(new JsonReader(utf8Of(json), false)))
      expect(failure).toMatchObject({ name: 'DecodeError', code, path })
      expect(failure.message).toContain(detail)
      return
    }
    const [code, detail] = notMembers[note] ?? ['', 'a note that this test does not know']
    const start = json.indexOf('{', 1)
    const reader = new JsonReader(utf8Of(json.slice(start)), false)
    const read = note.startsWith('blob') ? readJsonBlob : readUnknownJson
    const failure = failureOf(() => read(reader))
    expect(failure).toMatchObject({ name: 'DecodeError', code })
    expect(failure.message).toContain(detail)
  })
})

function utf8Of(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
