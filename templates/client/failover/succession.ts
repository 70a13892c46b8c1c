import type { CursorMessage } from '../../stream/cursor-message.js'
import type { TypedMessage } from '../../stream/descriptor.js'
import type { FailoverPlan } from '../subscription-plan.js'
import { Entries, type Entry, type Place } from './entry.js'
import { FailoverError } from './failover-error.js'
import type { FailoverOptions } from './failover-options.js'
import { HandedOut } from './handed-out.js'
import { HostChoice } from './host-choice.js'
import { furthest, HostLeg } from './host-leg.js'
import { leavingFor, saysThatTimeIsNoSeq, type Leaving, type Vacancy } from './leaving.js'
import { LegTrials, type TrialGround } from './leg-trials.js'
import { failoverLimits, type FailoverLimits } from './limits.js'
import { patienceOf } from './patience.js'
import { savedPlace } from './saved-place.js'
import type { SuccessionEvents } from './succession-events.js'
import { watchForStalls } from './stall-watch.js'

/**
 * The hosts that a stream is taken from, one after the other or some at once: leaves those that are
 * not in order, and takes others in their place.
 */
export class Succession<M extends TypedMessage> {
  readonly #plan: FailoverPlan<M>
  readonly #events: SuccessionEvents<M>
  readonly #options: FailoverOptions
  readonly #limits: FailoverLimits
  readonly #names: readonly string[]
  readonly #choice: HostChoice
  readonly #entries: Entries
  readonly #handedOut: HandedOut<M>
  readonly #trials: LegTrials<M>
  readonly #stop = new AbortController()
  #legs: readonly HostLeg<M>[] = []
  #leader: HostLeg<M> | undefined
  /** Where the consumer was when there was a leader. */
  #place: Place | undefined
  #vacancies: Vacancy[] = []
  /** Why the last host was left that had brought something new. */
  #cause: Leaving | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #isFilling = false
  #isOver = false

  constructor(plan: FailoverPlan<M>, events: SuccessionEvents<M>) {
    const { urls, from, saved, descriptor, options } = plan
    const { failover = {}, backoff } = options
    const addresses = urls.map((url) => url(undefined))
    this.#plan = plan
    this.#events = events
    this.#options = failover
    this.#limits = failoverLimits(failover)
    this.#names = addresses.map((url) => new URL(url).host)
    if (saved !== undefined) this.#place = savedPlace(saved, this.#names)
    this.#entries = new Entries(
      from,
      { ...this.#limits, isLoose: options.shards !== undefined },
      this.#place?.ms,
    )
    this.#choice = new HostChoice(
      { nsid: descriptor.nsid, urls: addresses, backoff, signal: this.#stop.signal },
      failover,
      this.#limits,
    )
    this.#trials = new LegTrials(descriptor.nsid, this.#entries, this.#limits)
    const isPlain = urls.length === 1 && options.failover === undefined
    this.#handedOut = new HandedOut(descriptor, this.#limits, this.#entries, isPlain)
    const { index } = this.#place ?? {}
    if (this.#place !== undefined && index !== undefined) this.#entries.restored(index, this.#place)
  }

  /** The legs that there are, each on a host of its own. */
  get legs(): readonly HostLeg<M>[] {
    return this.#legs
  }

  /** The leg whose position is the consumer's; absent while none has brought anything. */
  get leader(): HostLeg<M> | undefined {
    return this.#leader
  }

  /** The host that the consumer is on, or would begin with. */
  get host(): string {
    return this.#leader?.feed.host ?? this.#place?.host ?? this.#names[0] ?? ''
  }

  begin(): void {
    const home = this.#place
    if (home !== undefined && home.index === undefined) {
      this.#vacancies.push({ reason: 'moved', error: undefined, from: home.host })
    }
    this.#choice.prefer(home?.index)
    if (this.#names.length > 1) {
      watchForStalls<HostLeg<M>>(this.#plan, this.#limits, this.#stop.signal, {
        watched: () => (this.#events.isAwaited() ? this.#legs : []),
        askOthers: () => this.#choice.askBut(this.#legs.map(({ index }) => index)),
        stalled: (leg, other) => {
          const prefer = other === undefined ? {} : { prefer: other }
          leg.leave({ reason: 'stalled', error: undefined, ...prefer })
        },
      })
    }
    this.#fill()
  }

  end(): void {
    this.#isOver = true
    this.#stop.abort()
    clearTimeout(this.#timer)
    for (const leg of this.#legs) leg.close()
  }

  /**
   * The leg whose sequenced messages are handed out without a look, since nobody else may have brought
   * them; absent where there is something to look at.
   */
  get unattended(): HostLeg<M> | undefined {
    const leg = this.#leader
    return leg?.hasToShow === false && !this.#handedOut.isRemembered ? leg : undefined
  }

  /** The leader has told of its position. */
  told(message: CursorMessage): void {
    this.#handedOut.told(message)
    this.#trials.told(message)
  }

  /**
   * A message of a leg is taken.
   *
   * @returns whether there is anything in it for the consumer; otherwise the leg was left, or is yet
   * to show whether it can be gone on with
   */
  took(leg: HostLeg<M>, message: M): boolean {
    if (leg.hasToShow && !this.#examine(leg, message)) return false
    if (leg.hasBrought) return true
    leg.hasBrought = true
    this.#entries.began(leg.positionMs)
    if (this.#leader !== undefined) return true
    this.#leader = leg
    if (this.#place === undefined && this.#limits.parallel > 1) this.#bringInLine(leg)
    return true
  }

  /** The first leg has shown where it is: now it is known where others have to begin. */
  #bringInLine(first: HostLeg<M>): void {
    for (const leg of this.#legs) {
      if (leg === first || leg.hasBrought || leg.entry.from.cursor === 0) continue
      this.#remove(leg)
      leg.close()
    }
    this.#choice.forgive()
    this.#fill()
  }

  /** Whether a sequenced message that was taken is to be handed out: nobody has brought it yet. */
  admit(leg: HostLeg<M>, message: M): boolean {
    if (!this.#handedOut.admit(message, leg, this.#leader ?? leg)) return false
    if (this.#cause !== undefined) {
      this.#cause = undefined
      this.#choice.progressed()
    }
    return true
  }

  /** Sees to it that there are as many legs as there should be. Never throws. */
  #fill(): void {
    if (this.#isFilling || this.#isOver || this.#legs.length >= this.#limits.parallel) return
    this.#isFilling = true
    clearTimeout(this.#timer)
    const prepared = this.#choice.prepare()
    if (prepared === undefined) this.#fillNow()
    else void prepared.then(() => this.#fillNow())
  }

  #fillNow(): void {
    // Those that are in use, and those of which nothing tells where to enter them.
    const useless = new Set(this.#legs.map(({ index }) => index))
    let waitMs = Infinity
    try {
      while (!this.#isOver && this.#legs.length < this.#limits.parallel) {
        const pick = this.#choice.pick(useless, this.#leader !== undefined)
        if (pick === undefined || pick.waitMs > 0) {
          waitMs = Math.min(waitMs, pick?.waitMs ?? Infinity)
          break
        }
        useless.add(pick.index)
        this.#enter(pick.index)
      }
    } catch (error) {
      this.#events.failed(error)
    }
    this.#isFilling = false
    if (this.#isOver) return
    if (waitMs < Infinity) this.#timer = setTimeout(() => this.#fill(), waitMs)
    this.#events.arrived()
  }

  /**
   * Takes a host in the place of one that was left, if anything tells where to begin with it.
   *
   * @throws FailoverError, or why a host was left, where no host can be gone on with
   */
  #enter(index: number): void {
    const entry = this.#entries.of(index, this.#currentPlace)
    if (entry !== undefined) return this.#take(index, entry)
    this.#choice.failed(index, 0, { error: this.#unfit('unknown-time', index) })
    this.#settleVerdicts()
  }

  /** Begins a leg, and tells of the change. */
  #take(index: number, entry: Entry): void {
    const to = this.#names[index] ?? ''
    const vacancy = this.#vacancies.shift()
    if (vacancy !== undefined && (vacancy.from !== to || vacancy.reason === 'sequence-changed')) {
      const { reason, error, from } = vacancy
      this.#options.onFailover?.({ reason, from, to, cursor: entry.from.cursor, error })
    }
    if (!this.#isOver) this.#open(index, entry)
  }

  #open(index: number, entry: Entry): void {
    const { urls } = this.#plan
    const url = urls[index] ?? this.#plan.url
    const isOnly = urls.length === 1
    const patience = patienceOf(this.#limits, isOnly)
    const leg: HostLeg<M> = new HostLeg<M>({ ...this.#plan, url }, index, entry, patience, {
      arrived: () => this.#events.arrived(),
      connectionChanged: () => this.#events.connectionChanged(),
      skipped: () => this.#events.skipped(),
      reconnected: (one) => {
        if (!isOnly) this.#distrust(one)
      },
      ended: (one, error) => this.#ended(one, error),
    })
    const isBack = entry.kind === 'back' || entry.kind === 'start'
    leg.hasToShow = !(isBack && isOnly)
    this.#legs = [...this.#legs, leg]
    leg.begin()
  }

  /** Whether a leg can be gone on with, for all that its messages show up to this one. */
  #examine(leg: HostLeg<M>, message: M): boolean {
    const verdict = this.#trials.verdict(leg, message, this.#groundOf(leg))
    switch (verdict) {
      case 'fit':
        return true
      case 'unknown':
        return false
      case 'same-sequence':
        this.#enterSame(leg)
        return false
      case 'too-young': {
        const youngMs = this.#trials.youngMs(leg)
        leg.leave({ reason: 'unfit', error: this.#unfit('gap', leg.index), youngMs })
        return false
      }
      default:
        leg.leave({ reason: 'unfit', error: this.#unfit(verdict, leg.index) })
        return false
    }
  }

  /** Whether a host that was lost can be gone on with it has to show once more. */
  #distrust(leg: HostLeg<M>): void {
    if (leg === this.#leader) this.#settle(leg)
    this.#trials.again(leg, this.#groundOf(leg))
  }

  #groundOf(leg: HostLeg<M>): TrialGround {
    const isBeside = this.#leader !== undefined && this.#leader !== leg
    return { place: this.#currentPlace, isBeside }
  }

  #settle(leader: HostLeg<M>): void {
    this.#events.settled(leader)
    this.#place = this.#currentPlace
  }

  /** The host turned out to have the numbers of the place, which is where it is entered instead. */
  #enterSame(leg: HostLeg<M>): void {
    const { cursor, sequenceId } = this.#currentPlace ?? {}
    this.#remove(leg)
    leg.close()
    this.#open(leg.index, { kind: 'sequence', from: { cursor, sequenceId }, startMs: undefined })
    this.#events.arrived()
  }

  /** Where the consumer is; absent as long as it is nowhere. */
  get #currentPlace(): Place | undefined {
    const place = this.#leader?.place
    return place?.cursor === undefined ? this.#place : place
  }

  /** A leg is over: because it was left, because of an error, or because that was asked for. */
  #ended(leg: HostLeg<M>, error: unknown): void {
    if (this.#isOver || !this.#legs.includes(leg)) return
    const leaving = leg.leaving ?? leavingFor(error)
    const place = leg.place
    if (leg === this.#leader && leaving?.reason !== 'unfit') this.#entries.reached(place.ms)
    this.#remove(leg)
    if (leaving === undefined || !this.#handedOut.isRemembered) {
      this.#events.failed(leaving?.error ?? error)
      return
    }
    const isWhole = leg.hasBrought && leaving.reason !== 'unfit'
    if (isWhole && place.cursor !== undefined) this.#entries.left(leg.index, place)
    this.#cause ??= leaving
    this.#vacancies.push({ ...leaving, from: leg.feed.host })
    this.#condemn(leg, leaving)
    try {
      this.#settleVerdicts()
      this.#fill()
    } catch (thrown) {
      this.#events.failed(thrown)
    }
  }

  /** Remembers what a host was left for. */
  #condemn(leg: HostLeg<M>, { reason, error, prefer, awayMs, youngMs }: Leaving): void {
    const { index, entry } = leg
    const goodForMs = leg.hasBrought ? Date.now() - leg.sinceMs : 0
    this.#choice.prefer(prefer)
    if (youngMs !== undefined) {
      this.#entries.changed(index, undefined)
      this.#choice.tooYoung(index, youngMs)
      return
    }
    if (reason === 'dead' || reason === 'stalled' || reason === 'sent-away') {
      this.#choice.failed(index, goodForMs, undefined, awayMs)
      return
    }
    if (reason === 'sequence-changed') {
      this.#entries.changed(index, leg.place.sequenceId)
      // Where it has begun anew it may well be gone on with; who begins anew all the time may not.
      if (leg.hasBrought || entry.from.sequenceId !== undefined) {
        this.#choice.prefer(index)
        return
      }
    }
    const isTimeRefused = entry.kind === 'time' && !leg.hasBrought && saysThatTimeIsNoSeq(error)
    if (reason === 'unfit') this.#entries.changed(index, undefined)
    this.#choice.failed(index, goodForMs, {
      error: isTimeRefused ? this.#unfit('no-time', index) : error,
    })
  }

  #remove(leg: HostLeg<M>): void {
    const isLeader = leg === this.#leader
    this.#legs = this.#legs.filter((one) => one !== leg)
    leg.memory?.end()
    if (!isLeader) return
    // What an unfit host said last is no place to go on from.
    if (leg.leaving?.reason !== 'unfit') this.#settle(leg)
    this.#leader = furthest(this.#legs.filter(({ hasBrought }) => hasBrought))
  }

  /**
   * Looks at what is known of all hosts.
   *
   * @throws FailoverError, or why a host was left, where there is none to be tried
   */
  #settleVerdicts(): void {
    const verdicts = this.#legs.length > 0 ? undefined : this.#choice.verdicts
    if (verdicts === undefined) return
    const index = verdicts.findIndex((error) => error instanceof FailoverError)
    const { onGap = 'stop' } = this.#options
    if (index !== -1 && onGap !== 'stop') {
      const cursor = onGap === 'oldest' ? 0 : undefined
      this.#choice.forgive()
      this.#take(index, {
        kind: 'start',
        from: { cursor, sequenceId: undefined },
        startMs: undefined,
      })
      return
    }
    if (index === -1) throw this.#vacancies.at(-1)?.error ?? verdicts[0]
    // Where there is no other host, it is what that one did that ends the subscription.
    throw this.#names.length === 1 ? (this.#cause?.error ?? verdicts[index]) : verdicts[index]
  }

  #unfit(code: FailoverError['code'], index: number): FailoverError {
    const home = this.#place?.index === undefined ? this.#place?.host : undefined
    return new FailoverError(code, this.#names[index] ?? '', this.#cause?.error, home)
  }
}
