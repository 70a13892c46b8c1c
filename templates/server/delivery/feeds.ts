import type { Subprotocol } from '../../frame/subprotocol.js'
import type { StreamMeter } from '../metrics/stream-meter.js'
import { Feed, type Selection } from './feed.js'
import type { SharedReads } from './shared-reads.js'
import type { StreamWire } from './stream-wire.js'

/** A feed, and how many connections have it. */
interface Used {
  readonly feed: Feed
  connections: number
}

/** What the connections of one stream get: a feed for each subprotocol and selection in use. */
export class Feeds {
  readonly #reads: SharedReads
  readonly #wire: (subprotocol: Subprotocol) => StreamWire
  readonly #meter: StreamMeter
  readonly #used = new Map<string, Used>()

  constructor(
    reads: SharedReads,
    wire: (subprotocol: Subprotocol) => StreamWire,
    meter: StreamMeter,
  ) {
    this.#reads = reads
    this.#wire = wire
    this.#meter = meter
  }

  /** The source has told of something new. */
  invalidate(): void {
    this.#reads.invalidate()
  }

  /** The feed for one connection more. */
  join(subprotocol: Subprotocol, selection: Selection): Feed {
    if (selection.key === undefined) return this.#make(subprotocol, selection, 'filtered')
    const key = `${subprotocol} ${selection.key}`
    const used = this.#used.get(key) ?? {
      feed: this.#make(subprotocol, selection, selection.key),
      connections: 0,
    }
    used.connections++
    this.#used.set(key, used)
    return used.feed
  }

  /** A connection that had joined is gone. */
  leave(subprotocol: Subprotocol, selection: Selection): void {
    const key = `${subprotocol} ${selection.key ?? ''}`
    const used = this.#used.get(key)
    if (used !== undefined && --used.connections === 0) this.#used.delete(key)
  }

  #make(subprotocol: Subprotocol, selection: Selection, shard: string): Feed {
    const meter = this.#meter.part(subprotocol, shard)
    return new Feed(this.#wire(subprotocol), selection, this.#reads, meter)
  }
}
