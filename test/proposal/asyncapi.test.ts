import { beforeAll, describe, expect, it } from 'vitest'

import { subprotocols } from '../../templates/frame/subprotocol.js'
import { namesIn, valueAt } from '../lexicons/structure.js'
import { jsonOf, ownProposal, type OwnProposal } from './own-proposal.js'
import { itemsOf } from './vector-messages.js'

let proposal: OwnProposal
let document: unknown

beforeAll(async () => {
  proposal = await ownProposal()
  document = jsonOf(proposal, 'asyncapi.json')
})

/** The value that a `$ref` leads to: within the document, or into the schemas beside it. */
function resolve(reference: unknown): unknown {
  const [file = '', pointer = ''] = String(reference).split('#')
  const root = file === '' ? document : jsonOf(proposal, file.replace(/^\.\//, ''))
  return valueAt(root, ...pointer.split('/').slice(1))
}

function* referencesIn(value: unknown): Generator<string> {
  for (const name of namesIn(value)) {
    const member = valueAt(value, name)
    if (name === '$ref' && typeof member === 'string') yield member
    yield* referencesIn(member)
  }
  for (const item of itemsOf(value)) yield* referencesIn(item)
}

function streams() {
  return proposal.model.documents.flatMap(({ nsid, stream }) =>
    stream === undefined ? [] : [{ nsid, stream }],
  )
}

describe('the AsyncAPI document', () => {
  it('has what version 3.0.0 requires, and nothing at its top that it does not know', () => {
    const known = [
      'asyncapi',
      'id',
      'info',
      'servers',
      'defaultContentType',
      'channels',
      'operations',
      'components',
    ]
    const names = namesIn(document).filter((name) => !name.startsWith('x-'))
    expect(names.filter((name) => !known.includes(name))).toEqual([])
    expect(valueAt(document, 'asyncapi')).toBe('3.0.0')
    expect(namesIn(valueAt(document, 'info'))).toEqual(['title', 'version', 'description'])
  })

  it('has no reference that leads nowhere', () => {
    const references = [...referencesIn(document)]
    expect(references.length).toBeGreaterThan(50)
    for (const reference of references) expect(resolve(reference), reference).toBeDefined()
  })

  it('names its components with characters that the specification allows', () => {
    for (const name of namesIn(valueAt(document, 'components', 'messages'))) {
      expect(name).toMatch(/^[\w.-]+$/)
    }
  })

  it('has a channel for each stream, with every message and an error', () => {
    expect(namesIn(valueAt(document, 'channels'))).toEqual(streams().map(({ nsid }) => nsid))
    for (const { nsid, stream } of streams()) {
      const channel = valueAt(document, 'channels', nsid)
      expect(valueAt(channel, 'address')).toBe(`/xrpc/${nsid}`)
      const messages = valueAt(channel, 'messages')
      const titles = namesIn(messages).map((name) =>
        valueAt(resolve(valueAt(messages, name, '$ref')), 'title'),
      )
      expect(titles.slice(0, -1)).toEqual(stream.messages.map(({ $type }) => $type))
      expect(namesIn(messages).at(-1)).toBe('error')
    }
  })

  it('describes each message by the frame that carries it', () => {
    for (const { nsid, stream } of streams()) {
      for (const { $type } of stream.messages) {
        const name = `${nsid}.${$type.split('#')[1]}`
        const message = valueAt(document, 'components', 'messages', name)
        expect(valueAt(message, 'contentType')).toBe('application/json')
        const frame = resolve(valueAt(message, 'payload', 'schema', '$ref'))
        expect(valueAt(frame, 'title')).toBe($type)
      }
    }
  })

  it('has the query parameters and the subprotocol header of each stream as a WebSocket binding', () => {
    for (const { nsid, stream } of streams()) {
      const binding = valueAt(document, 'channels', nsid, 'bindings', 'ws')
      expect(namesIn(binding)).toEqual(['method', 'query', 'headers', 'bindingVersion'])
      expect(valueAt(binding, 'method')).toBe('GET')
      expect(namesIn(valueAt(binding, 'query', 'properties'))).toEqual(
        stream.parameters.map(({ name }) => name),
      )
      const header = valueAt(binding, 'headers', 'properties', 'Sec-WebSocket-Protocol')
      expect(valueAt(header, 'examples')).toEqual(subprotocols)
      expect(valueAt(header, 'description')).toBe(
        `The subprotocols that the client can read, by preference, with commas between. The server answers with the first of them that it supports, or with none. Without the header, and where it answers with none, the stream comes in ${stream.defaultSubprotocol}.`,
      )
    }
  })

  it('allows no cursor that a server has to refuse', () => {
    const found = streams().map(({ nsid }) => {
      const query = valueAt(document, 'channels', nsid, 'bindings', 'ws', 'query')
      const cursor = valueAt(query, 'properties', 'cursor')
      return ['type', 'minimum', 'maximum'].map((name) => valueAt(cursor, name))
    })
    const integer = ['integer', 0, Number.MAX_SAFE_INTEGER]
    expect(found).toEqual([['string', undefined, undefined], integer, integer, integer])
  })

  it('has an operation that sends the messages of each channel', () => {
    for (const { nsid } of streams()) {
      const operation = valueAt(document, 'operations', `send.${nsid}`)
      expect(valueAt(operation, 'action')).toBe('send')
      expect(resolve(valueAt(operation, 'channel', '$ref'))).toBe(
        valueAt(document, 'channels', nsid),
      )
      expect(itemsOf(valueAt(operation, 'messages')).map((each) => valueAt(each, '$ref'))).toEqual(
        namesIn(valueAt(document, 'channels', nsid, 'messages')).map(
          (name) => `#/channels/${nsid}/messages/${name}`,
        ),
      )
    }
  })
})
