import type { WebSocket } from 'ws'

import type {
  ConnectionScript,
  SendStep,
  Transcript,
} from '../../proposal/vectors/transcripts/transcript.js'
import { nsid } from '../../proposal/vectors/transcripts/script.js'
import type { RuleId } from '../rules/catalogue.js'
import type { Breach } from '../server/findings.js'
import type { Launch } from './launch.js'
import { PlayedServer, type Knock } from './played-server.js'
import { PrintedLines } from './printed-lines.js'

/** What came of playing a transcript to a client. */
export interface ClientPlay {
  readonly transcript: Transcript
  /** Which rule it breaks, if it breaks one; the play then ended there. */
  readonly failure: (Breach & { readonly rule: RuleId }) | undefined
  /** Whether the client does not have what the transcript is about. */
  readonly notOffered: string | undefined
  /** Whether it connected at all. */
  readonly connected: boolean
}

export interface ClientPlayOptions {
  /** How long each step may take, in milliseconds. */
  readonly timeoutMs: number
  /** How long the client may take to connect again, and to start, in milliseconds. */
  readonly reconnectMs: number
  readonly signal: AbortSignal
}

/** Thrown where the play ends early. */
class PlayEnd extends Error {
  override readonly name = 'PlayEnd'
  readonly failure: ClientPlay['failure']
  readonly notOffered: string | undefined

  constructor(failure: ClientPlay['failure'], notOffered?: string) {
    super('the play has ended')
    this.failure = failure
    this.notOffered = notOffered
  }
}

/** Starts a client, and plays the server of a transcript to it. Rejects only when aborted. */
export async function playToClient(
  transcript: Transcript,
  launch: Launch,
  options: ClientPlayOptions,
): Promise<ClientPlay> {
  const player = new Player(transcript, options)
  try {
    await player.run(launch)
    return player.result(undefined)
  } catch (error) {
    options.signal.throwIfAborted()
    if (error instanceof PlayEnd) return player.result(error)
    throw error
  } finally {
    await player.stop()
  }
}

class Player {
  readonly #transcript: Transcript
  readonly #options: ClientPlayOptions
  readonly #printed: PrintedLines
  readonly #server = new PlayedServer(() => this.#wake())
  readonly #waiting = new Set<() => void>()
  #endClient: (() => Promise<void>) | undefined
  #ended: number | string | undefined
  #connected = false

  constructor(transcript: Transcript, options: ClientPlayOptions) {
    this.#transcript = transcript
    this.#options = options
    this.#printed = new PrintedLines(transcript.prints.messages)
  }

  result(end: PlayEnd | undefined): ClientPlay {
    return {
      transcript: this.#transcript,
      failure: end?.failure,
      notOffered: end?.notOffered,
      connected: this.#connected,
    }
  }

  async run(launch: Launch): Promise<void> {
    const { client, connections } = this.#transcript
    const host = await this.#server.start()
    const running = await launch(
      {
        url: `${host}/xrpc/${nsid}`,
        host,
        nsid,
        cursor: client.cursor === null ? '' : String(client.cursor),
        subprotocols: client.subprotocols.join(','),
      },
      {
        line: (text) => {
          this.#printed.add(text)
          this.#wake()
        },
        ended: (how) => {
          this.#ended = how
          this.#wake()
        },
      },
    )
    this.#endClient = () => running.end()
    for (const connection of connections) {
      const isOver = await this.#play(connection)
      if (isOver) break
    }
    await this.#conclude()
  }

  async stop(): Promise<void> {
    await this.#endClient?.()
    await this.#server.stop()
  }

  /** @returns whether the client has ended instead of connecting, as it may */
  async #play(
    script: ConnectionScript,
    offers = script.request.offers,
    missing = script.request.missing,
  ): Promise<boolean> {
    const { request, selects, steps, mayRedial = false } = script
    const { outcome } = this.#transcript
    await this.#until(() => this.#server.hasKnock || this.#isOver, this.#options.reconnectMs)
    const knock = this.#server.takeKnock()
    if (knock === undefined) {
      if (this.#isOver && this.#connected && outcome.is !== 'goes-on') return true
      return this.#fail(missing, { expected: 'a connection', came: this.#state() })
    }
    this.#connected = true
    this.#checkRequest(knock, request, offers)
    const webSocket = await knock.accept(selects)
    const connection = { closed: undefined as number | undefined }
    webSocket.on('close', (code) => {
      connection.closed = code
      this.#wake()
    })
    const mayClose = steps.some((step) => step.do === 'client-closes' || isError(step))
    for (const step of steps) {
      switch (step.do) {
        case 'send':
          await sent(webSocket, step)
          break
        case 'close':
          webSocket.close(step.code, step.reason)
          break
        case 'lose':
          webSocket.terminate()
          break
        case 'client-closes': {
          const isClosed = await this.#until(() => connection.closed !== undefined)
          if (isClosed) break
          const expected = 'the client to close the connection'
          this.#fail(step.rule, { expected, came: 'it stays open' })
        }
      }
    }
    const endsHere = steps.some(({ do: what }) => what === 'close' || what === 'lose')
    const isLast = script === this.#transcript.connections.at(-1)
    if (mayClose || endsHere || !isLast) return false
    await this.#until(() => connection.closed !== undefined || this.#printed.next === undefined)
    if (connection.closed === undefined) return false
    if (mayRedial && offers.length > 0) return await this.#play(script, [], outcome.rule)
    return this.#fail(outcome.rule, {
      expected: 'the connection to go on',
      came: `the client closed it${connection.closed === 1006 ? '' : ` with ${connection.closed}`}`,
    })
  }

  #checkRequest(
    { cursor, offers }: Knock,
    request: ConnectionScript['request'],
    dueOffers: readonly string[],
  ): void {
    if (dueOffers.length > 0 && offers.length === 0) {
      throw new PlayEnd(undefined, 'the client offers no subprotocols')
    }
    if (offers.join() !== dueOffers.join()) {
      const expected = dueOffers.join(', ') || 'nothing'
      this.#fail('client-offers', { expected, came: offers.join(', ') || 'nothing' })
    }
    const due = request.cursor
    const came = cursor === undefined ? 'no cursor' : `cursor=${cursor}`
    if (typeof due === 'object' && due !== null) {
      const isLow = cursor !== undefined && Number(cursor) <= due.atMost
      if (!isLow) this.#fail(request.rule, { expected: `a cursor of at most ${due.atMost}`, came })
      return
    }
    const expected = due === null ? 'no cursor' : `cursor=${due}`
    if (came !== expected) this.#fail(request.rule, { expected, came })
  }

  /** Waits for the end that the transcript says. */
  async #conclude(): Promise<void> {
    const { outcome, prints } = this.#transcript
    const isComplete = () => this.#printed.next === undefined
    switch (outcome.is) {
      case 'goes-on':
        await this.#until(() => isComplete() || this.#isOver)
        break
      case 'either':
        await this.#until(() => (isComplete() && prints.messages.length > 0) || this.#isOver)
        // It may hand out less where it has ended, and need not say anything where nothing is due.
        if (this.#isOver || prints.messages.length === 0) return
        break
      case 'ends':
        await this.#until(() => this.#isOver || this.#server.hasKnock)
        if (this.#isOver) break
        this.#fail(outcome.rule, {
          expected: 'the end of the client, or an error',
          came: this.#server.hasKnock ? this.#knocked() : this.#state(),
        })
    }
    if (isComplete()) return
    this.#fail(prints.rule, { expected: `seq ${this.#printed.next}`, came: this.#state() })
  }

  #knocked(): string {
    const knock = this.#server.takeKnock()
    return `a further connection with ${knock?.cursor === undefined ? 'no cursor' : `cursor=${knock.cursor}`}`
  }

  get #isOver(): boolean {
    return this.#ended !== undefined || this.#printed.error !== undefined
  }

  #state(): string {
    if (this.#printed.error !== undefined) return `the error ${this.#printed.error}`
    return this.#ended === undefined ? 'nothing' : `the client ended with ${this.#ended}`
  }

  #fail(rule: RuleId, breach: Breach): never {
    throw new PlayEnd({ ...breach, rule })
  }

  /**
   * Waits until something is so, or the time is over; a wrong line ends the play at once.
   *
   * @returns whether it is so
   */
  async #until(isSo: () => boolean, ms = this.#options.timeoutMs): Promise<boolean> {
    const { signal } = this.#options
    await new Promise<void>((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', finish)
        this.#waiting.delete(check)
        resolve()
      }
      const check = () => {
        if (isSo() || this.#printed.breach !== undefined || signal.aborted) finish()
      }
      const timer = setTimeout(finish, ms)
      signal.addEventListener('abort', finish)
      this.#waiting.add(check)
      check()
    })
    signal.throwIfAborted()
    const { breach } = this.#printed
    if (breach !== undefined) this.#fail(this.#transcript.prints.rule, breach)
    return isSo()
  }

  #wake(): void {
    for (const check of this.#waiting) check()
  }
}

function isError(step: ConnectionScript['steps'][number]): boolean {
  return step.do === 'send' && 'error' in step.means
}

/** Sends a frame, and waits until it is on its way. */
async function sent(webSocket: WebSocket, { frame }: SendStep): Promise<void> {
  const data = 'text' in frame ? frame.text : Buffer.from(frame.binary, 'hex')
  await new Promise<void>((resolve) => webSocket.send(data, () => resolve()))
}
