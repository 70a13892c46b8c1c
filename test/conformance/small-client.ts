import { WebSocket, type RawData } from 'ws'
import type { ClientRuleId } from '../../codegen/conformance/rules/catalogue.js'
import type { Launch } from '../../codegen/conformance/client/launch.js'
import { anyCodecs } from '../../codegen/streams/any-codecs.js'
import { shortTypeOf, type AnyMessage } from '../../codegen/streams/any-message.js'
import { isSubprotocol, type Subprotocol } from '../../templates/frame/subprotocol.js'

const knownTypes = new Set(['#commit', '#sync', '#identity', '#account', '#info', '#cursor'])
const knownFields = new Set(['$type', 'seq', 'did', 'time', 'active'])
/** How long it waits before it connects again, in milliseconds. */
const backoffMs = 5

/** Starts a client, in this process, that is correct but for one rule. */
export function smallClient(flaw?: ClientRuleId): Launch {
  return async (environment, events) => {
    const client = new SmallClient(environment, flaw, (line) => events.line(JSON.stringify(line)))
    client.connect()
    return {
      end: async () => {
        client.end()
        events.ended(0)
      },
    }
  }
}

class SmallClient {
  readonly #url: string
  readonly #nsid: string
  readonly #offers: readonly string[]
  readonly #flaw: ClientRuleId | undefined
  readonly #print: (line: object) => void
  readonly #saved: number | undefined
  #webSocket: WebSocket | undefined
  #timer: NodeJS.Timeout | undefined
  #over = false
  #position: number | undefined
  #last: number | undefined
  #sequenceId: unknown
  #tells = false
  #outdated = false

  constructor(
    { url, nsid, cursor, subprotocols }: Parameters<Launch>[0],
    flaw: ClientRuleId | undefined,
    print: (line: object) => void,
  ) {
    this.#url = url
    this.#nsid = nsid
    this.#flaw = flaw
    this.#print = print
    const offers = subprotocols === '' ? [] : subprotocols.split(',')
    this.#offers = this.#has('client-offers') ? offers.toReversed() : offers
    this.#saved = cursor === '' || this.#has('client-saved-cursor') ? undefined : Number(cursor)
    this.#position = this.#saved
    if (cursor === '' && this.#has('client-start')) this.#position = 0
  }

  connect(): void {
    if (this.#has('client-connects') || this.#over) return
    const url = new URL(this.#url)
    if (this.#position !== undefined) url.searchParams.set('cursor', String(this.#position))
    const headers =
      this.#offers.length === 0 ? {} : { 'Sec-WebSocket-Protocol': this.#offers.join(', ') }
    const webSocket = new WebSocket(url, [], { headers })
    this.#webSocket = webSocket
    let encoding: Subprotocol = 'xrpc.v0.cbor'
    webSocket.on('error', () => undefined)
    webSocket.on('upgrade', (response) => {
      const selected = response.headers['sec-websocket-protocol']
      delete response.headers['sec-websocket-protocol']
      const isOffered = selected === undefined || this.#offers.includes(selected)
      if (!isOffered && !this.#has('client-wrong-token')) this.#fail('a wrong token')
      if (selected === undefined && this.#offers.length > 0 && this.#has('client-redials')) {
        this.#fail('no token')
      }
      const isSelected = selected !== undefined
      const spoken = isSelected && this.#has('client-encoding') ? this.#offers[0] : selected
      if (spoken !== undefined && isSubprotocol(spoken)) encoding = spoken
    })
    webSocket.on('message', (data, binary) => {
      if (!this.#over && webSocket === this.#webSocket) this.#receive(data, binary, encoding)
    })
    webSocket.on('close', () => {
      if (this.#over || webSocket !== this.#webSocket) return
      if (this.#has('client-reconnects')) return this.#fail('the connection was lost')
      this.#timer = setTimeout(() => this.connect(), backoffMs)
    })
  }

  end(): void {
    this.#over = true
    clearTimeout(this.#timer)
    this.#webSocket?.terminate()
  }

  #has(rule: ClientRuleId): boolean {
    return this.#flaw === rule
  }

  #fail(error: string): void {
    if (this.#over) return
    this.#over = true
    this.#print({ error })
    this.#webSocket?.close()
  }

  #receive(data: RawData, binary: boolean, encoding: Subprotocol): void {
    if (!(data instanceof Buffer)) return
    const isJson = encoding === 'xrpc.v1.json'
    if (binary === isJson) {
      if (isJson && this.#has('client-wrong-kind')) return
      return this.#fail('a message of the wrong kind')
    }
    try {
      this.#take(anyCodecs(this.#nsid)[encoding].decode(data))
    } catch {
      if (!this.#has('client-broken-frame')) this.#fail('a broken frame')
    }
  }

  #take(decoded: ReturnType<ReturnType<typeof anyCodecs>['xrpc.v0.cbor']['decode']>): void {
    switch (decoded.kind) {
      case 'message':
        return this.#takeMessage(decoded.message)
      case 'error': {
        const isFuture = decoded.error === 'FutureCursor'
        const isIgnored = isFuture ? 'client-future-cursor' : 'client-error-ends'
        return this.#has(isIgnored) ? undefined : this.#fail(decoded.error)
      }
      default:
        return this.#has('client-unknown-op') ? this.#fail('an unknown frame') : undefined
    }
  }

  #takeMessage(message: AnyMessage): void {
    const type = shortTypeOf(message, this.#nsid)
    if (!knownTypes.has(type)) {
      if (this.#has('client-unknown-message')) this.#fail('an unknown message')
      return
    }
    if (type === '#cursor') return this.#takeCursor(message)
    if (type === '#info') {
      this.#outdated = true
      if (this.#has('client-outdated')) this.#fail('a notice')
      return
    }
    const { seq } = message
    if (typeof seq !== 'number') return
    const isUnknown = Object.keys(message).some((name) => !knownFields.has(name))
    if (isUnknown && this.#has('client-unknown-field')) return this.#fail('an unknown field')
    const isRepeated = seq <= (this.#last ?? this.#saved ?? 0)
    if (isRepeated && !this.#has('client-drops-repeats')) return
    this.#last = seq
    const isBehind = this.#has('client-resumes') && !this.#tells
    this.#position = isBehind ? seq - 1 : Math.max(this.#position ?? 0, seq)
    if (seq === 5 && !this.#outdated && this.#has('client-messages')) return
    this.#print(message)
  }

  #takeCursor({ cursor, highestSeq, sequenceId, seqScheme }: AnyMessage): void {
    this.#tells = true
    const flaw = seqScheme === 'unix-micros' ? 'client-rollback' : 'client-sequence-changed'
    if (this.#sequenceId !== undefined && sequenceId !== this.#sequenceId && !this.#has(flaw)) {
      return this.#fail('the sequence has changed')
    }
    this.#sequenceId = sequenceId
    if (this.#has('client-cursor-position')) return
    const position = this.#has('client-cursor-ahead') ? highestSeq : cursor
    if (typeof position === 'number') this.#position = Math.max(this.#position ?? 0, position)
  }
}
