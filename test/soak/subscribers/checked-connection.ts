import { WebSocket, type RawData } from 'ws'
import { params, stream } from '../../../generated/com.atproto.sync.subscribeRepos.js'
import { ConnectionCheck, type Asked } from './connection-check.js'
import type { Circumstances } from './circumstances.js'

/** A connection over a real socket, of which everything that comes is checked. */
export class CheckedConnection {
  readonly asked: Asked
  readonly check: ConnectionCheck
  /** Resolves once the connection is over, however that came to be. */
  readonly ended: Promise<void>
  readonly #webSocket: WebSocket
  readonly #around: Circumstances
  #over = false
  #leaving = false
  /** What is waited for. */
  #waiting: { readonly holds: () => boolean; readonly done: () => void } | undefined

  constructor(asked: Asked, around: Circumstances) {
    const { port, accounts, messages, tally } = around
    this.asked = asked
    this.#around = around
    tally.connections++
    this.check = new ConnectionCheck(asked, accounts, messages, (problem) => {
      this.#report(problem)
    })
    // Today's clients offer nothing, and get v0.
    const offersNothing = asked.subprotocol === 'xrpc.v0.cbor' && around.random() < 0.5
    const offers = offersNothing ? [] : [asked.subprotocol]
    this.#webSocket = new WebSocket(`ws://127.0.0.1:${port}${target(asked)}`, offers)
    this.#webSocket.on('message', (data: RawData, binary: boolean) => this.#take(data, binary))
    this.#webSocket.on('error', (error) => {
      if (!this.#leaving) this.#report(error.message)
    })
    this.ended = new Promise((resolve) => {
      this.#webSocket.once('close', (code, reason) => {
        this.#over = true
        this.#judgeEnd(code, reason.toString())
        this.#count()
        this.#waiting?.done()
        resolve()
      })
    })
  }

  get over(): boolean {
    return this.#over
  }

  pause(): void {
    if (this.#webSocket.readyState === WebSocket.OPEN) this.#webSocket.pause()
  }

  resume(): void {
    if (this.#webSocket.readyState === WebSocket.OPEN) this.#webSocket.resume()
  }

  /** Resolves once something holds that messages bring about, or the connection is over. */
  async until(holds: () => boolean): Promise<void> {
    if (holds() || this.#over) return
    await new Promise<void>((done) => {
      this.#waiting = { holds, done }
    })
    this.#waiting = undefined
  }

  /** Leaves, in one of several ways; resolves once the connection is over. */
  async leave(how: 'closing' | 'terminating'): Promise<void> {
    this.#leaving = true
    // A connection that is closed still takes, and checks, what is on its way.
    if (how === 'closing') this.#webSocket.close(1000)
    else this.#webSocket.terminate()
    this.resume()
    await this.ended
  }

  #take(data: RawData, binary: boolean): void {
    if (!(data instanceof Buffer)) throw new Error('the message is not in one piece')
    this.#around.tally.bytes += data.length
    try {
      this.check.take(data, binary)
    } catch (error) {
      this.#report(error instanceof Error ? error.message : String(error))
    }
    this.#around.sawSeq(this.check.position ?? 0)
    if (this.#waiting?.holds() === true) this.#waiting.done()
  }

  #judgeEnd(code: number, reason: string): void {
    const { error, position, tooSlowAfter } = this.check
    if (tooSlowAfter !== undefined) {
      this.#around.tally.tooSlowAfter.push(tooSlowAfter)
      if (code !== 1008 || reason !== 'ConsumerTooSlow') {
        this.#report(`${error}, but ${code} ${reason}`)
      }
    } else if (error !== undefined || !this.#leaving) {
      this.#report(`ended with ${code} ${reason} after ${error ?? position ?? 'nothing'}`)
    }
  }

  #count(): void {
    const { tally } = this.#around
    tally.messages += this.check.messages
    tally.movedBack += this.check.movedBack
    tally.wentLive += this.check.wentLive
    if (this.check.outdated) tally.outdated++
  }

  #report(problem: string): void {
    const { subprotocol, part, cursor } = this.asked
    const which = part === undefined ? 'all' : `shard ${part.index}/${part.count}`
    this.#around.report(`${subprotocol}, ${which}, from ${cursor ?? 'now on'}: ${problem}`)
  }
}

function target({ part, cursor }: Asked): string {
  const query = params.serialize({
    ...(cursor === undefined ? {} : { cursor }),
    ...(part === undefined ? {} : { shard: part.index, shardCount: part.count }),
  })
  return `/xrpc/${stream.nsid}?${query}`
}
