import { wsDial } from '../../templates/client/node/ws-dial.js'
import type { Start } from '../../templates/client/start-point.js'
import type { SubscribeOptions } from '../../templates/client/subscribe-options.js'
import { planSubscription } from '../../templates/client/subscription-plan.js'
import { StreamError } from '../../templates/client/subscribe-error.js'
import { Subscription } from '../../templates/client/subscription.js'
import { isCursorMessage } from '../../templates/stream/cursor-message.js'
import { seqOf } from '../../templates/stream/message.js'
import type { CommandContext } from '../commands/command-context.js'
import { exitCode } from '../commands/exit-code.js'
import { printDiagnostics } from '../commands/print-diagnostics.js'
import { ownStages } from '../pipeline.js'
import { paint } from '../terminal.js'
import type { AnyMessage } from './any-message.js'
import { showDuration } from './duration.js'
import { explainEnd } from './explain-end.js'
import { messageLine, type LineFormat } from './message-line.js'
import { OutputGate } from './output-gate.js'
import { inOrder, SeqOrder } from './seq-order.js'
import { sinceCursor } from './since-cursor.js'
import { StatusLine } from './status-line.js'
import { anyStream, type AnyParams } from './stream-descriptor.js'
import { lookUpStream, type StreamLexicon } from './stream-lexicon.js'
import { TailFailure } from './tail-failure.js'
import { TailMeter } from './tail-meter.js'
import type { TailOptions } from './tail-options.js'
import { TailTypes } from './tail-types.js'
import { MessageWarnings } from './message-warnings.js'
import { warnOfUnknownFields } from './unknown-fields.js'
import { watchedDial } from './watched-dial.js'
import { Warnings } from './warnings.js'

/**
 * Runs `lexstream tail` and returns the exit code. To be interrupted, or to have nobody read any
 * more, is how a tail ends, so that it is no failure.
 */
export async function runTail(options: TailOptions, context: CommandContext): Promise<number> {
  const { terminal, stages = ownStages } = context
  const { address, lexicons, check } = options
  const lookup = await lookUpStream(address.nsid, lexicons, stages)
  const label = paint(terminal.err, 'red', 'error:')
  if (lookup.kind === 'broken') {
    printDiagnostics(terminal.err, lookup.diagnostics, 'text')
    terminal.err.write(`${label} the lexicons are wrong: mend them, or leave --lexicons out\n`)
    return exitCode.failure
  }
  const lexicon = lookup.kind === 'found' ? lookup.lexicon : undefined
  if (lexicon === undefined && (lexicons !== undefined || check)) {
    const where = lexicons ?? 'the lexicons that come with the program (see --lexicons)'
    terminal.err.write(`${label} there is no stream ${address.nsid} in ${where}\n`)
    return exitCode.failure
  }
  return await new Tail(options, context, lexicon).run()
}

/** One tail, from its first connection to its end. */
class Tail {
  readonly #options: TailOptions
  readonly #context: CommandContext
  readonly #lexicon: StreamLexicon | undefined
  readonly #warnings = new Warnings((text) => this.#note(text))
  readonly #order = new SeqOrder()
  readonly #meter = new TailMeter(() => performance.now())
  readonly #types: TailTypes
  readonly #messageWarnings: MessageWarnings
  readonly #gate: OutputGate
  readonly #status: StatusLine
  readonly #end = new AbortController()
  #subscription: Subscription<AnyMessage> | undefined
  /** What ends it other than the subscription's own errors. */
  #failure: string | undefined
  #wasOpen = false
  #isFirst = true
  #timer: NodeJS.Timeout | undefined
  #printed = 0
  /** The cursor before the message that is being printed. */
  #consumed: number | undefined

  constructor(options: TailOptions, context: CommandContext, lexicon: StreamLexicon | undefined) {
    const { terminal, interrupt } = context
    const { nsid } = options.address
    this.#options = options
    this.#context = context
    this.#lexicon = lexicon
    this.#status = new StatusLine(terminal.err, () => this.#describe())
    if (lexicon !== undefined) {
      warnOfUnknownFields(options.fields ?? [], lexicon, this.#warnings)
    }
    this.#types = new TailTypes(options.types, nsid, lexicon, this.#warnings)
    this.#messageWarnings = new MessageWarnings(nsid, lexicon, options.check, this.#warnings)
    this.#gate = new OutputGate(terminal.out, interrupt)
  }

  async run(): Promise<number> {
    const { terminal, interrupt } = this.#context
    const signal = AbortSignal.any([interrupt, terminal.out.closed, this.#end.signal])
    let failed: { readonly error: unknown } | undefined
    this.#status.start()
    try {
      const start = await this.#startingPoint(signal)
      this.#subscription = this.#subscribe(start, signal)
      this.#consumed = typeof start === 'number' ? start : undefined
      await this.#follow(this.#subscription)
    } catch (error) {
      // What was under way when it was told to stop has failed for no other reason.
      if (!interrupt.aborted && !terminal.out.closed.aborted) failed = { error }
    } finally {
      clearTimeout(this.#timer)
      this.#status.stop()
    }
    await this.#gate.flush()
    return this.#finish(failed)
  }

  async #startingPoint(signal: AbortSignal): Promise<Start> {
    const { start, address, timeoutMs } = this.#options
    if (start.kind === 'now') return 'live'
    if (start.kind === 'cursor') return start.cursor
    const since = await sinceCursor({
      address,
      agoMs: start.agoMs,
      timeoutMs,
      signal,
      now: Date.now,
      connect: (limited) => this.#subscribe('live', limited),
    })
    this.#wasOpen = false
    if (since.kind === 'cursor') {
      // A host that counts, and takes times for cursors, goes on with other numbers.
      return { since: new Date(since.cursor / 1000), seqScheme: 'unix-micros' }
    }
    throw new TailFailure(`--since ${start.text}: ${since.reason}; use --cursor or --oldest`)
  }

  #subscribe(cursor: Start, signal: AbortSignal): Subscription<AnyMessage> {
    const { address, shard, subprotocols, timeoutMs } = this.#options
    const plain = anyStream(address.nsid, this.#lexicon?.defaultSubprotocol ?? 'xrpc.v0.cbor')
    const descriptor = { ...plain, codecs: inOrder(plain.codecs, this.#order) }
    const options: SubscribeOptions<AnyParams> = {
      url: address.url,
      subprotocols,
      signal,
      cursor,
      ...(shard === undefined
        ? {}
        : { params: { shard: String(shard.index), shardCount: String(shard.count) } }),
      onReconnect: ({ error, failures, delayMs }) => {
        const gaveUp = !this.#wasOpen || failures > this.#options.retries
        if (gaveUp) throw error
        const wait = showDuration(delayMs)
        this.#note(`${explainEnd(error) ?? error.message}; connecting again in ${wait}`)
      },
      onUnknown: (frame) => this.#messageWarnings.unknownFrame(frame),
    }
    const bare = wsDial({ handshakeTimeoutMs: timeoutMs, headers: address.headers })
    // What is idle for so long has ended by then.
    const dial = watchedDial(bare, 2 * timeoutMs, {
      dialling: () => {
        this.#order.restart()
        this.#meter.restart()
        this.#isFirst = true
      },
      opened: () => this.#opened(),
    })
    return new Subscription(planSubscription(descriptor, options, dial))
  }

  #opened(): void {
    this.#wasOpen = true
    if (!this.#options.untilLive) return
    const { timeoutMs } = this.#options
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#failure = `--until-live: the host has sent nothing within ${showDuration(timeoutMs)}, so that it does not tell when the stream is live`
      this.#end.abort()
    }, timeoutMs)
  }

  async #follow(subscription: Subscription<AnyMessage>): Promise<void> {
    const { json, fields, address, count, untilLive } = this.#options
    const { out } = this.#context.terminal
    const format: LineFormat = {
      json,
      fields,
      paintType: (type) => paint(out, 'cyan', type),
    }
    for await (const message of subscription) {
      this.#notice(message, subscription)
      // A message without a number stands for no position that would be lost with it.
      if (seqOf(message) === undefined) this.#consumed = subscription.cursor
      const line = this.#types.includes(message)
        ? messageLine(message, address.nsid, format)
        : undefined
      if (line !== undefined) {
        if (out.isTTY) this.#status.hide()
        this.#printed += 1
        await this.#gate.write(`${line}\n`, this.#consumed)
        if (this.#printed === count) return
      }
      this.#consumed = subscription.cursor
      if (untilLive && isCursorMessage(address.nsid, message) && message.live) return
    }
  }

  #notice(message: AnyMessage, subscription: Subscription<AnyMessage>): void {
    clearTimeout(this.#timer)
    if (this.#isFirst) this.#noticeFirst(message, subscription)
    this.#isFirst = false
    if (seqOf(message) !== undefined) this.#meter.count()
    this.#messageWarnings.message(message)
  }

  /** A connection's first message shows what the host can do. */
  #noticeFirst(message: AnyMessage, { subprotocol }: Subscription<AnyMessage>): void {
    const { address, shard, subprotocols, untilLive } = this.#options
    const tells = isCursorMessage(address.nsid, message)
    if (untilLive && !tells) {
      throw new TailFailure(
        '--until-live: the host sends no #cursor, so that it does not tell when the stream is live',
      )
    }
    if (shard !== undefined && !(tells && message.shardCount !== undefined)) {
      this.#warnings.warn('the host says nothing of shards: it may be sending the whole stream')
    }
    const [wanted] = subprotocols
    if (subprotocol !== undefined && wanted !== undefined && !subprotocols.includes(subprotocol)) {
      this.#warnings.warn(
        `the host negotiates none of what was asked for; it speaks ${subprotocol}`,
      )
    }
  }

  #finish(failed: { readonly error: unknown } | undefined): number {
    const { err } = this.#context.terminal
    const error = failed?.error
    const reason =
      this.#failure ?? (error instanceof TailFailure ? error.message : explainEnd(error))
    // Nobody's but the program's own.
    if (failed !== undefined && reason === undefined) throw error
    if (reason !== undefined) err.write(`${paint(err, 'red', 'error:')} ${reason}\n`)
    const { invalid } = this.#messageWarnings
    if (invalid > 0) {
      const many = invalid === 1 ? '1 message breaks' : `${invalid} messages break`
      err.write(`${paint(err, 'red', 'error:')} ${many} the lexicon\n`)
    }
    const cursor = this.#gate.delivered(this.#subscription?.cursor)
    // A cursor that the host has refused is none to go on from.
    const usable =
      this.#wasOpen && !(error instanceof StreamError && error.error === 'FutureCursor')
    if (cursor !== undefined && usable) err.write(`to go on from here: --cursor ${cursor}\n`)
    return reason === undefined && invalid === 0 ? exitCode.fine : exitCode.failure
  }

  #describe(): string {
    const subscription = this.#subscription
    return subscription?.subprotocol === undefined
      ? 'connecting…'
      : this.#meter.describe(subscription.position)
  }

  #note(text: string): void {
    this.#status.hide()
    this.#context.terminal.err.write(`${text}\n`)
  }
}
