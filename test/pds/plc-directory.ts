import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { listenOnLoopback } from './loopback.js'

/** A stand-in for the PLC directory. */
export interface PlcDirectory {
  readonly url: string
  close(): Promise<void>
}

type JsonObject = Readonly<Record<string, unknown>>

/**
 * Starts a PLC directory over HTTP: it stores the operations that are posted to it, unverified, and
 * answers `/<did>` with the DID document that the last one describes, `/<did>/data` with its data and
 * `/<did>/log/last` with the operation itself.
 */
export async function startPlcDirectory(): Promise<PlcDirectory> {
  const lastOperations = new Map<string, JsonObject>()

  async function answer(request: IncomingMessage): Promise<unknown> {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const [did = '', ...rest] = path.slice(1).split('/').map(decodeURIComponent)
    if (request.method === 'POST') {
      lastOperations.set(did, objectIn(await json(request)))
      return {}
    }
    const operation = lastOperations.get(did)
    if (operation === undefined) return undefined
    return answers.get(rest.join('/'))?.(did, operation)
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body: unknown
    try {
      body = await answer(request)
      response.statusCode = body === undefined ? 404 : 200
    } catch (error) {
      body = { message: String(error) }
      response.statusCode = 400
    }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(body ?? { message: 'not found' }))
  }

  const server = createServer((request, response) => void respond(request, response))
  const listening = await listenOnLoopback(server)
  return { url: `http://${listening.authority}`, close: () => listening.close() }
}

const answers: ReadonlyMap<string, (did: string, operation: JsonObject) => unknown> = new Map([
  ['', didDocument],
  ['data', documentData],
  ['log/last', (_did: string, operation: JsonObject) => operation],
])

function documentData(did: string, operation: JsonObject): unknown {
  const { rotationKeys, verificationMethods, alsoKnownAs, services } = operation
  return { did, rotationKeys, verificationMethods, alsoKnownAs, services }
}

function didDocument(did: string, operation: JsonObject): unknown {
  const keys = Object.entries(objectIn(operation['verificationMethods']))
  const services = Object.entries(objectIn(operation['services']))
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    alsoKnownAs: operation['alsoKnownAs'],
    verificationMethod: keys.map(([name, didKey]) => ({
      id: `${did}#${name}`,
      type: 'Multikey',
      controller: did,
      publicKeyMultibase: String(didKey).replace(/^did:key:/, ''),
    })),
    service: services.map(([name, service]) => {
      const { type, endpoint } = objectIn(service)
      return { id: `#${name}`, type, serviceEndpoint: endpoint }
    }),
  }
}

function objectIn(value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null) throw new TypeError('not an object')
  return Object.fromEntries(Object.entries(value))
}
