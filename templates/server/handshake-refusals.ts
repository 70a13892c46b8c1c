import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { clientAddress } from './client-address.js'
import type { ServerLog } from './logging/server-log.js'
import { RefusalMeter, type RefusalCount } from './metrics/refusal-meter.js'
import { refuseRequest, refuseUpgrade, type Refusal } from './refusal.js'

/** Refuses requests for streams: answers, counts and logs. */
export class HandshakeRefusals {
  readonly #trustedHops: number
  readonly #log: ServerLog | undefined
  readonly #meter = new RefusalMeter()

  constructor(trustedHops: number, log: ServerLog | undefined) {
    this.#trustedHops = trustedHops
    this.#log = log
  }

  /** How many there were so far. */
  counted(): readonly RefusalCount[] {
    return this.#meter.counted()
  }

  /** Refuses to upgrade; `stream` is absent where there is none of that name. */
  upgrade(
    request: IncomingMessage,
    socket: Duplex,
    refusal: Refusal,
    stream: string | undefined,
  ): void {
    this.#note(request, refusal, stream)
    refuseUpgrade(socket, refusal)
  }

  /** Refuses a plain request for a stream. */
  plain(
    request: IncomingMessage,
    response: ServerResponse,
    refusal: Refusal,
    stream: string,
  ): void {
    this.#note(request, refusal, stream)
    refuseRequest(response, refusal)
  }

  #note(request: IncomingMessage, refusal: Refusal, stream: string | undefined): void {
    this.#meter.count(refusal)
    this.#log?.refused(refusal, stream, clientAddress(request, this.#trustedHops))
  }
}
