import type { CursorMessage } from '../../stream/cursor-message.js'
import { Completions } from '../completions.js'
import type { SavedCursor } from '../stores/cursor-store.js'
import { isTimeLike } from '../../stream/time-like-seq.js'

/** Where a feed is: the cursor is one of this host's, as told. */
export interface FeedPlace {
  readonly host: string
  readonly cursor: number | undefined
  readonly told: CursorMessage | undefined
  /** The time of the cursor in the stream itself, in milliseconds since the UNIX epoch. */
  readonly positionMs?: number | undefined
}

/** What was handed out while a feed was on one host, in one of its sequences, and went forward. */
interface Stretch {
  readonly host: string
  told: CursorMessage | undefined
  positionMs: number | undefined
  cursor: number
  readonly completions: Completions
}

/**
 * Up to where a consumer has processed the messages of a feed that may change its host: a cursor
 * goes with the host that it came from, and that of a new host counts only once everything that was
 * handed out before is processed.
 */
export class ProcessedPlace {
  #cursor: number | undefined
  #host = ''
  #told: CursorMessage | undefined
  #positionMs: number | undefined
  #stretches: Stretch[] = []

  /** All that was handed out so far is processed. */
  reached(place: FeedPlace): void {
    this.#cursor = place.cursor
    this.#host = place.host
    this.#told = place.told
    this.#positionMs = place.positionMs
  }

  /**
   * A message is handed out.
   *
   * @returns what says that it has been processed; calling it again does nothing
   */
  hand({ host, cursor, told, positionMs }: FeedPlace): () => void {
    if (cursor === undefined) return () => undefined
    const last = this.#stretches.at(-1)
    const isSame = last?.host === host && isSameSequence(last.told, told) && cursor >= last.cursor
    const stretch = isSame
      ? last
      : { host, told, positionMs, cursor, completions: new Completions(undefined) }
    if (!isSame) this.#stretches.push(stretch)
    stretch.told = told
    stretch.positionMs = positionMs
    stretch.cursor = cursor
    return stretch.completions.hand(cursor)
  }

  /**
   * What to save.
   *
   * @param now in milliseconds since the UNIX epoch
   * @returns undefined where nothing has been processed yet
   */
  saved(now: number): SavedCursor | undefined {
    this.#settle()
    const cursor = this.#cursor
    if (cursor === undefined) return undefined
    const { sequenceId } = this.#told ?? {}
    const seqScheme = this.#told?.seqScheme ?? (isTimeLike(cursor) ? 'unix-micros' : undefined)
    return {
      cursor,
      host: this.#host,
      time: new Date(now).toISOString(),
      ...streamTime(cursor, this.#positionMs),
      ...(seqScheme === undefined ? {} : { seqScheme }),
      ...(sequenceId === undefined ? {} : { sequenceId }),
    }
  }

  /** Takes over what `forEach` has processed: of the first host that it is not through with. */
  #settle(): void {
    for (let [first] = this.#stretches; first !== undefined; [first] = this.#stretches) {
      const { completions, host, told } = first
      const { cursor, open } = completions
      if (cursor !== undefined) {
        // While something is in work, the time of what came last is later than that of the cursor.
        const isSame = this.#host === host && this.#told?.sequenceId === told?.sequenceId
        const before = isSame ? this.#positionMs : undefined
        this.reached({ cursor, host, told, positionMs: open > 0 ? before : first.positionMs })
      }
      if (completions.open > 0 || this.#stretches.length === 1) return
      this.#stretches.shift()
    }
  }
}

function streamTime(cursor: number, ms: number | undefined): Pick<SavedCursor, 'streamTime'> {
  if (ms === undefined || isTimeLike(cursor)) return {}
  return { streamTime: new Date(ms).toISOString() }
}

function isSameSequence(one: CursorMessage | undefined, other: CursorMessage | undefined): boolean {
  return one?.sequenceId === undefined || one.sequenceId === other?.sequenceId
}
