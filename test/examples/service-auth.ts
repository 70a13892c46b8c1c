import type { IncomingMessage } from 'node:http'
import { verifyJwt, XRPCError } from '@atproto/xrpc-server'
import { forbidden, RefusalError, unauthorized } from '../../generated/runtime/server/index.js'

/** Who may connect to a service's stream, and how its tokens are checked. */
export interface ServiceAuthOptions {
  /** The DID of the service that serves the stream: the audience of tokens. */
  readonly serviceDid: string
  /** The NSID of the stream: the `lxm` of tokens. */
  readonly nsid: string
  /** The DIDs of those who may connect. */
  readonly allowed: ReadonlySet<string>
  /** The `did:key` of whoever issued a token, from their DID document. */
  readonly signingKeyOf: (did: string, forceRefresh: boolean) => Promise<string>
}

/** Makes an auth hook that takes service tokens; what it answers is the DID of who is asking. */
export function serviceAuth(options: ServiceAuthOptions) {
  return async ({ headers }: IncomingMessage): Promise<{ readonly did: string }> => {
    const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]
    if (token === undefined) throw new RefusalError(unauthorized('a service token is required'))
    const did = await issuerOf(token, options)
    if (!options.allowed.has(did)) {
      throw new RefusalError(forbidden(`${did} may not read this stream`))
    }
    return { did }
  }
}

async function issuerOf(token: string, options: ServiceAuthOptions): Promise<string> {
  const { serviceDid, nsid, signingKeyOf } = options
  try {
    return (await verifyJwt(token, serviceDid, nsid, signingKeyOf)).iss
  } catch (error) {
    if (error instanceof XRPCError) {
      throw new RefusalError(unauthorized(error.message, error.customErrorName))
    }
    // The parts of a token are JSON, or should be.
    if (error instanceof SyntaxError) {
      throw new RefusalError(unauthorized('poorly formatted jwt', 'BadJwt'))
    }
    throw error
  }
}
