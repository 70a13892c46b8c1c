import type { Dial, DialEvents } from '../../../templates/client/dial.js'
import type { HostCheck, HostStanding } from '../../../templates/client/failover/host-check.js'
import { slotOfKey } from '../../../templates/server/shard-slot.js'
import { resolveCursor } from '../../../templates/stream/cursor-resolution.js'
import { nsid, stream, type Message } from '../../server/example-stream.js'

const codec = stream.codecs['xrpc.v0.cbor']

/** The largest shard count. */
const slots = 4
/** How often a relay tells where it is. */
const tellEveryMs = 10_000

/** Something that happened in a repository: what every relay passes on, under a seq of its own. */
export interface RepoEvent {
  readonly did: string
  readonly text: string
}

/** A connection, of one shard or of the whole stream. */
interface Link {
  readonly events: DialEvents
  /** The slots that it gets. */
  readonly slots: ReadonlySet<number>
  /** Absent until the handshake is through. */
  relay: Relay | undefined
  /** Where the relay's next message for it stands in the log. */
  next: number
  /** Nothing gets through any more, and nobody is told. */
  cut: boolean
}

/** A relay in memory: it numbers what arrives by the clock, and keeps all of it. */
export class Relay {
  readonly #delayMs: () => number
  #log: { readonly seq: number; readonly slot: number; readonly frame: Uint8Array }[] = []
  #storages = 0
  #waiting: RepoEvent[] = []
  #arrivals = new Map<string, number>()
  readonly name: string
  readonly links = new Set<Link>()
  up = true
  /** Cut off from where events come from; they arrive when that is mended. */
  partitioned = false

  /** @param delayMs how long the next event takes to arrive */
  constructor(name: string, delayMs: () => number) {
    this.name = name
    this.#delayMs = delayMs
  }

  get sequenceId(): string {
    return `${this.name}-${this.#storages}`
  }

  get position() {
    const highestSeq = this.#log.at(-1)?.seq ?? 0
    const lowestSeq = this.#log[0]?.seq
    return { highestSeq, lowestSeq, prunedSeq: 0, originSeq: (lowestSeq ?? 1) - 1 }
  }

  /** An event happens; those of one repository arrive in their order. */
  emit(event: RepoEvent): void {
    const now = Date.now()
    const at = Math.max(now + this.#delayMs(), this.#arrivals.get(event.did) ?? 0)
    this.#arrivals.set(event.did, at)
    const storages = this.#storages
    setTimeout(() => {
      if (storages !== this.#storages) return
      this.#waiting.push(event)
      this.#take()
    }, at - now)
  }

  kill(): void {
    this.up = false
    for (const link of this.links) hangUp(link, 1006)
  }

  revive(): void {
    this.up = true
    this.#take()
  }

  /** Comes back with nothing of what it had, and without what it missed. */
  reviveEmpty(): void {
    this.#storages++
    this.#log = []
    this.#waiting = []
    this.revive()
  }

  heal(): void {
    this.partitioned = false
    this.#take()
  }

  serve(link: Link, cursor: number | undefined): void {
    const { position } = this
    const request = { cursor, position, seqScheme: 'unix-micros' as const, nowMs: Date.now() }
    const { after, live, verdict } = resolveCursor(request)
    link.next = this.#log.findIndex(({ seq }) => seq > after)
    if (link.next === -1) link.next = this.#log.length
    this.#tell(link, after, live)
    if (verdict === 'outdated') send(link, { $type: `${nsid}#info`, name: 'OutdatedCursor' })
    this.#flush(link)
    const again = () => {
      if (link.relay !== this) return
      this.#tell(link, this.position.highestSeq, true)
      setTimeout(again, tellEveryMs)
    }
    setTimeout(again, tellEveryMs)
  }

  answer(): HostStanding | undefined {
    if (!this.up) return undefined
    const { sequenceId } = this
    return { highestSeq: this.position.highestSeq, seqScheme: 'unix-micros', sequenceId }
  }

  #tell(link: Link, cursor: number, live: boolean): void {
    send(link, {
      $type: `${nsid}#cursor`,
      cursor,
      highestSeq: this.position.highestSeq,
      live,
      seqScheme: 'unix-micros',
      sequenceId: this.sequenceId,
      shardCount: slots,
    })
  }

  #take(): void {
    if (!this.up || this.partitioned) return
    for (const { did, text } of this.#waiting) {
      const seq = Math.max((this.#log.at(-1)?.seq ?? 0) + 1, Date.now() * 1000)
      const slot = slotOfKey(did, slots) ?? 0
      this.#log.push({ seq, slot, frame: codec.encode({ $type: `${nsid}#note`, seq, did, text }) })
    }
    this.#waiting = []
    for (const link of this.links) this.#flush(link)
  }

  #flush(link: Link): void {
    for (; link.next < this.#log.length; link.next++) {
      const entry = this.#log[link.next]
      if (entry === undefined || link.cut || !link.slots.has(entry.slot)) continue
      link.events.received(entry.frame, true)
    }
  }
}

function send(link: Link, message: Message): void {
  if (!link.cut) link.events.received(codec.encode(message), true)
}

function hangUp(link: Link, code: number): void {
  link.relay?.links.delete(link)
  link.relay = undefined
  if (!link.cut) link.events.ended({ kind: 'closed', code, reason: '' })
  link.cut = true
}

/** Addresses, each of which leads to a relay; to which one may change. */
export class Addresses {
  readonly #routes: Map<string, Relay>
  readonly #latencyMs: () => number
  /** Addresses at which nobody answers, not even by refusing. */
  readonly dark = new Set<string>()

  constructor(routes: Map<string, Relay>, latencyMs: () => number) {
    this.#routes = routes
    this.#latencyMs = latencyMs
  }

  /** Has two addresses lead to each other's relays; connections stay where they are, or are lost. */
  swap(one: string, other: string, isLost: boolean): void {
    const before = this.#routes.get(one)
    const after = this.#routes.get(other)
    if (before === undefined || after === undefined) return
    this.#routes.set(one, after)
    this.#routes.set(other, before)
    if (isLost) for (const link of [...before.links, ...after.links]) hangUp(link, 1006)
  }

  /** All connections of a relay go dead without a word. */
  cut(relay: Relay): void {
    for (const link of relay.links) link.cut = true
  }

  readonly dial: Dial = ({ url }, events) => {
    const { host, searchParams } = new URL(url)
    const shards = Number(searchParams.get('shardCount') ?? '1')
    const shard = Number(searchParams.get('shard') ?? '0')
    const width = slots / shards
    const wanted = new Set(Array.from({ length: width }, (_, index) => shard * width + index))
    const link: Link = { events, slots: wanted, relay: undefined, next: 0, cut: false }
    const cursor = searchParams.get('cursor')
    setTimeout(() => {
      const relay = this.#routes.get(host)
      if (link.cut || this.dark.has(host)) return
      if (relay?.up !== true) {
        events.ended({ kind: 'refused', reason: 'other', detail: 'nobody there' })
        return
      }
      link.relay = relay
      relay.links.add(link)
      events.opened('')
      relay.serve(link, cursor === null ? undefined : Number(cursor))
    }, this.#latencyMs())
    return {
      close: () => {
        link.relay?.links.delete(link)
        link.relay = undefined
        link.cut = true
      },
    }
  }

  readonly check: HostCheck = (url) =>
    new Promise((resolve) => {
      setTimeout(() => {
        const { host } = new URL(url)
        const relay = this.dark.has(host) ? undefined : this.#routes.get(host)
        resolve(relay?.answer())
      }, this.#latencyMs())
    })
}
