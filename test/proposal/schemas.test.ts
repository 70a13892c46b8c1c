import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'

import { isObject, namesIn, valueAt } from '../lexicons/structure.js'
import { jsonOf, ownProposal, type OwnProposal } from './own-proposal.js'
import { vectorMessages } from './vector-messages.js'

let proposal: OwnProposal
let ajv: Ajv2020
/** By NSID: whether a value is a frame of that stream. */
const frames = new Map<string, ValidateFunction>()

beforeAll(async () => {
  proposal = await ownProposal()
  ajv = new Ajv2020({ strict: true, strictTypes: true, strictTuples: true, allErrors: true })
  for (const path of schemaPaths()) {
    const schema = jsonOf(proposal, path)
    if (isObject(schema)) ajv.addSchema(schema)
  }
  for (const nsid of proposal.streams) frames.set(nsid, ajv.compile({ $ref: `${nsid}.json` }))
})

function schemaPaths(): readonly string[] {
  return [...proposal.files.keys()].filter((path) => path.startsWith('schemas/'))
}

function isFrame(nsid: string, value: unknown): boolean {
  const validate = frames.get(nsid)
  if (validate === undefined) throw new Error(`there is no schema of ${nsid}`)
  return validate(value)
}

function inFrame(payload: unknown): unknown {
  return { $type: 'message', payload }
}

describe('the schemas', () => {
  it('are there for every document that messages come from, and are of draft 2020-12', () => {
    expect(schemaPaths()).toEqual([
      'schemas/chat.bsky.moderation.subscribeModEvents.json',
      'schemas/com.atproto.label.defs.json',
      'schemas/com.atproto.label.subscribeLabels.json',
      'schemas/com.atproto.stream.getStatus.json',
      'schemas/com.atproto.sync.subscribeRepos.json',
      'schemas/network.bsky.jetstream.subscribeEvents.json',
    ])
    for (const path of schemaPaths()) {
      const schema = jsonOf(proposal, path)
      expect(ajv.validateSchema(isObject(schema) ? schema : false)).toBe(true)
      expect(valueAt(schema, '$id')).toBe(path.slice('schemas/'.length))
    }
  })

  it('describe the answer of getStatus', () => {
    const isAnswer = ajv.compile({ $ref: 'com.atproto.stream.getStatus.json' })
    const least = { stream: 'com.example.ticks', highestSeq: 0, subprotocols: ['xrpc.v0.cbor'] }
    expect(isAnswer(least)).toBe(true)
    expect(isAnswer({ ...least, lowestSeq: 1, seqScheme: 'counter', shardCount: 8 })).toBe(true)
    expect(isAnswer({ ...least, highestSeq: -1 })).toBe(false)
    expect(isAnswer({ ...least, subprotocols: undefined })).toBe(false)
    expect(isAnswer({ ...least, sequenceId: 1 })).toBe(false)
  })

  it('have every definition compile under strict rules', () => {
    for (const path of schemaPaths()) {
      for (const name of namesIn(valueAt(jsonOf(proposal, path), '$defs'))) {
        const reference = `${path.slice('schemas/'.length)}#/$defs/${name}`
        expect(typeof ajv.compile({ $ref: reference }), reference).toBe('function')
      }
    }
  })

  it('have a frame for each message of each stream, and one for errors', () => {
    for (const { nsid, stream } of proposal.model.documents) {
      if (stream === undefined) continue
      const names = namesIn(valueAt(jsonOf(proposal, `schemas/${nsid}.json`), '$defs'))
      expect(names.filter((name) => name.endsWith('.frame'))).toEqual([
        ...stream.messages.map(({ reference }) => `${reference.name}.frame`),
        'Error.frame',
      ])
    }
  })
})

describe('a frame', () => {
  it('is valid for every message of the vectors', () => {
    const messages = vectorMessages(proposal)
    expect(messages.length).toBeGreaterThan(100)
    for (const { nsid, id, value } of messages) {
      expect(isFrame(nsid, inFrame(value)), `${nsid} ${id}`).toBe(true)
    }
  })

  it('is of its own stream only', () => {
    for (const { nsid, id, value } of vectorMessages(proposal)) {
      for (const other of proposal.streams) {
        expect(isFrame(other, inFrame(value)), `${nsid} ${id} in ${other}`).toBe(other === nsid)
      }
    }
  })

  it('is invalid without any one of the fields that the lexicon requires', () => {
    let count = 0
    for (const { nsid, stream, definitions } of proposal.model.documents) {
      for (const { $type, reference } of stream?.messages ?? []) {
        const found = vectorMessages(proposal).find(({ value }) => value['$type'] === $type)
        const type = definitions.find(({ name }) => name === reference.name)?.type
        if (found === undefined || type?.kind !== 'object') throw new Error(`${$type} is missing`)
        const required = type.properties.filter((property) => property.required)
        for (const name of ['$type', ...required.map((property) => property.name)]) {
          const { [name]: _taken, ...rest } = found.value
          expect(isFrame(nsid, inFrame(rest)), `${$type} without ${name}`).toBe(false)
          count++
        }
      }
    }
    expect(count).toBeGreaterThan(100)
  })

  it('is invalid where a value has a wrong type', () => {
    for (const { nsid, id, value } of vectorMessages(proposal)) {
      const properties = propertiesOf(nsid, value['$type'])
      for (const name of Object.keys(value).filter((key) => Object.hasOwn(properties, key))) {
        const wrong = { ...value, [name]: [[1.5]] }
        expect(isFrame(nsid, inFrame(wrong)), `${nsid} ${id} ${name}`).toBe(false)
      }
    }
  })

  const cursor = {
    $type: 'com.atproto.sync.subscribeRepos#cursor',
    cursor: 1,
    highestSeq: 2,
    live: true,
  }
  it.each([
    ['as it should be', {}, true],
    ['with a field that nobody knows', { more: [] }, true],
    ['with a scheme that nobody knows', { seqScheme: 'tid' }, true],
    ['with a negative position', { cursor: -1 }, false],
    ['with half a position', { cursor: 0.5 }, false],
    ['with a number beyond 2^53-1', { highestSeq: 2 ** 53 }, false],
    ['with a lowest number of 0', { lowestSeq: 0 }, false],
    ['with a name of 128 bytes', { sequenceId: 'x'.repeat(128) }, true],
    ['with a name of 129 bytes', { sequenceId: 'x'.repeat(129) }, false],
    ['with a time', { time: '2026-07-04T12:00:00.123456Z' }, true],
    ['with a time without a zone', { time: '2026-07-04T12:00:00' }, false],
    ['with a time of an unknown zone', { time: '2026-07-04T12:00:00-00:00' }, false],
    ['with null', { lowestSeq: null }, false],
  ])('of #cursor, %s', (_words, fields, valid) => {
    expect(isFrame('com.atproto.sync.subscribeRepos', inFrame({ ...cursor, ...fields }))).toBe(
      valid,
    )
  })

  it.each([
    [{ $type: 'error', error: 'FutureCursor' }, true],
    [{ $type: 'error', error: 'SomethingNew', message: 'words' }, true],
    [{ $type: 'error' }, false],
    [{ $type: 'error', error: '' }, false],
    [{ $type: 'error', error: 'FutureCursor', message: 1 }, false],
    [{ $type: 'message' }, false],
    [{ $type: 'other', payload: {} }, false],
    [{}, false],
    ['text', false],
  ])('%j: %s', (frame, valid) => {
    expect(isFrame('com.atproto.sync.subscribeRepos', frame)).toBe(valid)
  })
})

/** The properties that the schema of a message names. */
function propertiesOf(nsid: string, $type: unknown): Readonly<Record<string, unknown>> {
  const definitions = valueAt(jsonOf(proposal, `schemas/${nsid}.json`), '$defs')
  const own = namesIn(definitions).map((name) => valueAt(definitions, name, 'properties'))
  const found = own.find((each) => valueAt(each, '$type', 'const') === $type)
  if (!isObject(found)) throw new Error(`${nsid} has no schema of ${String($type)}`)
  return found
}
