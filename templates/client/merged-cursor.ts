import type { CursorMessage } from '../stream/cursor-message.js'
import type { TypedMessage } from '../stream/descriptor.js'
import type { ShardReader } from './shard-reader.js'

/**
 * Makes the `#cursor` messages of several shards into one that is true of all of them: the lowest
 * cursor, the highest `highestSeq`, `live` where all are, and what is left of all.
 */
export class MergedCursor<M extends TypedMessage> {
  #told: (M & CursorMessage) | undefined
  /** The shards that have told where they are since the last one was made. */
  readonly #fresh = new Set<ShardReader<M>>()

  /** The last one that was made. */
  get told(): (M & CursorMessage) | undefined {
    return this.#told
  }

  /**
   * Takes note of what a shard has told. There is something to tell of all of them once each has
   * told where it is, and then whenever the lowest cursor has risen, `live` has changed, or each has
   * told again.
   *
   * @param message the shard's message, which was taken from it already
   * @param cursor the lowest of all
   */
  note(
    message: M & CursorMessage,
    by: ShardReader<M>,
    all: readonly ShardReader<M>[],
    cursor: number,
  ): (M & CursorMessage) | undefined {
    this.#fresh.add(by)
    const told = all.flatMap((reader) => reader.told ?? [])
    if (told.length < all.length) return undefined
    const before = this.#told
    const live = told.every((one) => one.live)
    const isNews =
      before === undefined ||
      live !== before.live ||
      cursor > before.cursor ||
      this.#fresh.size === all.length
    if (!isNews) return undefined
    this.#fresh.clear()
    const highest = told.map((one) => one.highestSeq)
    const highestSeq = Math.max(cursor, before?.highestSeq ?? 0, ...highest)
    const pending = pendingOf(all)
    const merged = { ...message, cursor, highestSeq, live, ...pending }
    // What is left of one shard would be taken for what is left of all.
    for (const name of ['pendingMessages', 'pendingBytes'] as const) {
      if (pending[name] === undefined) Reflect.deleteProperty(merged, name)
    }
    this.#told = merged
    return merged
  }
}

/** What is left of all shards, as far as all of them say. */
function pendingOf<M extends TypedMessage>(
  all: readonly ShardReader<M>[],
): Pick<CursorMessage, 'pendingMessages' | 'pendingBytes'> {
  const pendingMessages = sum(all.map((reader) => reader.pendingMessages))
  const pendingBytes = sum(all.map((reader) => reader.pendingBytes))
  return {
    ...(pendingMessages === undefined ? {} : { pendingMessages }),
    ...(pendingBytes === undefined ? {} : { pendingBytes }),
  }
}

/** Absent where one of them is. */
function sum(numbers: readonly (number | undefined)[]): number | undefined {
  let all = 0
  for (const one of numbers) {
    if (one === undefined) return undefined
    all += one
  }
  return all
}
